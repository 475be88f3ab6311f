/* parse_parts.h: what the parts of the parser share: parse.c (tokens, errors, nodes), parse_literal.c
 * (numbers, names, strings), parse_expression.c, parse_statement.c, parse_class.c.
 *
 * It is a recursive descent, with precedence climbing for operators. A failure is sticky: from then on the
 * current token is END, nothing more is allocated or raised, every function returns NULL, and only
 * parse_program looks. So a part may go on with what it got, as long as it takes no child for present
 * and every loop ends at END.
 */
#ifndef REFVM_PARSE_PARTS_H
#define REFVM_PARSE_PARTS_H

#include "lex.h"
#include "vm.h"

/* A bracket that is open, for "Unclosed '{' on line 3"; lives in the frame of the function that opened it.
 */
struct bracket {
    struct bracket *outer;
    char open;
    uint32_t line;
};

enum { PARSE_STACK_SMALL = 48 };

struct parser {
    struct vm *vm;
    struct lex lex;
    struct lexeme token;
    uint32_t last_line; /* where the token before ended */
    bool failed;
    /* An array literal with a skipped place or a list() in it must become an assignment's left side, but
     * that shows only when the outermost one around it has ended. */
    bool holes, in_elements;
    struct bracket *brackets;
    /* Where a statement, or something else that may be left out, would begin, and what else may stand
     * there. */
    const char *place, *place_expecting;
    /* children of the lists that are being read */
    struct ast **stack;
    uint32_t stack_used, stack_size;
    struct ast *stack_small[PARSE_STACK_SMALL];
};

/* ---- tokens ---- */
void parse_advance(struct parser *p);
static inline bool parse_at(const struct parser *p, enum token kind)
{
    return p->token.kind == kind;
}
bool parse_accept(struct parser *p, enum token kind);
/* What follows the current token. */
enum token parse_peek(const struct parser *p);
/* The token must come; `expecting` is the end of the message ("\")\""), NULL if it names nothing. */
void parse_expect(struct parser *p, enum token kind, const char *expecting);
void parse_open(struct parser *p, struct bracket *b, enum token kind, const char *expecting);
void parse_close(struct parser *p, struct bracket *b, enum token kind, const char *expecting);

/* If the current token begins nothing, messages say what else may come. */
static inline void parse_place(struct parser *p, const char *expecting)
{
    p->place = p->token.text;
    p->place_expecting = expecting;
}

/* ---- errors ---- */
void parse_syntax_error(struct parser *p, const char *expecting); /* at the current token */
void parse_error_text(struct parser *p, uint32_t line, const char *text);
void parse_compile_error(struct parser *p, uint32_t line, const char *text);
void parse_unsupported(struct parser *p, const char *what);
bool parse_deeper(struct parser *p);
static inline void parse_shallower(struct parser *p)
{
    nesting_leave(p->vm);
}

/* ---- nodes; the line is that of the first child that is there, or the current one ---- */
struct ast *parse_node_at(struct parser *p, enum ast_kind kind, uint32_t attr, uint32_t line,
                          uint32_t count, ...);
struct ast *parse_node0(struct parser *p, enum ast_kind kind, uint32_t attr, uint32_t line);
struct ast *parse_node1(struct parser *p, enum ast_kind kind, uint32_t attr, struct ast *a);
struct ast *parse_node2(struct parser *p, enum ast_kind kind, uint32_t attr, struct ast *a, struct ast *b);
struct ast *parse_node3(struct parser *p, enum ast_kind kind, uint32_t attr, struct ast *a, struct ast *b,
                        struct ast *c);
uint32_t parse_list_begin(const struct parser *p);
void parse_list_add(struct parser *p, struct ast *child); /* NULL is a child, too */
struct ast *parse_list_end(struct parser *p, enum ast_kind kind, uint32_t attr, uint32_t begin);
static inline uint32_t parse_list_count(const struct parser *p, uint32_t begin)
{
    return p->stack_used - begin;
}

/* ---- literals: each takes the current token ---- */
struct ast *parse_value(struct parser *p, const struct value *v, uint32_t line);
struct ast *parse_text(struct parser *p, const char *bytes, size_t len, uint32_t line);
struct ast *parse_number(struct parser *p);
struct ast *parse_quoted(struct parser *p);
struct ast *parse_interpolated(struct parser *p);
struct ast *parse_heredoc(struct parser *p);
struct ast *parse_name(struct parser *p, const char *expecting);       /* a name, not qualified */
struct ast *parse_class_name(struct parser *p, const char *expecting); /* qualified; self and parent, too */
struct ast *parse_word(struct parser *p, const char *expecting);       /* a name or any keyword */
struct ast *parse_variable_name(struct parser *p, const char *expecting); /* $x as VALUE "x" */
bool parse_at_word(const struct parser *p);
/* Gives a declaration its name. */
void parse_set_name(struct ast *declaration, const struct ast *name);

/* ---- expressions ---- */
struct ast *parse_expression(struct parser *p);
struct ast *parse_variable(struct parser *p); /* only what PHP's grammar calls a variable */
struct ast *parse_simple_variable(struct parser *p, const char *expecting);
struct ast *parse_arguments(struct parser *p);
struct ast *parse_optional_expression(struct parser *p, enum token end); /* NULL if `end` is there */
struct ast *parse_target(struct parser *p); /* of foreach: a variable, list() or [] */
/* An array literal has become what is assigned to: is it fit for that? */
void parse_check_destructuring(struct parser *p, const struct ast *list);
/* A call is a variable to the grammar, but can't be written to. NULL is fine. */
void parse_check_writable(struct parser *p, const struct ast *target);
/* What PHP says when a variable is not followed by what it wants. */
extern const char parse_after_variable[];

/* ---- statements and declarations ---- */
struct ast *parse_block(struct parser *p, const char *expecting); /* { ... } */
struct ast *parse_statement(struct parser *p);

/* Outside of functions, blocks and branches: only there constants are declared. */
struct ast *parse_top_statement(struct parser *p);
struct ast *parse_parameters(struct parser *p, const char *expecting);
struct ast *parse_return_type(struct parser *p);
struct ast *parse_type(struct parser *p); /* NULL, and no failure, if none begins here */
struct ast *parse_function_statement(struct parser *p);
struct ast *parse_closure(struct parser *p, bool is_static);
struct ast *parse_arrow_function(struct parser *p, bool is_static);
struct ast *parse_class_statement(struct parser *p);
struct ast *parse_anonymous_class(struct parser *p); /* at `class`: a NEW */
struct ast *parse_constants(struct parser *p, uint32_t attr, bool in_class);

#endif
