/* parse_class.c: functions, parameters, types, and classes with their members. */
#include <stdio.h>

#include "parse_parts.h"

/* ---- types ---------------------------------------------------------------------------------------------
 */

static bool parse_at_type(const struct parser *p)
{
    switch (p->token.kind) {
    case TOKEN_NAME:
    case TOKEN_NAME_FULL:
    case TOKEN_NAME_QUALIFIED:
    case TOKEN_ENUM:
    case TOKEN_ARRAY:
    case TOKEN_CALLABLE:
    case TOKEN_STATIC:
        return true;
    default:
        return false;
    }
}

static struct ast *parse_one_type(struct parser *p)
{
    struct ast *name;

    if (!parse_at_type(p)) {
        parse_syntax_error(p, NULL);
        return NULL;
    }
    name = parse_text(p, p->token.text + parse_at(p, TOKEN_NAME_FULL),
                      p->token.len - parse_at(p, TOKEN_NAME_FULL), p->token.line);
    parse_advance(p);
    return name;
}

/* & between two types, not the & of a parameter by reference. */
static bool parse_at_intersection(const struct parser *p)
{
    enum token next;

    if (!parse_at(p, TOKEN_AMP))
        return false;
    next = parse_peek(p);
    return next != TOKEN_VARIABLE && next != TOKEN_ELLIPSIS;
}

struct ast *parse_type(struct parser *p)
{
    uint32_t begin = parse_list_begin(p);
    bool nullable = parse_accept(p, TOKEN_QUESTION);

    if (!nullable && parse_at(p, TOKEN_LPAREN))
        parse_unsupported(p, "(");
    if (!nullable && !parse_at_type(p))
        return NULL;
    parse_list_add(p, parse_one_type(p));
    while (!nullable && parse_accept(p, TOKEN_PIPE)) {
        if (parse_at(p, TOKEN_LPAREN))
            parse_unsupported(p, "(");
        parse_list_add(p, parse_one_type(p));
    }
    if (parse_at_intersection(p))
        parse_unsupported(p, "&");
    return parse_list_end(p, AST_TYPE, nullable, begin);
}

struct ast *parse_return_type(struct parser *p)
{
    struct ast *type;

    if (!parse_accept(p, TOKEN_COLON))
        return NULL;
    type = parse_type(p);
    if (type == NULL)
        parse_syntax_error(p, NULL);
    return type;
}

/* ---- modifiers ----------------------------------------------------------------------------------------
 */

static uint32_t parse_modifier(enum token kind)
{
    switch (kind) {
    case TOKEN_PUBLIC:
        return MEMBER_PUBLIC;
    case TOKEN_PROTECTED:
        return MEMBER_PROTECTED;
    case TOKEN_PRIVATE:
        return MEMBER_PRIVATE;
    case TOKEN_STATIC:
        return MEMBER_STATIC;
    case TOKEN_FINAL:
        return MEMBER_FINAL;
    case TOKEN_ABSTRACT:
        return MEMBER_ABSTRACT;
    case TOKEN_READONLY:
        return MEMBER_READONLY;
    default:
        return 0;
    }
}

static const char *parse_modifier_clash(uint32_t flags, uint32_t more)
{
    if ((flags & MEMBER_ACCESS) && (more & MEMBER_ACCESS))
        return "Multiple access type modifiers are not allowed";
    if (flags & more & MEMBER_ABSTRACT)
        return "Multiple abstract modifiers are not allowed";
    if (flags & more & MEMBER_STATIC)
        return "Multiple static modifiers are not allowed";
    if (flags & more & MEMBER_FINAL)
        return "Multiple final modifiers are not allowed";
    if (flags & more & MEMBER_READONLY)
        return "Multiple readonly modifiers are not allowed";
    flags |= more;
    if ((flags & MEMBER_ABSTRACT) && (flags & MEMBER_FINAL))
        return "Cannot use the final modifier on an abstract class member";
    return NULL;
}

static uint32_t parse_modifiers(struct parser *p)
{
    uint32_t flags = 0, more;

    while ((more = parse_modifier(p->token.kind)) != 0) {
        const char *clash = parse_modifier_clash(flags, more);

        if (clash != NULL)
            parse_compile_error(p, p->token.line, clash);
        flags |= more;
        parse_advance(p);
    }
    return flags;
}

/* ---- functions -----------------------------------------------------------------------------------------
 */

static uint32_t parse_promotion(struct parser *p)
{
    uint32_t flags = 0, more;

    while ((more = parse_modifier(p->token.kind) & (MEMBER_ACCESS | MEMBER_READONLY)) != 0) {
        const char *clash = parse_modifier_clash(flags, more);

        if (clash != NULL)
            parse_compile_error(p, p->token.line, clash);
        flags |= more;
        parse_advance(p);
    }
    if (flags != 0 && (flags & MEMBER_ACCESS) == 0)
        flags |= MEMBER_PUBLIC;
    return flags;
}

static struct ast *parse_parameter(struct parser *p)
{
    struct ast *type, *name, *initial = NULL, *param;
    uint32_t flags, by_ref;

    if (parse_at(p, TOKEN_ATTRIBUTE))
        parse_unsupported(p, "#[");
    flags = parse_promotion(p);
    type = parse_type(p);
    by_ref = parse_at(p, TOKEN_AMP);
    if (by_ref && parse_peek(p) != TOKEN_VARIABLE && parse_peek(p) != TOKEN_ELLIPSIS)
        parse_syntax_error(p, "variable");
    parse_accept(p, TOKEN_AMP);
    if (parse_at(p, TOKEN_ELLIPSIS))
        parse_unsupported(p, "...");
    name = parse_variable_name(p, "variable");
    if (parse_accept(p, TOKEN_ASSIGN))
        initial = parse_expression(p);
    param =
        parse_node_at(p, AST_PARAM, by_ref | flags << 1, name != NULL ? name->line : 0, 2, type, initial);
    parse_set_name(param, name);
    return param;
}

struct ast *parse_parameters(struct parser *p, const char *expecting)
{
    uint32_t begin = parse_list_begin(p);
    struct bracket b;

    parse_open(p, &b, TOKEN_LPAREN, expecting);
    while (!parse_at(p, TOKEN_RPAREN) && !p->failed) {
        parse_list_add(p, parse_parameter(p));
        if (!parse_accept(p, TOKEN_COMMA))
            break;
    }
    parse_close(p, &b, TOKEN_RPAREN, parse_list_count(p, begin) > 0 ? "\")\"" : "variable");
    return parse_list_end(p, AST_LIST_PARAMS, 0, begin);
}

static struct ast *parse_uses(struct parser *p)
{
    uint32_t begin = parse_list_begin(p);
    struct bracket b;

    if (!parse_accept(p, TOKEN_USE))
        return NULL;
    parse_open(p, &b, TOKEN_LPAREN, "\"(\"");
    do {
        struct ast *name, *use;
        bool by_ref;

        if (parse_list_count(p, begin) > 0 && parse_at(p, TOKEN_RPAREN))
            break;
        by_ref = parse_accept(p, TOKEN_AMP);
        name = parse_variable_name(p, by_ref                           ? "variable"
                                      : parse_list_count(p, begin) > 0 ? "\")\""
                                                                       : "variable or \"&\" or amp");
        use = parse_node0(p, AST_CLOSURE_USE, by_ref, name != NULL ? name->line : 0);
        parse_set_name(use, name);
        parse_list_add(p, use);
    } while (parse_accept(p, TOKEN_COMMA));
    parse_close(p, &b, TOKEN_RPAREN, "\")\"");
    return parse_list_end(p, AST_LIST_USES, 0, begin);
}

/* From the parameters on. A body of NULL is `;`. */
static struct ast *parse_function_rest(struct parser *p, enum ast_kind kind, uint32_t attr, uint32_t line,
                                       const struct ast *name)
{
    struct ast *params, *uses = NULL, *type, *body = NULL, *function;

    params = parse_parameters(p, "\"(\"");
    if (kind == AST_CLOSURE)
        uses = parse_uses(p);
    type = parse_return_type(p);
    if (kind == AST_ARROW) {
        bool in_elements = p->in_elements;

        parse_expect(p, TOKEN_DOUBLE_ARROW, "\"=>\"");
        p->in_elements = false;
        body = parse_expression(p);
        p->in_elements = in_elements;
    } else if (kind != AST_METHOD || !parse_accept(p, TOKEN_SEMICOLON)) {
        body = parse_block(p, kind == AST_METHOD ? "\";\" or \"{\"" : "\"{\"");
    }
    function = parse_node_at(p, kind, attr, line, 4, params, uses, body, type);
    if (function != NULL)
        function->line_end = kind == AST_ARROW || body == NULL ? p->last_line : body->line_end;
    parse_set_name(function, name);
    return function;
}

struct ast *parse_function_statement(struct parser *p)
{
    uint32_t line = p->token.line;
    struct ast *name;
    bool by_ref;

    parse_advance(p);
    by_ref = parse_accept(p, TOKEN_AMP);
    name = parse_name(p, by_ref ? "identifier" : "\"(\"");
    return parse_function_rest(p, AST_FUNCTION, by_ref, line, name);
}

static struct ast *parse_function_value(struct parser *p, enum ast_kind kind, bool is_static)
{
    uint32_t line = p->token.line, attr = is_static ? FUNC_STATIC : 0;

    parse_advance(p);
    if (parse_accept(p, TOKEN_AMP))
        attr |= FUNC_RETURNS_REF;
    return parse_function_rest(p, kind, attr, line, NULL);
}

struct ast *parse_closure(struct parser *p, bool is_static)
{
    return parse_function_value(p, AST_CLOSURE, is_static);
}

struct ast *parse_arrow_function(struct parser *p, bool is_static)
{
    return parse_function_value(p, AST_ARROW, is_static);
}

/* ---- members --------------------------------------------------------------------------------------------
 */

/* A = 1, B = 2; also those of a `const` statement. */
struct ast *parse_constants(struct parser *p, uint32_t attr, bool in_class)
{
    uint32_t begin = parse_list_begin(p);

    do {
        struct ast *name = in_class ? parse_word(p, NULL) : parse_name(p, "identifier"), *constant;

        parse_expect(p, TOKEN_ASSIGN, "\"=\"");
        constant = parse_node_at(p, AST_CONSTANT, 0, name != NULL ? name->line : 0, 1, parse_expression(p));
        parse_set_name(constant, name);
        parse_list_add(p, constant);
    } while (parse_accept(p, TOKEN_COMMA));
    parse_expect(p, TOKEN_SEMICOLON, "\",\" or \";\"");
    return parse_list_end(p, AST_LIST_CONSTANTS, attr, begin);
}

static struct ast *parse_class_constants(struct parser *p, uint32_t flags)
{
    const char *text = flags & MEMBER_STATIC     ? "Cannot use 'static' as constant modifier"
                       : flags & MEMBER_ABSTRACT ? "Cannot use 'abstract' as constant modifier"
                       : flags & MEMBER_READONLY ? "Cannot use 'readonly' as constant modifier"
                                                 : NULL;

    if (text != NULL)
        parse_compile_error(p, p->token.line, text);
    parse_advance(p);
    if ((flags & MEMBER_ACCESS) == 0)
        flags |= MEMBER_PUBLIC;
    return parse_constants(p, flags, true);
}

static struct ast *parse_properties(struct parser *p, uint32_t flags)
{
    uint32_t begin;
    struct ast *type = parse_type(p);

    if ((flags & MEMBER_ACCESS) == 0)
        flags |= MEMBER_PUBLIC;
    begin = parse_list_begin(p);
    do {
        struct ast *name = parse_variable_name(p, "variable"), *initial = NULL, *property;

        if (parse_accept(p, TOKEN_ASSIGN))
            initial = parse_expression(p);
        property = parse_node_at(p, AST_PROPERTY, 0, name != NULL ? name->line : 0, 2, initial, type);
        parse_set_name(property, name);
        parse_list_add(p, property);
    } while (parse_accept(p, TOKEN_COMMA));
    parse_expect(p, TOKEN_SEMICOLON, "\",\" or \";\"");
    return parse_list_end(p, AST_LIST_PROPERTIES, flags, begin);
}

enum { METHOD_RETURNS_REF = 1 << 15 };

static struct ast *parse_method(struct parser *p, uint32_t flags)
{
    uint32_t line = p->token.line;
    struct ast *name;

    if (flags & MEMBER_READONLY)
        parse_compile_error(p, p->token.line, "Cannot use 'readonly' as method modifier");
    parse_advance(p);
    if (parse_accept(p, TOKEN_AMP))
        flags |= METHOD_RETURNS_REF;
    name = parse_word(p, NULL);
    if ((flags & MEMBER_ACCESS) == 0)
        flags |= MEMBER_PUBLIC;
    return parse_function_rest(p, AST_METHOD, flags, line, name);
}

static struct ast *parse_class_member(struct parser *p)
{
    bool var = parse_accept(p, TOKEN_VAR);
    uint32_t flags = var ? MEMBER_PUBLIC : parse_modifiers(p);

    if (parse_at(p, TOKEN_FUNCTION) && !var)
        return parse_method(p, flags);
    if (parse_at(p, TOKEN_CONST) && !var)
        return parse_class_constants(p, flags);
    if (parse_at(p, TOKEN_USE) && flags == 0)
        parse_unsupported(p, "use");
    if (parse_at(p, TOKEN_CASE) && flags == 0)
        parse_compile_error(p, p->token.line, "Case can only be used in enums");
    if (parse_at(p, TOKEN_ATTRIBUTE))
        parse_unsupported(p, "#[");
    if (flags == 0)
        parse_syntax_error(p, "\"function\" or \"const\"");
    return parse_properties(p, flags);
}

static struct ast *parse_members(struct parser *p, uint32_t *line_end)
{
    uint32_t begin = parse_list_begin(p);
    bool in_elements = p->in_elements;
    struct bracket b;

    parse_open(p, &b, TOKEN_LBRACE, "\"{\"");
    p->in_elements = false;
    while (!parse_at(p, TOKEN_RBRACE) && !p->failed) {
        if (parse_at(p, TOKEN_END))
            parse_syntax_error(p, "\"function\" or \"const\"");
        parse_list_add(p, parse_class_member(p));
    }
    p->in_elements = in_elements;
    *line_end = p->token.line;
    parse_close(p, &b, TOKEN_RBRACE, NULL);
    return parse_list_end(p, AST_LIST_MEMBERS, 0, begin);
}

/* ---- classes --------------------------------------------------------------------------------------------
 */

/* A name as it is written; the compiler has its say about self and parent. */
static struct ast *parse_parent_name(struct parser *p)
{
    size_t skip = parse_at(p, TOKEN_NAME_FULL);
    struct ast *name;

    if (!skip && !parse_at(p, TOKEN_NAME_QUALIFIED))
        return parse_name(p, NULL);
    name = parse_text(p, p->token.text + skip, p->token.len - skip, p->token.line);
    parse_advance(p);
    return name;
}

static struct ast *parse_base_name(struct parser *p, const char *what)
{
    char text[96];

    if (parse_at(p, TOKEN_STATIC)) {
        snprintf(text, sizeof(text), "Cannot use 'static' as %s, as it is reserved", what);
        parse_compile_error(p, p->token.line, text);
    }
    return parse_parent_name(p);
}

static struct ast *parse_names(struct parser *p, const char *what)
{
    uint32_t begin = parse_list_begin(p);

    do {
        parse_list_add(p, parse_base_name(p, what));
    } while (parse_accept(p, TOKEN_COMMA));
    return parse_list_end(p, AST_LIST_NAMES, 0, begin);
}

/* From what follows the name on. */
static struct ast *parse_class_rest(struct parser *p, uint32_t flags, uint32_t line, const struct ast *name,
                                    struct ast *args)
{
    struct ast *parent = NULL, *interfaces = NULL, *members, *class;
    uint32_t line_end;

    if (parse_accept(p, TOKEN_EXTENDS)) {
        if (flags & CLASS_INTERFACE)
            interfaces = parse_names(p, "interface name");
        else
            parent = parse_base_name(p, "class name");
    }
    if (!(flags & CLASS_INTERFACE) && parse_accept(p, TOKEN_IMPLEMENTS))
        interfaces = parse_names(p, "interface name");
    members = parse_members(p, &line_end);
    class = parse_node_at(p, AST_CLASS, flags, line, 4, parent, interfaces, members, args);
    if (class != NULL)
        class->line_end = line_end;
    parse_set_name(class, name);
    return class;
}

static uint32_t parse_class_modifiers(struct parser *p)
{
    uint32_t flags = 0;

    for (;; parse_advance(p)) {
        const char *clash = NULL;
        uint32_t more = parse_at(p, TOKEN_ABSTRACT) ? CLASS_ABSTRACT
                        : parse_at(p, TOKEN_FINAL)  ? CLASS_FINAL
                                                    : 0;

        if (parse_at(p, TOKEN_READONLY))
            parse_unsupported(p, "readonly class");
        if (more == 0)
            return flags;
        if (flags & more)
            clash = more == CLASS_ABSTRACT ? "Multiple abstract modifiers are not allowed"
                                           : "Multiple final modifiers are not allowed";
        else if (flags != 0)
            clash = "Cannot use the final modifier on an abstract class";
        if (clash != NULL)
            parse_compile_error(p, p->token.line, clash);
        flags |= more;
    }
}

struct ast *parse_class_statement(struct parser *p)
{
    uint32_t flags = parse_class_modifiers(p), line = p->token.line;
    struct ast *name;

    if (flags == 0 && parse_accept(p, TOKEN_INTERFACE))
        flags = CLASS_INTERFACE;
    else
        parse_expect(p, TOKEN_CLASS, "\"abstract\" or \"final\" or \"readonly\" or \"class\"");
    name = parse_name(p, "identifier");
    return parse_class_rest(p, flags, line, name, NULL);
}

struct ast *parse_anonymous_class(struct parser *p)
{
    uint32_t line = p->token.line;
    struct ast *args, *class;

    parse_advance(p);
    if (parse_at(p, TOKEN_LPAREN))
        args = parse_arguments(p);
    else
        args = parse_node0(p, AST_LIST_ARGS, 0, line);
    class = parse_class_rest(p, CLASS_ANON, line, NULL, args);
    return parse_node_at(p, AST_NEW, 0, line, 2, class, args);
}
