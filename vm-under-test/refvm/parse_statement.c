/* parse_statement.c: statements, functions, parameters and types. */
#include <stdio.h>

#include "parse_parts.h"

/* `;` or ?>. */
static void parse_semicolon(struct parser *p, const char *expecting)
{
    parse_expect(p, TOKEN_SEMICOLON, expecting);
}

/* An empty statement where one must be. */
static struct ast *parse_nothing(struct parser *p)
{
    return parse_node0(p, AST_LIST_STATEMENTS, 0, p->last_line);
}

/* Never NULL, but after a failure. */
static struct ast *parse_body(struct parser *p)
{
    struct ast *statement = parse_statement(p);

    return statement != NULL ? statement : parse_nothing(p);
}

static bool parse_at_any(const struct parser *p, const uint8_t *ends)
{
    for (; *ends != TOKEN_END; ends++)
        if (p->token.kind == *ends)
            return true;
    return false;
}

/* Statements up to one of the tokens, which is left. */
static struct ast *parse_statements_until(struct parser *p, const uint8_t *ends, const char *expecting)
{
    uint32_t begin = parse_list_begin(p), line = p->last_line;
    struct ast *list, *statement;

    while (!parse_at_any(p, ends) && !p->failed) {
        if (parse_at(p, TOKEN_END)) {
            parse_syntax_error(p, expecting);
            break;
        }
        parse_place(p, expecting);
        statement = parse_statement(p);
        if (statement != NULL)
            parse_list_add(p, statement);
    }
    list = parse_list_end(p, AST_LIST_STATEMENTS, 0, begin);
    if (list != NULL)
        list->line = line;
    return list;
}

struct ast *parse_block(struct parser *p, const char *expecting)
{
    static const uint8_t ends[] = {TOKEN_RBRACE, TOKEN_END};
    bool in_elements = p->in_elements;
    struct ast *list;
    struct bracket b;

    parse_open(p, &b, TOKEN_LBRACE, expecting);
    p->in_elements = false;
    list = parse_statements_until(p, ends, NULL);
    p->in_elements = in_elements;
    if (list != NULL)
        list->line_end = p->token.line;
    parse_close(p, &b, TOKEN_RBRACE, NULL);
    return list;
}

/* (condition) */
static struct ast *parse_condition(struct parser *p)
{
    struct ast *e;
    struct bracket b;

    parse_open(p, &b, TOKEN_LPAREN, "\"(\"");
    e = parse_expression(p);
    parse_close(p, &b, TOKEN_RPAREN, NULL);
    return e;
}

/* A statement, or `: statements endX;`. */
static struct ast *parse_loop_body(struct parser *p, enum token end)
{
    const uint8_t ends[] = {(uint8_t)end, TOKEN_END};
    struct ast *body;

    if (!parse_accept(p, TOKEN_COLON))
        return parse_body(p);
    body = parse_statements_until(p, ends, NULL);
    parse_advance(p);
    parse_semicolon(p, "\";\"");
    return body;
}

/* ---- if ------------------------------------------------------------------------------------------------
 */

static void parse_if_element(struct parser *p, struct ast *condition, struct ast *body)
{
    parse_list_add(p, parse_node2(p, AST_IF_ELEM, 0, condition, body));
}

/* After `if (...):`. */
static void parse_if_alternative(struct parser *p, struct ast *condition)
{
    static const uint8_t ends[] = {TOKEN_ELSEIF, TOKEN_ELSE, TOKEN_ENDIF, TOKEN_END};
    static const uint8_t else_ends[] = {TOKEN_ENDIF, TOKEN_END};

    parse_if_element(p, condition, parse_statements_until(p, ends, "\"elseif\" or \"else\" or \"endif\""));
    while (parse_accept(p, TOKEN_ELSEIF)) {
        condition = parse_condition(p);
        parse_expect(p, TOKEN_COLON, "\":\"");
        parse_if_element(p, condition,
                         parse_statements_until(p, ends, "\"elseif\" or \"else\" or \"endif\""));
    }
    if (parse_accept(p, TOKEN_ELSE)) {
        parse_expect(p, TOKEN_COLON, "\":\"");
        parse_if_element(p, NULL, parse_statements_until(p, else_ends, NULL));
    }
    parse_expect(p, TOKEN_ENDIF, "\"endif\"");
    parse_semicolon(p, "\";\"");
}

/* `else if` is read as `elseif`: it means the same, and a long row of them is not nested that way. */
static struct ast *parse_if(struct parser *p)
{
    uint32_t begin = parse_list_begin(p);
    struct ast *condition;

    parse_advance(p);
    condition = parse_condition(p);
    if (parse_accept(p, TOKEN_COLON)) {
        parse_if_alternative(p, condition);
        return parse_list_end(p, AST_LIST_IF, 0, begin);
    }
    parse_if_element(p, condition, parse_body(p));
    for (;;) {
        if (parse_accept(p, TOKEN_ELSEIF)) {
            condition = parse_condition(p);
            parse_if_element(p, condition, parse_body(p));
        } else if (parse_accept(p, TOKEN_ELSE)) {
            if (!parse_accept(p, TOKEN_IF)) {
                parse_if_element(p, NULL, parse_body(p));
                break;
            }
            condition = parse_condition(p);
            if (parse_accept(p, TOKEN_COLON)) {
                uint32_t inner = parse_list_begin(p);

                parse_if_alternative(p, condition);
                parse_if_element(p, NULL, parse_list_end(p, AST_LIST_IF, 0, inner));
                break;
            }
            parse_if_element(p, condition, parse_body(p));
        } else {
            break;
        }
    }
    return parse_list_end(p, AST_LIST_IF, 0, begin);
}

/* ---- loops and switch ------------------------------------------------------------------------------ */

static struct ast *parse_while(struct parser *p)
{
    struct ast *condition;

    parse_advance(p);
    condition = parse_condition(p);
    return parse_node2(p, AST_WHILE, 0, condition, parse_loop_body(p, TOKEN_ENDWHILE));
}

static struct ast *parse_do_while(struct parser *p)
{
    struct ast *body, *condition;

    parse_advance(p);
    body = parse_body(p);
    parse_expect(p, TOKEN_WHILE, "\"while\"");
    condition = parse_condition(p);
    parse_semicolon(p, "\";\"");
    return parse_node2(p, AST_DO_WHILE, 0, body, condition);
}

static struct ast *parse_for_part(struct parser *p, enum token end)
{
    uint32_t begin = parse_list_begin(p);

    if (parse_at(p, end))
        return NULL;
    parse_place(p, end == TOKEN_SEMICOLON ? "\";\"" : "\")\"");
    do {
        parse_list_add(p, parse_expression(p));
    } while (parse_accept(p, TOKEN_COMMA));
    return parse_list_end(p, AST_LIST_EXPRESSIONS, 0, begin);
}

static struct ast *parse_for(struct parser *p)
{
    struct ast *first, *condition, *step, *body;
    uint32_t line = p->token.line;
    struct bracket b;

    parse_advance(p);
    parse_open(p, &b, TOKEN_LPAREN, "\"(\"");
    first = parse_for_part(p, TOKEN_SEMICOLON);
    parse_expect(p, TOKEN_SEMICOLON, "\";\"");
    condition = parse_for_part(p, TOKEN_SEMICOLON);
    parse_expect(p, TOKEN_SEMICOLON, "\";\"");
    step = parse_for_part(p, TOKEN_RPAREN);
    parse_close(p, &b, TOKEN_RPAREN, "\")\"");
    body = parse_loop_body(p, TOKEN_ENDFOR);
    return parse_node_at(p, AST_FOR, 0, first != NULL ? first->line : line, 4, first, condition, step,
                         body);
}

static struct ast *parse_foreach(struct parser *p)
{
    struct ast *subject, *value, *key = NULL, *body;
    bool by_ref, key_by_ref = false;
    struct bracket b;

    parse_advance(p);
    parse_open(p, &b, TOKEN_LPAREN, "\"(\"");
    subject = parse_expression(p);
    parse_expect(p, TOKEN_AS, NULL);
    by_ref = parse_accept(p, TOKEN_AMP);
    value = by_ref ? parse_variable(p) : parse_target(p);
    if (parse_accept(p, TOKEN_DOUBLE_ARROW)) {
        key = value;
        key_by_ref = by_ref;
        by_ref = parse_accept(p, TOKEN_AMP);
        value = by_ref ? parse_variable(p) : parse_target(p);
    }
    parse_close(p, &b, TOKEN_RPAREN, parse_after_variable);
    if (key_by_ref && subject != NULL)
        parse_compile_error(p, subject->line, "Key element cannot be a reference");
    if (key != NULL && key->kind == AST_LIST_ARRAY)
        parse_compile_error(p, key->line, "Cannot use list as key element");
    if (value != NULL && value->kind == AST_LIST_ARRAY)
        parse_check_destructuring(p, value);
    parse_check_writable(p, value);
    parse_check_writable(p, key);
    body = parse_loop_body(p, TOKEN_ENDFOREACH);
    return parse_node_at(p, AST_FOREACH, by_ref, subject != NULL ? subject->line : 0, 4, subject, value,
                         key, body);
}

static struct ast *parse_case(struct parser *p, enum token end)
{
    const uint8_t ends[] = {TOKEN_CASE, TOKEN_DEFAULT, (uint8_t)end, TOKEN_END};
    struct ast *value = NULL;

    if (parse_accept(p, TOKEN_CASE))
        value = parse_expression(p);
    else
        parse_expect(p, TOKEN_DEFAULT,
                     end == TOKEN_RBRACE ? "\"case\" or \"default\" or \"}\""
                                         : "\"case\" or \"default\" or \"endswitch\"");
    if (!parse_at(p, TOKEN_COLON) && !parse_at(p, TOKEN_SEMICOLON))
        parse_syntax_error(p, value == NULL ? "\":\" or \";\"" : NULL);
    parse_advance(p);
    return parse_node2(p, AST_CASE, 0, value,
                       parse_statements_until(p, ends,
                                              end == TOKEN_RBRACE
                                                  ? "\"case\" or \"default\" or \"}\""
                                                  : "\"case\" or \"default\" or \"endswitch\""));
}

static struct ast *parse_cases(struct parser *p, enum token end)
{
    uint32_t begin = parse_list_begin(p);

    if (parse_at(p, TOKEN_SEMICOLON))
        parse_advance(p);
    while (!parse_at(p, end) && !p->failed)
        parse_list_add(p, parse_case(p, end));
    return parse_list_end(p, AST_LIST_CASE, 0, begin);
}

static struct ast *parse_switch(struct parser *p)
{
    struct ast *subject, *cases;
    struct bracket b;

    parse_advance(p);
    subject = parse_condition(p);
    if (parse_accept(p, TOKEN_COLON)) {
        cases = parse_cases(p, TOKEN_ENDSWITCH);
        parse_advance(p);
        parse_semicolon(p, "\";\"");
    } else {
        parse_open(p, &b, TOKEN_LBRACE, "\"{\" or \":\"");
        cases = parse_cases(p, TOKEN_RBRACE);
        parse_close(p, &b, TOKEN_RBRACE, NULL);
    }
    return parse_node2(p, AST_SWITCH, 0, subject, cases);
}

/* break and continue: how many levels, as a number in the source. */
static struct ast *parse_leave(struct parser *p, enum ast_kind kind)
{
    const char *word = kind == AST_BREAK ? "break" : "continue";
    uint32_t line = p->token.line;
    struct ast *levels;
    int64_t n = 1;
    char text[80];

    parse_advance(p);
    parse_place(p, "\";\"");
    levels = parse_optional_expression(p, TOKEN_SEMICOLON);
    parse_semicolon(p, "\";\"");
    if (levels != NULL && levels->kind != AST_VALUE) {
        snprintf(text, sizeof(text), "'%s' operator with non-integer operand is no longer supported", word);
        parse_compile_error(p, levels->line, text);
    } else if (levels != NULL) {
        n = levels->value.type == TYPE_INT ? levels->value.i : 0;
        line = levels->line;
    }
    if (n < 1) {
        snprintf(text, sizeof(text), "'%s' operator accepts only positive integers", word);
        parse_compile_error(p, line, text);
    } else if (n > UINT16_MAX) {
        snprintf(text, sizeof(text), "Cannot '%s' %lld levels", word, (long long)n);
        parse_compile_error(p, line, text);
    }
    return parse_node0(p, kind, (uint32_t)n, line);
}

/* ---- exceptions ------------------------------------------------------------------------------------ */

static struct ast *parse_catch(struct parser *p)
{
    uint32_t begin = parse_list_begin(p);
    struct ast *names, *variable = NULL;
    struct bracket b;

    parse_open(p, &b, TOKEN_LPAREN, "\"(\"");
    do {
        struct ast *name = parse_class_name(p, NULL);

        if (name != NULL && name->kind == AST_SELF_CLASS)
            parse_compile_error(p, name->line, "Bad class name in the catch statement");
        parse_list_add(p, name);
    } while (parse_accept(p, TOKEN_PIPE));
    names = parse_list_end(p, AST_LIST_NAMES, 0, begin);
    if (parse_at(p, TOKEN_VARIABLE))
        variable = parse_variable_name(p, NULL);
    parse_close(p, &b, TOKEN_RPAREN, "\")\"");
    return parse_node3(p, AST_CATCH, 0, names, variable, parse_block(p, "\"{\""));
}

static struct ast *parse_try(struct parser *p)
{
    struct ast *body, *catches, *last = NULL;
    uint32_t begin;

    parse_advance(p);
    body = parse_block(p, "\"{\"");
    begin = parse_list_begin(p);
    while (parse_accept(p, TOKEN_CATCH))
        parse_list_add(p, parse_catch(p));
    catches = parse_list_count(p, begin) > 0 ? parse_list_end(p, AST_LIST_CATCH, 0, begin) : NULL;
    if (parse_accept(p, TOKEN_FINALLY))
        last = parse_block(p, "\"{\"");
    if (body != NULL && catches == NULL && last == NULL)
        parse_compile_error(p, body->line, "Cannot use try without catch or finally");
    return parse_node3(p, AST_TRY, 0, body, catches, last);
}

/* ---- simple statements ----------------------------------------------------------------------------- */

static struct ast *parse_return(struct parser *p)
{
    struct ast *e;
    uint32_t line = p->token.line;

    parse_advance(p);
    parse_place(p, "\";\"");
    e = parse_optional_expression(p, TOKEN_SEMICOLON);
    parse_semicolon(p, "\";\"");
    return parse_node_at(p, AST_RETURN, 0, e != NULL ? e->line : line, 1, e);
}

/* Nodes of one kind made of a list: one by itself, several as a list. */
static struct ast *parse_several(struct parser *p, uint32_t begin)
{
    struct ast *only;

    if (parse_list_count(p, begin) != 1)
        return parse_list_end(p, AST_LIST_STATEMENTS, 0, begin);
    only = p->failed ? NULL : p->stack[begin];
    p->stack_used = begin;
    return only;
}

static struct ast *parse_echo(struct parser *p)
{
    uint32_t begin = parse_list_begin(p);

    parse_advance(p);
    do {
        parse_list_add(p, parse_node1(p, AST_ECHO, 0, parse_expression(p)));
    } while (parse_accept(p, TOKEN_COMMA));
    parse_semicolon(p, "\",\" or \";\"");
    return parse_several(p, begin);
}

static struct ast *parse_unset(struct parser *p)
{
    uint32_t begin = parse_list_begin(p);
    struct bracket b;

    parse_advance(p);
    parse_open(p, &b, TOKEN_LPAREN, "\"(\"");
    do {
        struct ast *variable;

        if (parse_list_count(p, begin) > 0 && parse_at(p, TOKEN_RPAREN))
            break;
        variable = parse_variable(p);
        parse_check_writable(p, variable);
        parse_list_add(p, parse_node1(p, AST_UNSET, 0, variable));
    } while (parse_accept(p, TOKEN_COMMA));
    parse_close(p, &b, TOKEN_RPAREN, parse_after_variable);
    parse_semicolon(p, "\";\"");
    return parse_several(p, begin);
}

static struct ast *parse_global(struct parser *p)
{
    uint32_t begin = parse_list_begin(p);

    parse_advance(p);
    do {
        parse_list_add(p, parse_simple_variable(p, "variable or \"$\""));
    } while (parse_accept(p, TOKEN_COMMA));
    parse_semicolon(p, "\",\" or \";\"");
    return parse_list_end(p, AST_LIST_GLOBALS, 0, begin);
}

static struct ast *parse_static_variables(struct parser *p)
{
    uint32_t begin = parse_list_begin(p);

    parse_advance(p);
    do {
        struct ast *name = parse_variable_name(p, "variable"), *initial = NULL, *variable;

        if (parse_accept(p, TOKEN_ASSIGN))
            initial = parse_expression(p);
        variable = parse_node_at(p, AST_STATIC_VAR, 0, name != NULL ? name->line : 0, 1, initial);
        parse_set_name(variable, name);
        parse_list_add(p, variable);
    } while (parse_accept(p, TOKEN_COMMA));
    parse_semicolon(p, "\",\" or \";\"");
    return parse_list_end(p, AST_LIST_STATICS, 0, begin);
}

static struct ast *parse_inline_html(struct parser *p)
{
    struct ast *text = parse_text(p, p->token.text, p->token.len, p->token.line);

    parse_advance(p);
    return parse_node1(p, AST_INLINE_HTML, 0, text);
}

static struct ast *parse_expression_statement(struct parser *p)
{
    struct ast *e;

    if (parse_at(p, TOKEN_NAME) && parse_peek(p) == TOKEN_COLON)
        parse_unsupported(p, "goto");
    e = parse_expression(p);
    parse_semicolon(p, NULL);
    return parse_node1(p, AST_EXPRESSION, 0, e);
}

static struct ast *parse_static_statement(struct parser *p)
{
    return parse_peek(p) == TOKEN_VARIABLE ? parse_static_variables(p) : parse_expression_statement(p);
}

static struct ast *parse_const_statement(struct parser *p)
{
    parse_advance(p);
    return parse_node1(p, AST_CONST, 0, parse_constants(p, 0, false));
}

/* ---- statements -------------------------------------------------------------------------------------- */

/* `function` begins a declaration if a name follows, with & or without. */
static bool parse_at_declaration(const struct parser *p)
{
    struct lex ahead = p->lex;
    struct lexeme token;

    lex_next(&ahead, &token);
    if (token.kind == TOKEN_AMP)
        lex_next(&ahead, &token);
    return token.kind != TOKEN_LPAREN;
}

static struct ast *parse_by_first_token(struct parser *p)
{
    switch (p->token.kind) {
    case TOKEN_SEMICOLON:
        parse_advance(p);
        return NULL;
    case TOKEN_LBRACE:
        return parse_block(p, NULL);
    case TOKEN_IF:
        return parse_if(p);
    case TOKEN_WHILE:
        return parse_while(p);
    case TOKEN_DO:
        return parse_do_while(p);
    case TOKEN_FOR:
        return parse_for(p);
    case TOKEN_FOREACH:
        return parse_foreach(p);
    case TOKEN_SWITCH:
        return parse_switch(p);
    case TOKEN_BREAK:
        return parse_leave(p, AST_BREAK);
    case TOKEN_CONTINUE:
        return parse_leave(p, AST_CONTINUE);
    case TOKEN_RETURN:
        return parse_return(p);
    case TOKEN_ECHO:
        return parse_echo(p);
    case TOKEN_TRY:
        return parse_try(p);
    case TOKEN_UNSET:
        return parse_unset(p);
    case TOKEN_GLOBAL:
        return parse_global(p);
    case TOKEN_STATIC:
        return parse_static_statement(p);
    case TOKEN_INLINE_HTML:
        return parse_inline_html(p);
    case TOKEN_FUNCTION:
        return parse_at_declaration(p) ? parse_function_statement(p) : parse_expression_statement(p);
    case TOKEN_ABSTRACT:
    case TOKEN_FINAL:
    case TOKEN_CLASS:
    case TOKEN_INTERFACE:
        return parse_class_statement(p);
    case TOKEN_READONLY:
        return parse_peek(p) == TOKEN_LPAREN ? parse_expression_statement(p) : parse_class_statement(p);
    case TOKEN_TRAIT:
    case TOKEN_ENUM:
    case TOKEN_NAMESPACE:
    case TOKEN_USE:
    case TOKEN_GOTO:
    case TOKEN_DECLARE:
    case TOKEN_ATTRIBUTE:
        parse_unsupported(p, token_texts[p->token.kind]);
        return NULL;
    default:
        return parse_expression_statement(p);
    }
}

/* NULL for an empty one. */
struct ast *parse_statement(struct parser *p)
{
    struct ast *statement;

    if (!parse_deeper(p))
        return NULL;
    statement = parse_by_first_token(p);
    parse_shallower(p);
    return statement;
}

struct ast *parse_top_statement(struct parser *p)
{
    return parse_at(p, TOKEN_CONST) ? parse_const_statement(p) : parse_statement(p);
}
