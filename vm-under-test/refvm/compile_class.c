/* compile_class.c: classes and interfaces and their members.
 *
 * A class is complete after its statement was compiled but for what it inherits. At the top level it is
 * linked at once if that can be done: there are no interfaces, and its parent, if it has one, is there.
 * Else DECLARE_CLASS does it when the program gets there. */
#include "compile_parts.h"

/* ---- constants ---------------------------------------------------------------------------------- */

static void check_constant_flags(struct compiler *c, const struct class *class, const struct string *name,
                                 uint32_t flags)
{
    if (flags & MEMBER_STATIC)
        compile_error(c, "Cannot use 'static' as constant modifier");
    else if (flags & MEMBER_ABSTRACT)
        compile_error(c, "Cannot use 'abstract' as constant modifier");
    else if (flags & MEMBER_READONLY)
        compile_error(c, "Cannot use 'readonly' as constant modifier");
    else if ((flags & MEMBER_PRIVATE) && (flags & MEMBER_FINAL))
        compile_error(c, "Private constant %S::%S cannot be final as it is not visible to other classes",
                      class->name, name);
    else if ((class->flags & CLASS_INTERFACE) && (flags & (MEMBER_PRIVATE | MEMBER_PROTECTED)))
        compile_error(c, "Access type for interface constant %S::%S must be public", class->name, name);
    else if (string_equal_fold(name, c->vm->names[NAME_class]))
        compile_error(
            c, "A class constant must not be called 'class'; it is reserved for class name fetching");
    else if (array_find_string(class->constants, (struct string *)name) != NULL)
        compile_error(c, "Cannot redefine class constant %S::%S", class->name, name);
}

static void compile_constants(struct compiler *c, struct class *class, struct ast *list)
{
    for (uint32_t i = 0; i < list->child_count && !compile_failed(c); i++) {
        struct ast *constant = list->child[i];
        struct value v;

        c->line = constant->line;
        check_constant_flags(c, class, constant->value.s, list->attr);
        compile_constant(c, constant->child[0], &v);
        if (!compile_failed(c))
            class_add_constant(c->vm, class, constant->value.s, list->attr, &v);
    }
}

/* ---- properties --------------------------------------------------------------------------------- */

static void check_property_flags(struct compiler *c, const struct class *class, const struct string *name,
                                 uint32_t flags)
{
    if (class->flags & CLASS_INTERFACE)
        compile_error(c, "Interfaces may not include properties");
    else if (flags & MEMBER_ABSTRACT)
        compile_error(c, "Properties cannot be declared abstract");
    else if (flags & MEMBER_FINAL)
        compile_error(
            c,
            "Cannot declare property %S::$%S final, the final modifier is allowed only for methods, "
            "classes, and class constants",
            class->name, name);
    else if (array_find_string(class->properties, (struct string *)name) != NULL)
        compile_error(c, "Cannot redeclare %S::$%S", class->name, name);
}

static void check_property_type(struct compiler *c, const struct class *class, const struct string *name,
                                const struct type_decl *type)
{
    char text[256];

    if (!(type->mask & (DECL_VOID | DECL_NEVER | DECL_CALLABLE)))
        return;
    type_decl_print(type, text, sizeof(text));
    compile_error(c, "Property %S::$%S cannot have type %s", class->name, name, text);
}

static void check_readonly(struct compiler *c, const struct class *class, const struct string *name,
                           uint32_t flags, const struct type_decl *type, bool has_default)
{
    if (!(flags & MEMBER_READONLY) || compile_failed(c))
        return;
    if (!type_decl_given(type))
        compile_error(c, "Readonly property %S::$%S must have type", class->name, name);
    else if (flags & MEMBER_STATIC)
        compile_error(c, "Static property %S::$%S cannot be readonly", class->name, name);
    else if (has_default)
        compile_error(c, "Readonly property %S::$%S cannot have default value", class->name, name);
}

static void check_property_default(struct compiler *c, const struct class *class, const struct string *name,
                                   const struct type_decl *type, struct value *v)
{
    char text[256], nullable[260];

    if (!type_decl_given(type) || compile_failed(c))
        return;
    if (type_takes_default(type, v)) {
        if (v->type == TYPE_INT && !type_allows(type, TYPE_INT))
            value_set_float(v, (double)v->i);
        return;
    }
    type_decl_print(type, text, sizeof(text));
    if (v->type == TYPE_NULL) {
        struct type_decl with_null = *type;

        with_null.mask |= 1u << TYPE_NULL;
        type_decl_print(&with_null, nullable, sizeof(nullable));
        compile_error(c,
                      "Default value for property of type %s may not be null. Use the nullable type %s to "
                      "allow null default value",
                      text, nullable);
        return;
    }
    compile_error(c, "Cannot use %s as default value for property %S::$%S of type %s", value_type_name(v),
                  class->name, name, text);
}

static void compile_property(struct compiler *c, struct class *class, struct ast *ast, uint32_t flags)
{
    struct string *name = ast->value.s;
    struct type_decl type = {0};
    struct value v;
    bool has_default = ast->child[0] != NULL;

    c->line = ast->line;
    check_property_flags(c, class, name, flags);
    if (ast->child[1] != NULL && !compile_failed(c)) {
        compile_type(c, &type, ast->child[1], false);
        check_property_type(c, class, name, &type);
    }
    value_set_null(&v);
    if (has_default)
        compile_constant(c, ast->child[0], &v);
    check_readonly(c, class, name, flags, &type, has_default);
    if (has_default)
        check_property_default(c, class, name, &type, &v);
    if (!compile_failed(c))
        class_add_property(c->vm, class, name, flags, has_default ? &v : NULL, &type);
}

void compile_promoted(struct compiler *c, struct class *class, const struct ast *param,
                      struct type_decl *type)
{
    const struct func *func = c->unit->func;
    struct string *name = param->value.s;
    uint32_t flags = (uint32_t)param->attr >> 1;

    if (class == NULL || !string_equal_fold(func->name, c->vm->names[NAME_construct]) ||
        (func->flags & FUNC_CLOSURE)) {
        compile_error(c, "Cannot declare promoted property outside a constructor");
        return;
    }
    if (func->flags & FUNC_ABSTRACT) {
        compile_error(c, "Cannot declare promoted property in an abstract constructor");
        return;
    }
    check_property_flags(c, class, name, flags);
    check_property_type(c, class, name, type);
    check_readonly(c, class, name, flags, type, false);
    if (!compile_failed(c))
        class_add_property(c->vm, class, name, flags | MEMBER_PROMOTED, NULL, type);
}

/* ---- methods ------------------------------------------------------------------------------------ */

static uint32_t method_flags(const struct class *class, uint32_t attr)
{
    uint32_t flags = 0;

    flags |= attr & MEMBER_PROTECTED ? FUNC_PROTECTED : attr & MEMBER_PRIVATE ? FUNC_PRIVATE : FUNC_PUBLIC;
    flags |= attr & MEMBER_STATIC ? FUNC_STATIC : 0;
    flags |= attr & MEMBER_FINAL ? FUNC_FINAL : 0;
    flags |= (attr & MEMBER_ABSTRACT) || (class->flags & CLASS_INTERFACE) ? FUNC_ABSTRACT : 0;
    flags |= attr & 1u << 15 ? FUNC_RETURNS_REF : 0;
    return flags;
}

static void check_interface_method(struct compiler *c, const struct class *class, const struct string *name,
                                   uint32_t attr)
{
    if (attr & (MEMBER_PRIVATE | MEMBER_PROTECTED))
        compile_error(c, "Access type for interface method %S::%S() must be public", class->name, name);
    else if (attr & MEMBER_FINAL)
        compile_error(c, "Interface method %S::%S() must not be final", class->name, name);
    else if (attr & MEMBER_ABSTRACT)
        compile_error(c, "Interface method %S::%S() must not be abstract", class->name, name);
}

static void check_method(struct compiler *c, const struct class *class, const struct ast *ast)
{
    struct string *name = ast->value.s;
    bool interface = (class->flags & CLASS_INTERFACE) != 0, body = ast->child[2] != NULL;

    if (interface)
        check_interface_method(c, class, name, ast->attr);
    if (compile_failed(c))
        return;
    if ((ast->attr & MEMBER_PRIVATE) && (ast->attr & MEMBER_FINAL) &&
        !string_equal_fold(name, c->vm->names[NAME_construct]))
        error_report_at(c->vm, LEVEL_COMPILE_WARNING, (int)c->line,
                        "Private methods cannot be final as they are never overridden by other classes");
    if (ast->attr & MEMBER_READONLY)
        compile_error(c, "Cannot use 'readonly' as method modifier");
    else if ((ast->attr & MEMBER_ABSTRACT) && (ast->attr & MEMBER_PRIVATE))
        compile_error(c, "Abstract function %S::%S() cannot be declared private", class->name, name);
    else if ((interface || (ast->attr & MEMBER_ABSTRACT)) && body)
        compile_error(c, "%s function %S::%S() cannot contain body", interface ? "Interface" : "Abstract",
                      class->name, name);
    else if (!interface && !(ast->attr & MEMBER_ABSTRACT) && !body)
        compile_error(c, "Non-abstract method %S::%S() must contain body", class->name, name);
}

static void compile_method(struct compiler *c, struct class *class, struct ast *ast)
{
    struct string *name = ast->value.s, *lower = compile_lower(c, name);
    struct func *func;

    c->line = ast->line;
    if (lower == NULL)
        return;
    check_method(c, class, ast);
    if (!compile_failed(c) && array_find_string(class->methods, lower) != NULL)
        compile_error(c, "Cannot redeclare %S::%S()", class->name, name);
    if (compile_failed(c))
        return;
    func = func_new(c->vm);
    if (func == NULL)
        return;
    func->flags = method_flags(class, ast->attr);
    func->name = name;
    func->scope = class;
    func->line_start = (int)ast->line;
    func->line_end = (int)ast->line_end;
    if (lower == c->vm->names[NAME_tostring] && ast->child[3] == NULL)
        func->return_type.mask = 1u << TYPE_STRING;
    if (!class_add_method(c->vm, class, lower, func))
        return;
    compile_body(c, func, ast, class);
    if (!compile_failed(c) && lower->bytes[0] == '_')
        class_check_magic(c->vm, func);
}

/* ---- classes ------------------------------------------------------------------------------------ */

static void compile_members(struct compiler *c, struct class *class, struct ast *members)
{
    for (uint32_t i = 0; i < members->child_count && !compile_failed(c); i++) {
        struct ast *member = members->child[i];

        c->vm->compile_line = (int)member->line;
        if (member->kind == AST_METHOD) {
            compile_method(c, class, member);
        } else if (member->kind == AST_LIST_CONSTANTS) {
            compile_constants(c, class, member);
        } else {
            for (uint32_t p = 0; p < member->child_count && !compile_failed(c); p++)
                compile_property(c, class, member->child[p], member->attr);
        }
    }
}

static bool is_reserved_class(const struct string *name)
{
    static const char *const reserved[] = {"self",  "parent", "static",   "bool",   "false",
                                           "float", "int",    "null",     "string", "true",
                                           "void",  "never",  "iterable", "object", "mixed"};

    for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
        if (name->len == strlen(reserved[i]) && strncasecmp(name->bytes, reserved[i], name->len) == 0)
            return true;
    return false;
}

static bool is_class_word(const struct string *name)
{
    return (name->len == 4 && strncasecmp(name->bytes, "self", 4) == 0) ||
           (name->len == 6 &&
            (strncasecmp(name->bytes, "parent", 6) == 0 || strncasecmp(name->bytes, "static", 6) == 0));
}

/* The name of a parent or an interface, which must not be a word like self. */
static struct string *class_reference(struct compiler *c, const struct ast *ast, const char *what)
{
    static const char *const words[] = {
        [FETCH_CLASS_SELF] = "self", [FETCH_CLASS_PARENT] = "parent", [FETCH_CLASS_STATIC] = "static"};

    if (ast->kind == AST_SELF_CLASS) {
        compile_error(c, "Cannot use '%s' as %s name, as it is reserved", words[ast->attr], what);
        return NULL;
    }
    if (is_class_word(ast->value.s))
        compile_error(c, "Cannot use '%S' as %s name, as it is reserved", ast->value.s, what);
    return ast->value.s;
}

static void set_interfaces(struct compiler *c, struct class *class, struct ast *names)
{
    if (names == NULL || names->child_count == 0)
        return;
    class->interface_names =
        mem_new(c->vm, names->child_count * sizeof(struct string *), SITE_compile_interfaces);
    if (class->interface_names == NULL)
        return;
    class->interface_name_count = names->child_count;
    for (uint32_t i = 0; i < names->child_count; i++)
        class->interface_names[i] = class_reference(c, names->child[i], "interface");
}

/* As PHP has it: the NUL hides from messages what makes it unique. */
static struct string *anonymous_name(struct compiler *c, const struct ast *ast)
{
    struct string *s, *interned;
    struct strbuf b;

    strbuf_init(&b, c->vm, SITE_compile_anonymous);
    if (ast->child[0] != NULL && ast->child[0]->kind == AST_VALUE)
        strbuf_string(&b, ast->child[0]->value.s);
    else if (ast->child[1] != NULL && ast->child[1]->child_count != 0 &&
             ast->child[1]->child[0]->kind == AST_VALUE)
        strbuf_string(&b, ast->child[1]->child[0]->value.s);
    else
        strbuf_text(&b, "class");
    strbuf_put(&b, "@anonymous\0", 11);
    strbuf_text(&b, c->vm->file);
    strbuf_char(&b, ':');
    strbuf_int(&b, ast->line);
    strbuf_char(&b, '$');
    strbuf_int(&b, c->vm->program.class_count);
    s = strbuf_take(&b);
    if (s == NULL)
        return NULL;
    interned = string_intern(c->vm, s->bytes, s->len, SITE_compile_anonymous_intern);
    string_release(c->vm, s);
    return interned;
}

static uint32_t class_list_add(struct compiler *c, struct class *class)
{
    struct program *p = &c->vm->program;

    if (p->class_count == p->class_capacity) {
        uint32_t capacity = p->class_capacity != 0 ? 2 * p->class_capacity : 8;
        void *list = mem_resize(c->vm, p->class_list, p->class_capacity * sizeof(*p->class_list),
                                capacity * sizeof(*p->class_list), SITE_compile_class_list);

        if (list == NULL)
            return 0;
        p->class_list = list;
        p->class_capacity = capacity;
    }
    p->class_list[p->class_count] = class;
    return p->class_count++;
}

/* What __toString makes Stringable has an interface, too. */
static bool has_interfaces(const struct compiler *c, const struct class *class)
{
    return class->interface_name_count != 0 ||
           array_find_string(class->methods, c->vm->names[NAME_tostring]) != NULL;
}

/* True: declared, or failed. */
static bool declare_early(struct compiler *c, struct class *class)
{
    struct class *parent = NULL;

    if (has_interfaces(c, class) || class_find_lower(c->vm, class->lower) != NULL)
        return false;
    if (class->parent_name != NULL) {
        parent = class_find(c->vm, class->parent_name);
        if (parent == NULL)
            return false;
    }
    if (class_link(c->vm, class, parent))
        table_add(c, c->vm->program.class_table, class->lower, class, SITE_compile_class_table);
    return true;
}

static void emit_declaration(struct compiler *c, struct node *result, struct class *class)
{
    uint32_t number = class_list_add(c, class);

    if (result == NULL)
        emit(c, OP_DECLARE_CLASS, NULL, NULL)->op2.number = number;
    else
        emit_tmp(c, result, OP_DECLARE_ANON_CLASS, NULL, NULL)->op2.number = number;
}

static struct class *class_begin(struct compiler *c, struct ast *ast, bool anonymous)
{
    struct string *name = anonymous ? anonymous_name(c, ast) : ast->value.s;
    struct class *class;

    if (name == NULL)
        return NULL;
    if (!anonymous && c->unit->class != NULL)
        compile_error(c, "Class declarations may not be nested");
    else if (!anonymous && is_reserved_class(name))
        compile_error(c, "Cannot use '%S' as class name as it is reserved", name);
    if (compile_failed(c))
        return NULL;
    class = class_new(c->vm, name, ast->attr | (anonymous ? CLASS_ANON : 0));
    if (class == NULL)
        return NULL;
    class->line_start = (int)ast->line;
    class->line_end = (int)ast->line_end;
    if (ast->child[0] != NULL)
        class->parent_name = class_reference(c, ast->child[0], "class");
    set_interfaces(c, class, ast->child[1]);
    return class;
}

void compile_class(struct compiler *c, struct node *result, struct ast *ast, bool top)
{
    struct class *outer = c->unit->class, *class;

    if (result != NULL)
        node_null(result);
    if (!compile_enter(c, ast))
        return;
    class = class_begin(c, ast, result != NULL);
    if (class != NULL && !compile_failed(c)) {
        c->unit->class = class;
        compile_members(c, class, ast->child[2]);
        c->unit->class = outer;
        c->line = ast->line;
        c->vm->compile_line = (int)ast->line;
        if (!compile_failed(c) && !(top && declare_early(c, class)))
            emit_declaration(c, result, class);
    }
    compile_leave(c);
}
