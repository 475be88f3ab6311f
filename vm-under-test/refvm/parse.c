/* parse.c: the parser's tokens, errors and nodes, and its door. See parse_parts.h. */
#include <stdarg.h>
#include <stdio.h>

#include "parse_parts.h"

/* ---- errors -------------------------------------------------------------------------------------- */

static void parse_fail(struct parser *p)
{
    p->failed = true;
    p->token.kind = TOKEN_END;
    p->lex.at = p->lex.end;
}

void parse_error_text(struct parser *p, uint32_t line, const char *text)
{
    if (p->failed)
        return;
    error_parse(p->vm, (int)line, "%s", text);
    parse_fail(p);
}

void parse_compile_error(struct parser *p, uint32_t line, const char *text)
{
    if (p->failed)
        return;
    error_compile(p->vm, (int)line, "%s", text);
    parse_fail(p);
}

void parse_unsupported(struct parser *p, const char *what)
{
    if (p->failed)
        return;
    error_compile(p->vm, (int)p->token.line, "'%s' is not supported by this VM", what);
    parse_fail(p);
}

bool parse_deeper(struct parser *p)
{
    if (p->failed)
        return false;
    if (nesting_enter(p->vm))
        return true;
    parse_fail(p);
    return false;
}

/* The content of a token as messages quote it: without its quotes, up to a newline, 30 bytes of it. */
static void parse_quote_token(const struct lexeme *t, char *text, size_t size)
{
    enum { SHOWN = 30 };
    const char *at = t->text, *newline;
    size_t len = t->len;
    bool cut = false;

    if (len > 1 && (*at == '\'' || *at == '"') && at[len - 1] == *at) {
        at++;
        len -= 2;
    } else if (t->problem == LEX_OPEN_STRING) {
        at++;
        len--;
    }
    newline = memchr(at, '\n', len);
    if (newline != NULL)
        len = (size_t)(newline - at);
    /* PHP leaves the second quote of <<<"LABEL" out. */
    if (t->kind == TOKEN_HEREDOC_START && (at[len - 1] == '"' || at[len - 1] == '\''))
        len--;
    if (len > SHOWN + 3) {
        len = SHOWN;
        cut = true;
    }
    snprintf(text, size, "%s \"%.*s%s\"",
             t->kind == TOKEN_QUOTED ? *t->text == '"' ? "double-quoted string" : "single-quoted string"
                                     : token_texts[t->kind],
             (int)len, at, cut ? "..." : "");
}

static void parse_describe(const struct lexeme *t, char *text, size_t size)
{
    if (t->kind == TOKEN_END || t->kind == TOKEN_QUOTE)
        snprintf(text, size, "%s", token_texts[t->kind]);
    else if (t->kind == TOKEN_BAD)
        snprintf(text, size, "character 0x%02X", (unsigned char)*t->text);
    else if (t->kind == TOKEN_ECHO && *t->text == '<')
        snprintf(text, size, "token \"<?=\"");
    else if (t->kind > TOKEN_BAD)
        snprintf(text, size, "token \"%s\"", token_texts[t->kind]);
    else
        parse_quote_token(t, text, size);
}

static char parse_opening(enum token closing)
{
    switch (closing) {
    case TOKEN_RPAREN:
        return '(';
    case TOKEN_RBRACKET:
        return '[';
    case TOKEN_RBRACE:
        return '{';
    default:
        return '\0';
    }
}

/* A closing bracket that does not match, or an end with one open, is what PHP complains of first. */
static bool parse_bracket_error(struct parser *p)
{
    const struct bracket *b = p->brackets;
    char opening = parse_opening(p->token.kind), text[80];
    size_t len;

    if (opening == '\0' && p->token.kind != TOKEN_END)
        return false;
    if (opening != '\0' && p->lex.mode == LEX_OFFSET)
        return false;
    if (b == NULL) {
        if (opening == '\0')
            return false;
        snprintf(text, sizeof(text), "Unmatched '%s'", token_texts[p->token.kind]);
        parse_error_text(p, p->token.line_end, text);
        return true;
    }
    if (b->open == opening)
        return false;
    len = (size_t)snprintf(text, sizeof(text), "Unclosed '%c'", b->open);
    if (b->line != p->token.line_end)
        len += (size_t)snprintf(text + len, sizeof(text) - len, " on line %u", b->line);
    if (opening != '\0')
        snprintf(text + len, sizeof(text) - len, " does not match '%s'", token_texts[p->token.kind]);
    parse_error_text(p, p->token.line_end, text);
    return true;
}

void parse_syntax_error(struct parser *p, const char *expecting)
{
    char text[320], unexpected[160];

    if (p->failed || parse_bracket_error(p))
        return;
    parse_describe(&p->token, unexpected, sizeof(unexpected));
    snprintf(text, sizeof(text), "syntax error, unexpected %s%s%s", unexpected,
             expecting != NULL ? ", expecting " : "", expecting != NULL ? expecting : "");
    parse_error_text(p, p->token.line_end, text);
}

/* ---- tokens ---------------------------------------------------------------------------------------- */

/* A bad character is reported where it is met, as it is a matter of what was expected; the rest at once. */
static void parse_lexical_error(struct parser *p)
{
    char text[64];

    switch (p->token.problem) {
    case LEX_COMMENT:
        snprintf(text, sizeof(text), "Unterminated comment starting line %u", p->token.line);
        parse_error_text(p, p->token.line, text);
        break;
    case LEX_NUMBER:
        parse_error_text(p, p->token.line, "Invalid numeric literal");
        break;
    case LEX_REAL_CAST:
        parse_error_text(p, p->token.line, "The (real) cast has been removed, use (float) instead");
        break;
    default:
        break;
    }
}

void parse_advance(struct parser *p)
{
    if (p->failed)
        return;
    p->last_line = p->token.line_end;
    lex_next(&p->lex, &p->token);
    p->vm->compile_line = (int)p->token.line_end;
    if (p->token.kind == TOKEN_BAD)
        parse_lexical_error(p);
}

bool parse_accept(struct parser *p, enum token kind)
{
    if (p->token.kind != kind)
        return false;
    parse_advance(p);
    return true;
}

enum token parse_peek(const struct parser *p)
{
    struct lex ahead = p->lex;
    struct lexeme token;

    lex_next(&ahead, &token);
    return token.kind;
}

void parse_expect(struct parser *p, enum token kind, const char *expecting)
{
    if (p->token.kind == kind)
        parse_advance(p);
    else
        parse_syntax_error(p, expecting);
}

void parse_open(struct parser *p, struct bracket *b, enum token kind, const char *expecting)
{
    *b = (struct bracket){p->brackets, token_texts[kind][kind == TOKEN_DOLLAR_BRACE], p->token.line};
    if (p->token.kind != kind) {
        parse_syntax_error(p, expecting);
        return;
    }
    p->brackets = b;
    parse_advance(p);
}

void parse_close(struct parser *p, struct bracket *b, enum token kind, const char *expecting)
{
    if (p->token.kind == kind && !p->failed) {
        p->brackets = b->outer;
        parse_advance(p);
    } else {
        parse_syntax_error(p, expecting);
    }
}

/* ---- nodes ------------------------------------------------------------------------------------------- */

static struct ast *parse_new(struct parser *p, enum ast_kind kind, uint32_t attr, uint32_t line,
                             uint32_t count)
{
    struct ast *ast;

    if (p->failed)
        return NULL;
    ast = ast_new(p->vm, kind, attr, line, count);
    if (ast == NULL)
        parse_fail(p);
    return ast;
}

struct ast *parse_node_at(struct parser *p, enum ast_kind kind, uint32_t attr, uint32_t line,
                          uint32_t count, ...)
{
    struct ast *ast = parse_new(p, kind, attr, line, count);
    va_list args;

    if (ast == NULL)
        return NULL;
    va_start(args, count);
    for (uint32_t i = 0; i < count; i++)
        ast->child[i] = va_arg(args, struct ast *);
    va_end(args);
    return ast;
}

struct ast *parse_node0(struct parser *p, enum ast_kind kind, uint32_t attr, uint32_t line)
{
    return parse_new(p, kind, attr, line, 0);
}

struct ast *parse_node1(struct parser *p, enum ast_kind kind, uint32_t attr, struct ast *a)
{
    struct ast *ast = parse_new(p, kind, attr, a != NULL ? a->line : p->last_line, 1);

    if (ast != NULL)
        ast->child[0] = a;
    return ast;
}

static uint32_t parse_line_of(const struct parser *p, const struct ast *a, const struct ast *b,
                              const struct ast *c)
{
    if (a != NULL)
        return a->line;
    if (b != NULL)
        return b->line;
    return c != NULL ? c->line : p->last_line;
}

struct ast *parse_node2(struct parser *p, enum ast_kind kind, uint32_t attr, struct ast *a, struct ast *b)
{
    struct ast *ast = parse_new(p, kind, attr, parse_line_of(p, a, b, NULL), 2);

    if (ast != NULL) {
        ast->child[0] = a;
        ast->child[1] = b;
    }
    return ast;
}

struct ast *parse_node3(struct parser *p, enum ast_kind kind, uint32_t attr, struct ast *a, struct ast *b,
                        struct ast *c)
{
    return parse_node_at(p, kind, attr, parse_line_of(p, a, b, c), 3, a, b, c);
}

/* ---- lists: children wait on a stack until their number is known --------------------------------- */

uint32_t parse_list_begin(const struct parser *p)
{
    return p->stack_used;
}

static bool parse_stack_grow(struct parser *p)
{
    uint32_t size = p->stack_size * 2;
    size_t old_bytes = p->stack_size * sizeof(struct ast *), bytes = size * sizeof(struct ast *);
    bool small = p->stack == p->stack_small;
    struct ast **stack =
        mem_resize(p->vm, small ? NULL : p->stack, small ? 0 : old_bytes, bytes, SITE_parse_list);

    if (stack == NULL) {
        parse_fail(p);
        return false;
    }
    if (small)
        memcpy(stack, p->stack_small, sizeof(p->stack_small));
    p->stack = stack;
    p->stack_size = size;
    return true;
}

void parse_list_add(struct parser *p, struct ast *child)
{
    if (p->failed || (p->stack_used == p->stack_size && !parse_stack_grow(p)))
        return;
    p->stack[p->stack_used++] = child;
}

struct ast *parse_list_end(struct parser *p, enum ast_kind kind, uint32_t attr, uint32_t begin)
{
    uint32_t count = p->stack_used - begin;
    struct ast *first = count > 0 && !p->failed ? p->stack[begin] : NULL;
    struct ast *list = parse_new(p, kind, attr, first != NULL ? first->line : p->last_line, count);

    if (list != NULL && count > 0)
        memcpy(list->child, p->stack + begin, count * sizeof(list->child[0]));
    p->stack_used = begin;
    return list;
}

/* ---- the door ------------------------------------------------------------------------------------------
 */

static struct ast *parse_all(struct parser *p)
{
    uint32_t begin = parse_list_begin(p);

    parse_advance(p);
    while (!parse_at(p, TOKEN_END) && !parse_at(p, TOKEN_HALT_COMPILER)) {
        struct ast *statement;

        parse_place(p, "end of file");
        statement = parse_top_statement(p);
        if (statement != NULL)
            parse_list_add(p, statement);
    }
    /* What __halt_compiler(); leaves unread is data that this language has no access to. */
    if (parse_accept(p, TOKEN_HALT_COMPILER)) {
        parse_expect(p, TOKEN_LPAREN, "\"(\"");
        parse_expect(p, TOKEN_RPAREN, "\")\"");
        if (!parse_at(p, TOKEN_SEMICOLON))
            parse_syntax_error(p, "\";\"");
    }
    return parse_list_end(p, AST_LIST_STATEMENTS, 0, begin);
}

struct ast *parse_program(struct vm *vm, const char *source, size_t size)
{
    struct parser p = {.vm = vm, .stack_size = PARSE_STACK_SMALL};
    struct ast *program;

    if (size > SOURCE_SIZE_MAX) {
        error_compile(vm, 1, "a program of %zu bytes is larger than the %d bytes that this VM takes", size,
                      (int)SOURCE_SIZE_MAX);
        return NULL;
    }
    p.stack = p.stack_small;
    lex_start(&p.lex, source, size);
    program = parse_all(&p);
    if (p.stack != p.stack_small)
        mem_free(vm, p.stack, p.stack_size * sizeof(struct ast *));
    return p.failed ? NULL : program;
}
