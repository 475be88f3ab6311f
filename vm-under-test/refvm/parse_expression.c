/* parse_expression.c: expressions, by precedence climbing over a table of PHP's operators.
 *
 * Levels are PHP's, from the loosest to the tightest. A prefix operator may stand wherever an operand may,
 * however loose it is: it takes what binds tighter than itself and leaves the rest. So does an assignment,
 * whose left side is a variable (`!$a = f()` assigns first). Chains of one operator are loops, only
 * nesting recurses.
 */
#include "parse_parts.h"

enum level {
    BIND_ANY = 1,
    BIND_OR_WORD = 1,
    BIND_XOR_WORD,
    BIND_AND_WORD,
    BIND_PRINT,
    BIND_ASSIGN,
    BIND_TERNARY,
    BIND_COALESCE,
    BIND_BOOL_OR,
    BIND_BOOL_AND,
    BIND_OR,
    BIND_XOR,
    BIND_AND,
    BIND_EQUALITY,
    BIND_COMPARISON,
    BIND_CONCAT,
    BIND_SHIFT,
    BIND_SUM,
    BIND_PRODUCT,
    BIND_NOT,
    BIND_INSTANCEOF,
    BIND_UNARY,
    BIND_POW,
    BIND_CLONE,
};

enum side { SIDE_LEFT, SIDE_RIGHT, SIDE_NONE };

struct binary {
    uint8_t level; /* 0: not a binary operator */
    uint8_t side;
    uint8_t kind;   /* of the node */
    uint8_t opcode; /* its attr */
};

static const struct binary parse_binaries[TOKEN_KIND_COUNT] = {
    [TOKEN_OR_WORD] = {BIND_OR_WORD, SIDE_LEFT, AST_OR, 0},
    [TOKEN_XOR_WORD] = {BIND_XOR_WORD, SIDE_LEFT, AST_BINARY, OP_BOOL_XOR},
    [TOKEN_AND_WORD] = {BIND_AND_WORD, SIDE_LEFT, AST_AND, 0},
    [TOKEN_QUESTION] = {BIND_TERNARY, SIDE_LEFT, AST_CONDITIONAL, 0},
    [TOKEN_COALESCE] = {BIND_COALESCE, SIDE_RIGHT, AST_COALESCE, 0},
    [TOKEN_BOOL_OR] = {BIND_BOOL_OR, SIDE_LEFT, AST_OR, 0},
    [TOKEN_BOOL_AND] = {BIND_BOOL_AND, SIDE_LEFT, AST_AND, 0},
    [TOKEN_PIPE] = {BIND_OR, SIDE_LEFT, AST_BINARY, OP_BW_OR},
    [TOKEN_CARET] = {BIND_XOR, SIDE_LEFT, AST_BINARY, OP_BW_XOR},
    [TOKEN_AMP] = {BIND_AND, SIDE_LEFT, AST_BINARY, OP_BW_AND},
    [TOKEN_EQUAL] = {BIND_EQUALITY, SIDE_NONE, AST_BINARY, OP_IS_EQUAL},
    [TOKEN_NOT_EQUAL] = {BIND_EQUALITY, SIDE_NONE, AST_BINARY, OP_IS_NOT_EQUAL},
    [TOKEN_IDENTICAL] = {BIND_EQUALITY, SIDE_NONE, AST_BINARY, OP_IS_IDENTICAL},
    [TOKEN_NOT_IDENTICAL] = {BIND_EQUALITY, SIDE_NONE, AST_BINARY, OP_IS_NOT_IDENTICAL},
    [TOKEN_SPACESHIP] = {BIND_EQUALITY, SIDE_NONE, AST_BINARY, OP_SPACESHIP},
    [TOKEN_LESS] = {BIND_COMPARISON, SIDE_NONE, AST_BINARY, OP_IS_SMALLER},
    [TOKEN_LESS_EQUAL] = {BIND_COMPARISON, SIDE_NONE, AST_BINARY, OP_IS_SMALLER_OR_EQUAL},
    [TOKEN_GREATER] = {BIND_COMPARISON, SIDE_NONE, AST_GREATER, 0},
    [TOKEN_GREATER_EQUAL] = {BIND_COMPARISON, SIDE_NONE, AST_GREATER_EQUAL, 0},
    [TOKEN_DOT] = {BIND_CONCAT, SIDE_LEFT, AST_BINARY, OP_CONCAT},
    [TOKEN_SL] = {BIND_SHIFT, SIDE_LEFT, AST_BINARY, OP_SL},
    [TOKEN_SR] = {BIND_SHIFT, SIDE_LEFT, AST_BINARY, OP_SR},
    [TOKEN_PLUS] = {BIND_SUM, SIDE_LEFT, AST_BINARY, OP_ADD},
    [TOKEN_MINUS] = {BIND_SUM, SIDE_LEFT, AST_BINARY, OP_SUB},
    [TOKEN_STAR] = {BIND_PRODUCT, SIDE_LEFT, AST_BINARY, OP_MUL},
    [TOKEN_SLASH] = {BIND_PRODUCT, SIDE_LEFT, AST_BINARY, OP_DIV},
    [TOKEN_PERCENT] = {BIND_PRODUCT, SIDE_LEFT, AST_BINARY, OP_MOD},
    [TOKEN_INSTANCEOF] = {BIND_INSTANCEOF, SIDE_LEFT, AST_INSTANCEOF, 0},
    [TOKEN_POW] = {BIND_POW, SIDE_RIGHT, AST_BINARY, OP_POW},
};

/* Opcodes of += and so on; 0 is OP_NOP: not one of them. */
static const uint8_t parse_assign_ops[TOKEN_KIND_COUNT] = {
    [TOKEN_PLUS_EQUAL] = OP_ADD,      [TOKEN_MINUS_EQUAL] = OP_SUB,  [TOKEN_MUL_EQUAL] = OP_MUL,
    [TOKEN_DIV_EQUAL] = OP_DIV,       [TOKEN_MOD_EQUAL] = OP_MOD,    [TOKEN_POW_EQUAL] = OP_POW,
    [TOKEN_CONCAT_EQUAL] = OP_CONCAT, [TOKEN_AND_EQUAL] = OP_BW_AND, [TOKEN_OR_EQUAL] = OP_BW_OR,
    [TOKEN_XOR_EQUAL] = OP_BW_XOR,    [TOKEN_SL_EQUAL] = OP_SL,      [TOKEN_SR_EQUAL] = OP_SR,
};

const char parse_after_variable[] = "\"->\" or \"?->\" or \"{\" or \"[\"";

static struct ast *parse_binary(struct parser *p, unsigned level);

/* What an operand turned out to be; says how it may go on. */
enum shape {
    SHAPE_VALUE,    /* nothing may follow but operators */
    SHAPE_ELEMENT,  /* [ ] -> :: may follow: constants */
    SHAPE_CALLABLE, /* and ( ): strings, arrays, parentheses */
    SHAPE_VARIABLE, /* and = ++ -- */
};

/* ---- arguments and array literals -------------------------------------------------------------------- */

static bool parse_keyword_begins_expression(uint8_t kind)
{
    switch (kind) {
    case TOKEN_NEW:
    case TOKEN_FN:
    case TOKEN_FUNCTION:
    case TOKEN_STATIC:
    case TOKEN_ARRAY:
    case TOKEN_LIST:
    case TOKEN_ISSET:
    case TOKEN_EMPTY:
    case TOKEN_EXIT:
    case TOKEN_PRINT:
    case TOKEN_CLONE:
    case TOKEN_THROW:
    case TOKEN_MATCH:
    case TOKEN_YIELD:
    case TOKEN_EVAL:
    case TOKEN_INCLUDE:
    case TOKEN_INCLUDE_ONCE:
    case TOKEN_REQUIRE:
    case TOKEN_REQUIRE_ONCE:
    case TOKEN_ENUM:
    case TOKEN_READONLY:
        return true;
    default:
        return token_texts[kind][0] == '_';
    }
}

/* f(...), f(...$x) and f(name: x) are PHP, but not of this VM. */
static void parse_check_argument(struct parser *p)
{
    if (parse_at(p, TOKEN_ELLIPSIS))
        parse_unsupported(p, "...");
    else if (parse_at_word(p) && parse_peek(p) == TOKEN_COLON)
        parse_unsupported(p, "named arguments");
    else if (token_is_keyword(p->token.kind) && !parse_keyword_begins_expression(p->token.kind)) {
        parse_advance(p);
        parse_syntax_error(p, "\":\"");
    }
}

struct ast *parse_arguments(struct parser *p)
{
    uint32_t begin = parse_list_begin(p);
    bool in_elements = p->in_elements;
    struct bracket b;

    parse_open(p, &b, TOKEN_LPAREN, "\"(\"");
    p->in_elements = false;
    while (!parse_at(p, TOKEN_RPAREN) && !p->failed) {
        parse_check_argument(p);
        parse_list_add(p, parse_expression(p));
        if (!parse_accept(p, TOKEN_COMMA))
            break;
    }
    p->in_elements = in_elements;
    parse_close(p, &b, TOKEN_RPAREN, parse_list_count(p, begin) > 0 ? "\")\"" : NULL);
    return parse_list_end(p, AST_LIST_ARGS, 0, begin);
}

/* One `key => value`, `value` or `&variable`. */
static struct ast *parse_element(struct parser *p)
{
    struct ast *value, *key = NULL;
    bool by_ref;

    if (parse_at(p, TOKEN_ELLIPSIS))
        parse_unsupported(p, "...");
    by_ref = parse_accept(p, TOKEN_AMP);
    value = by_ref ? parse_variable(p) : parse_expression(p);
    if (!by_ref && parse_accept(p, TOKEN_DOUBLE_ARROW)) {
        key = value;
        by_ref = parse_accept(p, TOKEN_AMP);
        value = by_ref ? parse_variable(p) : parse_expression(p);
    }
    return parse_node2(p, AST_ARRAY_ELEMENT, by_ref, value, key);
}

/* Elements up to the closing bracket; a place may be left out, but for the one after the last comma. */
static struct ast *parse_elements(struct parser *p, enum token end, const char *expecting, uint32_t attr,
                                  struct bracket *b)
{
    uint32_t begin = parse_list_begin(p), line = p->last_line;
    bool in_elements = p->in_elements;
    struct ast *list;

    p->in_elements = true;
    while (!parse_at(p, end) && !p->failed) {
        if (parse_at(p, TOKEN_COMMA)) {
            parse_list_add(p, NULL);
            p->holes = true;
        } else {
            parse_place(p, expecting);
            parse_list_add(p, parse_element(p));
        }
        if (!parse_accept(p, TOKEN_COMMA))
            break;
    }
    p->in_elements = in_elements;
    parse_close(p, b, end, expecting);
    list = parse_list_end(p, AST_LIST_ARRAY, attr, begin);
    if (list != NULL && (list->child_count == 0 || list->child[0] == NULL))
        list->line = line;
    return list;
}

static const char *parse_not_writable(const struct ast *target)
{
    switch (target->kind) {
    case AST_CALL:
        return "Can't use function return value in write context";
    case AST_METHOD_CALL:
    case AST_NULLSAFE_CALL:
    case AST_STATIC_CALL:
        return "Can't use method return value in write context";
    case AST_VARIABLE:
    case AST_DIM:
    case AST_PROPERTY_FETCH:
    case AST_NULLSAFE_PROPERTY:
    case AST_STATIC_PROPERTY:
    case AST_LIST_ARRAY:
        return NULL;
    default:
        return "Assignments can only happen to writable values";
    }
}

void parse_check_writable(struct parser *p, const struct ast *target)
{
    if (target != NULL && parse_not_writable(target) != NULL)
        parse_compile_error(p, target->line, parse_not_writable(target));
}

static void parse_check_places(struct parser *p, const struct ast *list)
{
    bool keyed = false, first = true;
    uint32_t line = list->line; /* of the place before, which is what PHP names */

    for (uint32_t i = 0; i < list->child_count && !p->failed; i++) {
        const struct ast *e = list->child[i], *target = e != NULL ? e->child[0] : NULL;

        if (e == NULL) {
            if (keyed)
                parse_compile_error(p, line, "Cannot use empty array entries in keyed array assignment");
            continue;
        }
        if (!first && keyed != (e->child[1] != NULL))
            parse_compile_error(p, line, "Cannot mix keyed and unkeyed array entries in assignments");
        keyed = e->child[1] != NULL;
        first = false;
        line = target->line;
        if (target->kind == AST_LIST_ARRAY && target->attr == 2)
            parse_compile_error(p, target->line, "Cannot assign to array(), use [] instead");
        else if (target->kind == AST_LIST_ARRAY && target->attr != list->attr)
            parse_compile_error(p, target->line, "Cannot mix [] and list()");
        else if (target->kind == AST_LIST_ARRAY)
            parse_check_destructuring(p, target);
        else
            parse_check_writable(p, target);
    }
    if (first)
        parse_compile_error(p, list->line, "Cannot use empty list");
}

void parse_check_destructuring(struct parser *p, const struct ast *list)
{
    if (p->failed || !parse_deeper(p))
        return;
    parse_check_places(p, list);
    parse_shallower(p);
}

/* Looks for what an array that is not assigned to must not have. */
static void parse_check_holes(struct parser *p, const struct ast *list)
{
    uint32_t line = list->line; /* of the element before */

    if (!parse_deeper(p))
        return;
    for (uint32_t i = 0; i < list->child_count && !p->failed; i++) {
        const struct ast *e = list->child[i];

        if (e == NULL)
            parse_compile_error(p, line, "Cannot use empty array elements in arrays");
        else if (e->child[0]->kind == AST_LIST_ARRAY && e->child[0]->attr == 1)
            parse_compile_error(p, list->line, "Cannot use list() as standalone expression");
        else if (e->child[0]->kind == AST_LIST_ARRAY)
            parse_check_holes(p, e->child[0]);
        if (e != NULL)
            line = e->line;
    }
    parse_shallower(p);
}

/* `list` has been read; if = follows, it is assigned to, else it may still be part of one that is. */
static struct ast *parse_after_elements(struct parser *p, struct ast *list, bool holes_before)
{
    if (list == NULL)
        return NULL;
    if (!parse_at(p, TOKEN_ASSIGN)) {
        if (p->holes && !p->in_elements) {
            parse_check_holes(p, list);
            p->holes = false;
        }
        return list;
    }
    p->holes = holes_before;
    parse_check_destructuring(p, list);
    parse_advance(p);
    return parse_node2(p, AST_ASSIGN, 0, list, parse_binary(p, BIND_TERNARY));
}

/* array(...) and [...]. */
static struct ast *parse_array(struct parser *p, enum shape *shape)
{
    bool short_form = parse_at(p, TOKEN_LBRACKET), holes = p->holes;
    struct bracket b;
    struct ast *list;

    *shape = SHAPE_CALLABLE;
    if (!short_form) {
        parse_advance(p);
        parse_open(p, &b, TOKEN_LPAREN, "\"(\"");
        p->holes = false;
        list = parse_elements(p, TOKEN_RPAREN, "\")\"", 2, &b);
        if (p->holes && list != NULL)
            parse_check_holes(p, list);
        p->holes = holes;
        return list;
    }
    parse_open(p, &b, TOKEN_LBRACKET, NULL);
    list = parse_elements(p, TOKEN_RBRACKET, "\"]\"", 0, &b);
    if (parse_at(p, TOKEN_ASSIGN))
        *shape = SHAPE_VALUE;
    return parse_after_elements(p, list, holes);
}

/* list(...): to be assigned to, or a place in another one. */
static struct ast *parse_list_literal(struct parser *p)
{
    bool holes = p->holes;
    struct bracket b;
    struct ast *list;

    parse_advance(p);
    parse_open(p, &b, TOKEN_LPAREN, "\"(\"");
    list = parse_elements(p, TOKEN_RPAREN, "\")\"", 1, &b);
    if (!parse_at(p, TOKEN_ASSIGN)) {
        p->holes = true;
        if (!p->in_elements)
            parse_syntax_error(p, "\"=\"");
    }
    return parse_after_elements(p, list, holes);
}

/* ---- variables and what follows them ------------------------------------------------------------------
 */

/* $x, $$x, ${expression}: what follows the last $ decides. */
struct ast *parse_simple_variable(struct parser *p, const char *expecting)
{
    struct ast *name;
    struct bracket b;

    if (parse_at(p, TOKEN_VARIABLE))
        return parse_node1(p, AST_VARIABLE, 0, parse_variable_name(p, NULL));
    if (!parse_at(p, TOKEN_DOLLAR)) {
        parse_syntax_error(p, expecting);
        return NULL;
    }
    parse_advance(p);
    if (parse_at(p, TOKEN_LBRACE)) {
        parse_open(p, &b, TOKEN_LBRACE, NULL);
        name = parse_expression(p);
        parse_close(p, &b, TOKEN_RBRACE, NULL);
    } else {
        if (!parse_deeper(p))
            return NULL;
        name = parse_simple_variable(p, "variable or \"{\" or \"$\"");
        parse_shallower(p);
    }
    return parse_node1(p, AST_VARIABLE, 0, name);
}

struct ast *parse_optional_expression(struct parser *p, enum token end)
{
    return parse_at(p, end) ? NULL : parse_expression(p);
}

static struct ast *parse_index(struct parser *p, struct ast *container)
{
    struct ast *index;
    struct bracket b;
    bool in_elements = p->in_elements;

    parse_open(p, &b, TOKEN_LBRACKET, NULL);
    p->in_elements = false;
    parse_place(p, "\"]\"");
    index = parse_optional_expression(p, TOKEN_RBRACKET);
    p->in_elements = in_elements;
    parse_close(p, &b, TOKEN_RBRACKET, "\"]\"");
    return parse_node2(p, AST_DIM, 0, container, index);
}

/* $x{0} was once $x[0]. */
static struct ast *parse_braced_index(struct parser *p, struct ast *container)
{
    struct bracket b;

    parse_open(p, &b, TOKEN_LBRACE, NULL);
    parse_expression(p);
    parse_close(p, &b, TOKEN_RBRACE, NULL);
    if (container != NULL)
        parse_compile_error(
            p, container->line,
            "Array and string offset access syntax with curly braces is no longer supported");
    return NULL;
}

/* {expression} */
static struct ast *parse_braced_name(struct parser *p)
{
    struct ast *name;
    struct bracket b;

    parse_open(p, &b, TOKEN_LBRACE, NULL);
    name = parse_expression(p);
    parse_close(p, &b, TOKEN_RBRACE, NULL);
    return name;
}

static struct ast *parse_member(struct parser *p, struct ast *object)
{
    bool nullsafe = parse_at(p, TOKEN_NULLSAFE_ARROW);
    struct ast *name;

    parse_advance(p);
    if (parse_at_word(p))
        name = parse_word(p, NULL);
    else if (parse_at(p, TOKEN_LBRACE))
        name = parse_braced_name(p);
    else
        name = parse_simple_variable(p, "identifier or variable or \"{\" or \"$\"");
    if (parse_at(p, TOKEN_LPAREN))
        return parse_node3(p, nullsafe ? AST_NULLSAFE_CALL : AST_METHOD_CALL, 0, object, name,
                           parse_arguments(p));
    return parse_node2(p, nullsafe ? AST_NULLSAFE_PROPERTY : AST_PROPERTY_FETCH, 0, object, name);
}

/* A::$x is a property, A::$x() calls the method that $x names. */
static struct ast *parse_static_variable(struct parser *p, struct ast *class)
{
    struct ast *variable = parse_simple_variable(p, NULL);

    if (variable == NULL)
        return NULL;
    if (parse_at(p, TOKEN_LPAREN))
        return parse_node3(p, AST_STATIC_CALL, 0, class, variable, parse_arguments(p));
    return parse_node2(p, AST_STATIC_PROPERTY, 0, class, variable->child[0]);
}

static struct ast *parse_static_member(struct parser *p, struct ast *class, enum shape *shape)
{
    struct ast *name;

    *shape = SHAPE_VARIABLE;
    parse_advance(p);
    if (parse_at(p, TOKEN_VARIABLE) || parse_at(p, TOKEN_DOLLAR))
        return parse_static_variable(p, class);
    if (parse_at(p, TOKEN_LBRACE)) {
        name = parse_braced_name(p);
        return parse_node3(p, AST_STATIC_CALL, 0, class, name, parse_arguments(p));
    }
    name = parse_word(p, NULL);
    if (parse_at(p, TOKEN_LPAREN))
        return parse_node3(p, AST_STATIC_CALL, 0, class, name, parse_arguments(p));
    *shape = SHAPE_ELEMENT;
    return parse_node2(p, AST_CLASS_CONSTANT, 0, class, name);
}

/* "f"() calls f, and "A::f"() is A::f(). */
static struct ast *parse_call_of(struct parser *p, struct ast *callee)
{
    bool literal = callee != NULL && callee->kind == AST_VALUE && callee->value.type == TYPE_STRING;
    const struct string *s = literal ? callee->value.s : NULL;
    const char *colons = s != NULL ? memmem(s->bytes, s->len, "::", 2) : NULL;
    struct ast *call;
    uint32_t line;

    if (colons != NULL && colons > s->bytes) {
        size_t len = (size_t)(colons - s->bytes);
        struct ast *class = parse_text(p, s->bytes, len, callee->line);
        struct ast *name = parse_text(p, colons + 2, s->len - len - 2, callee->line);

        return parse_node3(p, AST_STATIC_CALL, 0, class, name, parse_arguments(p));
    }
    if (s != NULL && s->len > 1 && s->bytes[0] == '\\')
        callee = parse_text(p, s->bytes + 1, s->len - 1, callee->line);
    line = p->token.line;
    call = parse_node2(p, AST_CALL, 0, callee, parse_arguments(p));
    if (call != NULL)
        call->line = line; /* PHP has such a call begin at its parenthesis */
    return call;
}

/* Everything that may follow an operand of that shape; a loop, as chains may be long. */
static struct ast *parse_chain(struct parser *p, struct ast *left, enum shape *shape)
{
    while (*shape != SHAPE_VALUE && !p->failed) {
        switch (p->token.kind) {
        case TOKEN_LBRACKET:
            left = parse_index(p, left);
            *shape = SHAPE_VARIABLE;
            break;
        case TOKEN_ARROW:
        case TOKEN_NULLSAFE_ARROW:
            left = parse_member(p, left);
            *shape = SHAPE_VARIABLE;
            break;
        case TOKEN_COLONS:
            left = parse_static_member(p, left, shape);
            break;
        case TOKEN_LPAREN:
            if (*shape == SHAPE_ELEMENT)
                return left;
            left = parse_call_of(p, left);
            *shape = SHAPE_VARIABLE;
            break;
        case TOKEN_LBRACE:
            return parse_braced_index(p, left);
        default:
            return left;
        }
    }
    return left;
}

/* A name: of a constant, a function that is called, or a class before ::. */
static struct ast *parse_name_operand(struct parser *p, enum shape *shape)
{
    enum token next = parse_peek(p);
    struct ast *name;

    *shape = SHAPE_VARIABLE;
    if (next == TOKEN_COLONS) {
        name = parse_class_name(p, NULL);
        return parse_static_member(p, name, shape);
    }
    if (parse_at(p, TOKEN_STATIC)) {
        parse_advance(p);
        parse_syntax_error(p, "\"::\"");
        return NULL;
    }
    /* Here self and parent are names like any other. */
    name = parse_text(p, p->token.text + parse_at(p, TOKEN_NAME_FULL),
                      p->token.len - parse_at(p, TOKEN_NAME_FULL), p->token.line);
    parse_advance(p);
    if (next == TOKEN_LPAREN)
        return parse_node2(p, AST_CALL, 0, name, parse_arguments(p));
    *shape = SHAPE_ELEMENT;
    return parse_node1(p, AST_CONSTANT_FETCH, 0, name);
}

/* ---- new ------------------------------------------------------------------------------------------------
 */

/* What may stand after `new` and `instanceof`: a name, or a variable without calls. */
static struct ast *parse_class_reference(struct parser *p)
{
    struct ast *class;
    enum shape shape = SHAPE_VARIABLE;
    struct bracket b;

    if (parse_at(p, TOKEN_LPAREN)) {
        parse_open(p, &b, TOKEN_LPAREN, NULL);
        class = parse_expression(p);
        parse_close(p, &b, TOKEN_RPAREN, NULL);
        return class;
    }
    if (parse_at(p, TOKEN_VARIABLE) || parse_at(p, TOKEN_DOLLAR)) {
        class = parse_simple_variable(p, NULL);
    } else {
        class = parse_class_name(p, NULL);
        shape = SHAPE_VALUE;
    }
    while (!p->failed) {
        if (parse_at(p, TOKEN_LBRACKET) && shape == SHAPE_VARIABLE) {
            class = parse_index(p, class);
        } else if ((parse_at(p, TOKEN_ARROW) || parse_at(p, TOKEN_NULLSAFE_ARROW)) &&
                   shape == SHAPE_VARIABLE) {
            enum ast_kind kind = parse_at(p, TOKEN_ARROW) ? AST_PROPERTY_FETCH : AST_NULLSAFE_PROPERTY;
            struct ast *name;

            parse_advance(p);
            name = parse_at_word(p)            ? parse_word(p, NULL)
                   : parse_at(p, TOKEN_LBRACE) ? parse_braced_name(p)
                                               : parse_simple_variable(p, NULL);
            class = parse_node2(p, kind, 0, class, name);
        } else if (parse_at(p, TOKEN_COLONS)) {
            struct ast *name;

            parse_advance(p);
            name = parse_simple_variable(p, "variable or \"$\"");
            class = parse_node2(p, AST_STATIC_PROPERTY, 0, class, name != NULL ? name->child[0] : NULL);
            shape = SHAPE_VARIABLE;
        } else {
            break;
        }
    }
    return class;
}

static struct ast *parse_new_object(struct parser *p)
{
    struct ast *class, *args;

    parse_advance(p);
    if (parse_at(p, TOKEN_ATTRIBUTE))
        parse_unsupported(p, "#[");
    if (parse_at(p, TOKEN_CLASS))
        return parse_anonymous_class(p);
    class = parse_class_reference(p);
    if (parse_at(p, TOKEN_LPAREN)) {
        args = parse_arguments(p);
    } else {
        args = parse_node0(p, AST_LIST_ARGS, 0, class != NULL ? class->line : p->last_line);
    }
    return parse_node2(p, AST_NEW, 0, class, args);
}

/* ---- operands -------------------------------------------------------------------------------------------
 */

static struct ast *parse_parentheses(struct parser *p, enum shape *shape)
{
    bool in_elements = p->in_elements;
    struct ast *inner;
    struct bracket b;

    parse_open(p, &b, TOKEN_LPAREN, "\"(\"");
    p->in_elements = false;
    inner = parse_expression(p);
    p->in_elements = in_elements;
    parse_close(p, &b, TOKEN_RPAREN, NULL);
    if (inner != NULL && inner->kind == AST_CONDITIONAL)
        inner->attr = 1;
    *shape = SHAPE_CALLABLE;
    return inner;
}

static bool parse_can_isset(const struct ast *e)
{
    return e == NULL || e->kind == AST_VARIABLE || e->kind == AST_DIM || e->kind == AST_PROPERTY_FETCH ||
           e->kind == AST_NULLSAFE_PROPERTY || e->kind == AST_STATIC_PROPERTY ||
           e->kind == AST_CLASS_CONSTANT;
}

/* isset($a, $b) is isset($a) && isset($b). */
static struct ast *parse_isset(struct parser *p)
{
    struct ast *all = NULL, *one, *e;
    struct bracket b;

    parse_advance(p);
    parse_open(p, &b, TOKEN_LPAREN, "\"(\"");
    do {
        if (all != NULL && parse_at(p, TOKEN_RPAREN))
            break;
        e = parse_expression(p);
        if (!parse_can_isset(e) || (e != NULL && e->kind == AST_CLASS_CONSTANT))
            parse_compile_error(p, e->line,
                                "Cannot use isset() on the result of an expression (you can use "
                                "\"null !== expression\" instead)");
        one = parse_node1(p, AST_ISSET, 0, e);
        all = all == NULL ? one : parse_node2(p, AST_AND, 0, all, one);
    } while (parse_accept(p, TOKEN_COMMA));
    parse_close(p, &b, TOKEN_RPAREN, "\")\"");
    return all;
}

static struct ast *parse_empty(struct parser *p)
{
    struct ast *e;
    struct bracket b;

    parse_advance(p);
    parse_open(p, &b, TOKEN_LPAREN, "\"(\"");
    e = parse_expression(p);
    parse_close(p, &b, TOKEN_RPAREN, NULL);
    return parse_node1(p, AST_EMPTY, 0, e);
}

static struct ast *parse_exit(struct parser *p)
{
    struct ast *status = NULL;
    struct bracket b;

    parse_advance(p);
    if (parse_at(p, TOKEN_LPAREN)) {
        parse_open(p, &b, TOKEN_LPAREN, NULL);
        parse_place(p, "\")\"");
        status = parse_optional_expression(p, TOKEN_RPAREN);
        parse_close(p, &b, TOKEN_RPAREN, NULL);
    }
    return parse_node1(p, AST_EXIT, 0, status);
}

static struct ast *parse_magic(struct parser *p)
{
    static const uint8_t magics[TOKEN_KIND_COUNT] = {
        [TOKEN_MAGIC_CLASS] = MAGIC_CLASS,   [TOKEN_MAGIC_FUNCTION] = MAGIC_FUNCTION,
        [TOKEN_MAGIC_METHOD] = MAGIC_METHOD, [TOKEN_MAGIC_DIR] = MAGIC_DIR,
        [TOKEN_MAGIC_FILE] = MAGIC_FILE,
    };
    uint32_t line = p->token.line;
    uint8_t kind = p->token.kind;
    struct value v;

    parse_advance(p);
    if (kind == TOKEN_MAGIC_LINE) {
        value_set_int(&v, line);
        return parse_value(p, &v, line);
    }
    if (kind == TOKEN_MAGIC_NAMESPACE || kind == TOKEN_MAGIC_TRAIT)
        return parse_text(p, "", 0, line);
    return parse_node0(p, AST_MAGIC, magics[kind], line);
}

static struct ast *parse_static_operand(struct parser *p, enum shape *shape)
{
    enum token next = parse_peek(p);

    if (next != TOKEN_FUNCTION && next != TOKEN_FN)
        return parse_name_operand(p, shape);
    parse_advance(p);
    *shape = SHAPE_VALUE;
    return next == TOKEN_FN ? parse_arrow_function(p, true) : parse_closure(p, true);
}

static struct ast *parse_unsupported_operand(struct parser *p)
{
    parse_unsupported(p, p->token.kind == TOKEN_ATTRIBUTE ? "#[" : token_texts[p->token.kind]);
    return NULL;
}

/* An operand's first part, by its first token. */
static struct ast *parse_primary(struct parser *p, enum shape *shape)
{
    *shape = SHAPE_VALUE;
    switch (p->token.kind) {
    case TOKEN_VARIABLE:
    case TOKEN_DOLLAR:
        *shape = SHAPE_VARIABLE;
        return parse_simple_variable(p, NULL);
    case TOKEN_INTEGER:
    case TOKEN_FLOAT:
        return parse_number(p);
    case TOKEN_QUOTED:
        *shape = SHAPE_CALLABLE;
        return parse_quoted(p);
    case TOKEN_QUOTE:
        *shape = SHAPE_CALLABLE;
        return parse_interpolated(p);
    case TOKEN_HEREDOC_START:
        return parse_heredoc(p);
    case TOKEN_NAME:
    case TOKEN_NAME_QUALIFIED:
    case TOKEN_NAME_FULL:
    case TOKEN_ENUM:
    case TOKEN_READONLY:
        return parse_name_operand(p, shape);
    case TOKEN_STATIC:
        return parse_static_operand(p, shape);
    case TOKEN_LPAREN:
        return parse_parentheses(p, shape);
    case TOKEN_LBRACKET:
    case TOKEN_ARRAY:
        return parse_array(p, shape);
    case TOKEN_LIST:
        return parse_list_literal(p);
    case TOKEN_ISSET:
        return parse_isset(p);
    case TOKEN_EMPTY:
        return parse_empty(p);
    case TOKEN_EXIT:
        return parse_exit(p);
    case TOKEN_NEW:
        return parse_new_object(p);
    case TOKEN_FUNCTION:
        return parse_closure(p, false);
    case TOKEN_FN:
        return parse_arrow_function(p, false);
    case TOKEN_MAGIC_LINE:
    case TOKEN_MAGIC_FILE:
    case TOKEN_MAGIC_DIR:
    case TOKEN_MAGIC_CLASS:
    case TOKEN_MAGIC_FUNCTION:
    case TOKEN_MAGIC_METHOD:
    case TOKEN_MAGIC_TRAIT:
    case TOKEN_MAGIC_NAMESPACE:
        *shape = SHAPE_ELEMENT;
        return parse_magic(p);
    case TOKEN_MATCH:
    case TOKEN_YIELD:
    case TOKEN_INCLUDE:
    case TOKEN_INCLUDE_ONCE:
    case TOKEN_REQUIRE:
    case TOKEN_REQUIRE_ONCE:
    case TOKEN_EVAL:
    case TOKEN_BACKTICK:
    case TOKEN_ATTRIBUTE:
        return parse_unsupported_operand(p);
    default:
        parse_syntax_error(p, p->token.text == p->place ? p->place_expecting : NULL);
        return NULL;
    }
}

static struct ast *parse_assign_ref(struct parser *p, struct ast *left)
{
    parse_advance(p);
    if (parse_at(p, TOKEN_NEW))
        parse_syntax_error(p, NULL);
    return parse_node2(p, AST_ASSIGN_REF, 0, left, parse_variable(p));
}

/* A variable was read; = or += or ++ may follow. */
static struct ast *parse_assignment(struct parser *p, struct ast *left)
{
    uint8_t opcode = parse_assign_ops[p->token.kind];

    if (opcode != OP_NOP) {
        parse_advance(p);
        return parse_node2(p, AST_ASSIGN_OP, opcode, left, parse_binary(p, BIND_TERNARY));
    }
    switch (p->token.kind) {
    case TOKEN_ASSIGN:
        parse_advance(p);
        if (parse_at(p, TOKEN_AMP))
            return parse_assign_ref(p, left);
        return parse_node2(p, AST_ASSIGN, 0, left, parse_binary(p, BIND_TERNARY));
    case TOKEN_COALESCE_EQUAL:
        parse_advance(p);
        return parse_node2(p, AST_ASSIGN_COALESCE, 0, left, parse_binary(p, BIND_TERNARY));
    case TOKEN_INC:
        parse_advance(p);
        return parse_node1(p, AST_POST_INC, 0, left);
    case TOKEN_DEC:
        parse_advance(p);
        return parse_node1(p, AST_POST_DEC, 0, left);
    default:
        return left;
    }
}

/* May a variable begin here? With what has a value but can't be followed by [ or ->, it may not. */
static bool parse_at_variable(const struct parser *p)
{
    switch (p->token.kind) {
    case TOKEN_VARIABLE:
    case TOKEN_DOLLAR:
    case TOKEN_NAME:
    case TOKEN_NAME_FULL:
    case TOKEN_NAME_QUALIFIED:
    case TOKEN_STATIC:
    case TOKEN_LPAREN:
    case TOKEN_LBRACKET:
    case TOKEN_ARRAY:
    case TOKEN_QUOTED:
    case TOKEN_QUOTE:
        return true;
    default:
        return p->token.kind >= TOKEN_MAGIC_DIR && p->token.kind <= TOKEN_MAGIC_NAMESPACE &&
               token_texts[p->token.kind][0] == '_';
    }
}

struct ast *parse_variable(struct parser *p)
{
    enum shape shape;
    struct ast *variable;

    if (!parse_at_variable(p)) {
        parse_syntax_error(p, NULL);
        return NULL;
    }
    variable = parse_primary(p, &shape);
    variable = parse_chain(p, variable, &shape);
    if (shape != SHAPE_VARIABLE)
        parse_syntax_error(p, parse_after_variable);
    return variable;
}

struct ast *parse_target(struct parser *p)
{
    enum shape shape;
    struct ast *target;
    bool holes = p->holes, in_elements = p->in_elements;

    if (parse_at(p, TOKEN_LBRACKET) || parse_at(p, TOKEN_LIST)) {
        p->in_elements = true;
        target = parse_at(p, TOKEN_LIST) ? parse_list_literal(p) : parse_array(p, &shape);
        p->in_elements = in_elements;
        p->holes = holes;
        if (target == NULL || target->kind != AST_LIST_ARRAY)
            parse_syntax_error(p, NULL);
        return target;
    }
    return parse_variable(p);
}

/* ---- operators
 * -------------------------------------------------------------------------------------------- */

static struct ast *parse_prefix(struct parser *p, enum ast_kind kind, uint32_t attr, enum level level)
{
    parse_advance(p);
    return parse_node1(p, kind, attr, parse_binary(p, level));
}

static struct ast *parse_prefix_step(struct parser *p, enum ast_kind kind)
{
    parse_advance(p);
    return parse_node1(p, kind, 0, parse_variable(p));
}

static struct ast *parse_unset_cast(struct parser *p)
{
    parse_compile_error(p, p->token.line, "The (unset) cast is no longer supported");
    return NULL;
}

/* An operand with what stands before and behind it. */
static struct ast *parse_operand(struct parser *p)
{
    enum shape shape;
    struct ast *left;

    switch (p->token.kind) {
    case TOKEN_NOT:
        return parse_prefix(p, AST_NOT, 0, BIND_NOT);
    case TOKEN_MINUS:
        return parse_prefix(p, AST_UNARY_MINUS, 0, BIND_UNARY);
    case TOKEN_PLUS:
        return parse_prefix(p, AST_UNARY_PLUS, 0, BIND_UNARY);
    case TOKEN_TILDE:
        return parse_prefix(p, AST_BW_NOT, 0, BIND_UNARY);
    case TOKEN_AT:
        return parse_prefix(p, AST_SILENCE, 0, BIND_UNARY);
    case TOKEN_CAST_INT:
        return parse_prefix(p, AST_CAST, TYPE_INT, BIND_UNARY);
    case TOKEN_CAST_FLOAT:
        return parse_prefix(p, AST_CAST, TYPE_FLOAT, BIND_UNARY);
    case TOKEN_CAST_STRING:
        return parse_prefix(p, AST_CAST, TYPE_STRING, BIND_UNARY);
    case TOKEN_CAST_ARRAY:
        return parse_prefix(p, AST_CAST, TYPE_ARRAY, BIND_UNARY);
    case TOKEN_CAST_OBJECT:
        return parse_prefix(p, AST_CAST, TYPE_OBJECT, BIND_UNARY);
    case TOKEN_CAST_BOOL:
        return parse_prefix(p, AST_CAST, TYPE_TRUE, BIND_UNARY);
    case TOKEN_CAST_UNSET:
        return parse_unset_cast(p);
    case TOKEN_INC:
        return parse_prefix_step(p, AST_PRE_INC);
    case TOKEN_DEC:
        return parse_prefix_step(p, AST_PRE_DEC);
    case TOKEN_PRINT:
        return parse_prefix(p, AST_PRINT, 0, BIND_ASSIGN);
    case TOKEN_CLONE:
        return parse_prefix(p, AST_CLONE, 0, BIND_CLONE);
    case TOKEN_THROW:
        return parse_prefix(p, AST_THROW, 0, BIND_ANY);
    default:
        left = parse_primary(p, &shape);
        left = parse_chain(p, left, &shape);
        return shape == SHAPE_VARIABLE ? parse_assignment(p, left) : left;
    }
}

/* `a ? b : c ? d : e` means two things in two languages, so that PHP wants parentheses. */
static void parse_check_ternary(struct parser *p, const struct ast *condition, const struct ast *middle)
{
    const char *text = NULL;

    if (condition == NULL || condition->kind != AST_CONDITIONAL || condition->attr == 1)
        return;
    if (condition->child[1] != NULL && middle != NULL)
        text = "Unparenthesized `a ? b : c ? d : e` is not supported. "
               "Use either `(a ? b : c) ? d : e` or `a ? b : (c ? d : e)`";
    else if (condition->child[1] != NULL)
        text = "Unparenthesized `a ? b : c ?: d` is not supported. "
               "Use either `(a ? b : c) ?: d` or `a ? b : (c ?: d)`";
    else if (middle != NULL)
        text = "Unparenthesized `a ?: b ? c : d` is not supported. "
               "Use either `(a ?: b) ? c : d` or `a ?: (b ? c : d)`";
    if (text != NULL)
        parse_compile_error(p, condition->line, text);
}

static struct ast *parse_ternary(struct parser *p, struct ast *condition)
{
    struct ast *middle = NULL, *last;

    parse_advance(p);
    if (!parse_at(p, TOKEN_COLON))
        middle = parse_expression(p);
    parse_expect(p, TOKEN_COLON, NULL);
    last = parse_binary(p, BIND_TERNARY + 1);
    parse_check_ternary(p, condition, middle);
    return parse_node3(p, AST_CONDITIONAL, 0, condition, middle, last);
}

static struct ast *parse_operator(struct parser *p, const struct binary *op, struct ast *left)
{
    struct ast *right;

    if (op->kind == AST_CONDITIONAL)
        return parse_ternary(p, left);
    parse_advance(p);
    if (op->kind == AST_INSTANCEOF)
        right = parse_class_reference(p);
    else
        right = parse_binary(p, op->side == SIDE_RIGHT ? op->level : op->level + 1u);
    return parse_node2(p, op->kind, op->opcode, left, right);
}

static struct ast *parse_binary(struct parser *p, unsigned level)
{
    struct ast *left;

    if (!parse_deeper(p))
        return NULL;
    left = parse_operand(p);
    for (;;) {
        const struct binary *op = &parse_binaries[p->token.kind];

        if (op->level == 0 || op->level < level)
            break;
        left = parse_operator(p, op, left);
        /* `a == b == c` is an error, as is `a < b < c`. */
        if (op->side == SIDE_NONE && parse_binaries[p->token.kind].level == op->level)
            parse_syntax_error(p, NULL);
    }
    parse_shallower(p);
    return left;
}

struct ast *parse_expression(struct parser *p)
{
    return parse_binary(p, BIND_ANY);
}
