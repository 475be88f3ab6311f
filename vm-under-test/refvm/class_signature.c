/* class_signature.c: signatures of methods: are they compatible, how are they printed, and what magic
 * methods must look like.
 *
 * Parameters may become wider and return types narrower. Both are one question, "is type a within type b",
 * asked in two directions. Classes are compared by name first, so that nothing has to exist for the usual
 * case; the class that is being linked is not in the table yet.
 */
#include "vm.h"

/* ---- types --------------------------------------------------------------------------------------- */

struct typing {
    struct vm *vm;
    struct class *linking;
    const char *missing;
};

/* The lower-case name that a class type stands for in the method's class. */
static struct string *type_lower(struct vm *vm, const struct type_decl *t, const struct class *scope)
{
    if (scope != NULL && t->class_lower == vm->names[NAME_self])
        return scope->lower;
    if (scope != NULL && scope->parent != NULL && t->class_lower == vm->names[NAME_parent])
        return scope->parent->lower;
    return t->class_lower;
}

static struct class *typing_class(struct typing *t, struct string *lower)
{
    return lower == t->linking->lower ? t->linking : class_find_lower(t->vm, lower);
}

/* Class `a` is within type `b`. */
static enum compatible class_within(struct typing *t, struct string *a, const struct type_decl *b,
                                    const struct class *b_scope)
{
    struct string *lower = b->class_name != NULL ? type_lower(t->vm, b, b_scope) : NULL;
    struct class *of_a, *of_b;

    if ((b->mask & (1 << TYPE_OBJECT)) || lower == a)
        return COMPATIBLE_YES;
    of_a = typing_class(t, a);
    if ((b->mask & DECL_ITERABLE) && of_a != NULL && class_is(of_a, t->vm->classes.traversable))
        return COMPATIBLE_YES;
    if (lower == NULL)
        return COMPATIBLE_NO;
    of_b = typing_class(t, lower);
    if (of_a != NULL && of_b != NULL)
        return class_is(of_a, of_b) ? COMPATIBLE_YES : COMPATIBLE_NO;
    t->missing = of_a == NULL ? a->bytes : lower->bytes;
    return COMPATIBLE_UNKNOWN;
}

/* Type `a` is within type `b`. */
static enum compatible type_within(struct typing *t, const struct type_decl *a, const struct class *a_scope,
                                   const struct type_decl *b, const struct class *b_scope)
{
    uint32_t added;
    enum compatible how;

    if ((b->mask & DECL_MIXED) && !(a->mask & DECL_VOID))
        return COMPATIBLE_YES;
    added = a->mask & ~b->mask;
    if (b->mask & DECL_ITERABLE)
        added &= ~(1U << TYPE_ARRAY);
    if ((added & DECL_STATIC) && a_scope != NULL &&
        class_within(t, a_scope->lower, b, b_scope) == COMPATIBLE_YES)
        added &= ~(uint32_t)DECL_STATIC;
    if (added == DECL_NEVER && a->class_name == NULL)
        return COMPATIBLE_YES;
    if (added != 0)
        return COMPATIBLE_NO;
    if (a->class_name == NULL)
        return COMPATIBLE_YES;
    how = class_within(t, type_lower(t->vm, a, a_scope), b, b_scope);
    if (how == COMPATIBLE_UNKNOWN && t->missing == a->class_lower->bytes)
        t->missing = a->class_name->bytes;
    else if (how == COMPATIBLE_UNKNOWN && b->class_lower != NULL && t->missing == b->class_lower->bytes)
        t->missing = b->class_name->bytes;
    return how;
}

static enum compatible parameter_compatible(struct typing *t, const struct func *child,
                                            const struct func *parent, uint32_t i)
{
    const struct param *mine = &child->params[i], *theirs = &parent->params[i];

    if (mine->by_ref != theirs->by_ref)
        return COMPATIBLE_NO;
    if (!type_decl_given(&mine->type) || (mine->type.mask & DECL_MIXED))
        return COMPATIBLE_YES;
    if (!type_decl_given(&theirs->type))
        return COMPATIBLE_NO;
    return type_within(t, &theirs->type, parent->scope, &mine->type, child->scope);
}

static enum compatible return_compatible(struct typing *t, const struct func *child,
                                         const struct func *parent)
{
    bool tentative = (parent->flags & FUNC_NATIVE) && parent->scope != t->vm->classes.stringable;
    enum compatible how;

    if (!type_decl_given(&parent->return_type))
        return COMPATIBLE_YES;
    if (!type_decl_given(&child->return_type))
        how = COMPATIBLE_NO;
    else
        how = type_within(t, &child->return_type, child->scope, &parent->return_type, parent->scope);
    return how == COMPATIBLE_NO && tentative ? COMPATIBLE_TENTATIVE : how;
}

enum compatible class_compatible(struct vm *vm, struct class *c, const struct func *child,
                                 const struct func *parent, const char **missing)
{
    struct typing t = {.vm = vm, .linking = c};
    enum compatible how = COMPATIBLE_YES, one;

    if (child->required_count > parent->required_count)
        return COMPATIBLE_NO;
    if ((parent->flags & FUNC_RETURNS_REF) && !(child->flags & FUNC_RETURNS_REF))
        return COMPATIBLE_NO;
    if (child->param_count < parent->param_count && !(child->flags & FUNC_VARIADIC))
        return COMPATIBLE_NO;
    for (uint32_t i = 0; i < parent->param_count && i < child->param_count; i++) {
        one = parameter_compatible(&t, child, parent, i);
        if (one == COMPATIBLE_NO)
            return one;
        if (one > how)
            how = one;
    }
    one = return_compatible(&t, child, parent);
    if (one > how)
        how = one;
    *missing = t.missing;
    return how;
}

/* ---- printing ------------------------------------------------------------------------------------ */

struct method_text {
    char *text;
    size_t size, len;
};

static void method_put_bytes(struct method_text *t, const char *bytes, size_t len)
{
    size_t room = t->size - 1 - t->len;

    if (len > room)
        len = room;
    memcpy(t->text + t->len, bytes, len);
    t->len += len;
    t->text[t->len] = 0;
}

static void method_put(struct method_text *t, const char *bytes)
{
    method_put_bytes(t, bytes, strlen(bytes));
}

/* The literal of a user function's RECV_INIT for parameter `i`, or NULL. */
static const struct value *method_default(const struct func *f, uint32_t i)
{
    for (uint32_t n = 0; n < f->opline_count; n++) {
        const struct opline *o = &f->oplines[n];

        if (o->opcode == OP_RECV_INIT && o->op1.number == i + 1)
            return opline_literal(o, o->op2);
        if (o->opcode != OP_RECV && o->opcode != OP_RECV_INIT)
            break;
    }
    return NULL;
}

static void method_put_constant(struct method_text *t, const struct ast *ast)
{
    if (ast->kind == AST_CONSTANT_FETCH) {
        method_put(t, ast->child[0]->value.s->bytes);
    } else if (ast->kind == AST_CLASS_CONSTANT) {
        if (ast->child[0]->kind == AST_VALUE)
            method_put(t, ast->child[0]->value.s->bytes);
        else
            method_put(t, ast->child[0]->attr == FETCH_CLASS_PARENT ? "parent" : "self");
        method_put(t, "::");
        method_put(t, ast->child[1]->value.s->bytes);
    } else {
        method_put(t, "<expression>");
    }
}

static void method_put_default(struct method_text *t, const struct value *v)
{
    char number[NUMBER_TEXT_MAX];

    switch (v->type) {
    case TYPE_NULL:
        method_put(t, "null");
        break;
    case TYPE_FALSE:
    case TYPE_TRUE:
        method_put(t, v->type == TYPE_TRUE ? "true" : "false");
        break;
    case TYPE_INT:
        number_format_int(v->i, number);
        method_put(t, number);
        break;
    case TYPE_FLOAT:
        number_format_echo(v->d, number);
        method_put(t, number);
        break;
    case TYPE_STRING:
        method_put(t, "'");
        method_put_bytes(t, v->s->bytes, v->s->len < 10 ? v->s->len : 10);
        method_put(t, v->s->len > 10 ? "...'" : "'");
        break;
    case TYPE_ARRAY:
        method_put(t, v->a->count == 0 ? "[]" : "[...]");
        break;
    case TYPE_CONSTANT:
        method_put_constant(t, v->ast);
        break;
    default:
        method_put(t, "<default>");
        break;
    }
}

static void method_put_type(struct method_text *t, const struct type_decl *type, const struct class *scope)
{
    char text[256];

    type_decl_print_in(type, scope, text, sizeof(text));
    method_put(t, text);
}

static void method_put_parameter(struct method_text *t, const struct func *f, uint32_t i)
{
    const struct param *p = &f->params[i];
    const struct value *v;

    if (i > 0)
        method_put(t, ", ");
    if (type_decl_given(&p->type)) {
        method_put_type(t, &p->type, f->scope);
        method_put(t, " ");
    }
    if (p->by_ref)
        method_put(t, "&");
    if ((f->flags & FUNC_VARIADIC) && i + 1 == f->param_count)
        method_put(t, "...");
    method_put(t, "$");
    method_put(t, p->name->bytes);
    if (i < f->required_count)
        return;
    if (f->flags & FUNC_NATIVE) {
        if (p->default_text != NULL) {
            method_put(t, " = ");
            method_put(t, p->default_text);
        }
        return;
    }
    v = method_default(f, i);
    if (v != NULL) {
        method_put(t, " = ");
        method_put_default(t, v);
    }
}

void class_print_method(struct vm *vm, const struct func *f, char *text, size_t size)
{
    struct method_text t = {.text = text, .size = size};

    (void)vm;
    text[0] = 0;
    if (f->flags & FUNC_RETURNS_REF)
        method_put(&t, "& ");
    if (f->scope != NULL) {
        method_put(&t, f->scope->name->bytes);
        method_put(&t, "::");
    }
    method_put(&t, f->name->bytes);
    method_put(&t, "(");
    for (uint32_t i = 0; i < f->param_count; i++)
        method_put_parameter(&t, f, i);
    method_put(&t, ")");
    if (type_decl_given(&f->return_type)) {
        method_put(&t, ": ");
        method_put_type(&t, &f->return_type, f->scope);
    }
}

/* ---- magic methods ------------------------------------------------------------------------------- */

enum magic_static { MAGIC_ANY, MAGIC_INSTANCE, MAGIC_STATIC };
enum { MAGIC_ANY_COUNT = -1, MAGIC_NO_RETURN = UINT32_MAX };

struct magic_rule {
    const char *lower;
    int arg_count; /* MAGIC_ANY_COUNT: not checked */
    enum magic_static is_static;
    bool public_only;
    uint32_t arg_types[2]; /* 0: any */
    uint32_t return_type;  /* 0: any; MAGIC_NO_RETURN: none may be declared */
    const char *return_name;
};

enum {
    M_STRING = 1 << TYPE_STRING,
    M_ARRAY = 1 << TYPE_ARRAY,
    M_NULL = 1 << TYPE_NULL,
    M_OBJECT = 1 << TYPE_OBJECT
};

static const struct magic_rule magic_rules[] = {
    {"__construct", MAGIC_ANY_COUNT, MAGIC_INSTANCE, false, {0, 0}, MAGIC_NO_RETURN, NULL},
    {"__destruct", 0, MAGIC_INSTANCE, false, {0, 0}, MAGIC_NO_RETURN, NULL},
    {"__clone", 0, MAGIC_INSTANCE, false, {0, 0}, DECL_VOID, "void"},
    {"__get", 1, MAGIC_INSTANCE, true, {M_STRING, 0}, 0, NULL},
    {"__set", 2, MAGIC_INSTANCE, true, {M_STRING, 0}, DECL_VOID, "void"},
    {"__unset", 1, MAGIC_INSTANCE, true, {M_STRING, 0}, DECL_VOID, "void"},
    {"__isset", 1, MAGIC_INSTANCE, true, {M_STRING, 0}, DECL_BOOL, "bool"},
    {"__call", 2, MAGIC_INSTANCE, true, {M_STRING, M_ARRAY}, 0, NULL},
    {"__callstatic", 2, MAGIC_STATIC, true, {M_STRING, M_ARRAY}, 0, NULL},
    {"__tostring", 0, MAGIC_INSTANCE, true, {0, 0}, M_STRING, "string"},
    {"__debuginfo", 0, MAGIC_INSTANCE, true, {0, 0}, M_ARRAY | M_NULL, "?array"},
    {"__serialize", 0, MAGIC_INSTANCE, true, {0, 0}, M_ARRAY, "array"},
    {"__unserialize", 1, MAGIC_INSTANCE, true, {M_ARRAY, 0}, DECL_VOID, "void"},
    {"__set_state", 1, MAGIC_STATIC, true, {M_ARRAY, 0}, M_OBJECT, "object"},
    {"__invoke", MAGIC_ANY_COUNT, MAGIC_INSTANCE, true, {0, 0}, 0, NULL},
    {"__sleep", 0, MAGIC_INSTANCE, true, {0, 0}, M_ARRAY, "array"},
    {"__wakeup", 0, MAGIC_INSTANCE, true, {0, 0}, DECL_VOID, "void"},
};

#define MAGIC_FAIL(vm, f, ...) (error_compile(vm, (f)->line_start, __VA_ARGS__), false)

static bool magic_check_count(struct vm *vm, const struct func *f, const struct magic_rule *rule)
{
    const char *of = f->scope->name->bytes, *name = f->name->bytes;

    if (rule->arg_count < 0)
        return true;
    if (rule->arg_count == 0 && f->param_count > 0)
        return MAGIC_FAIL(vm, f, "Method %s::%s() cannot take arguments", of, name);
    if (f->param_count != (uint32_t)rule->arg_count)
        return MAGIC_FAIL(vm, f, "Method %s::%s() must take exactly %d argument%s", of, name,
                          rule->arg_count, rule->arg_count == 1 ? "" : "s");
    for (uint32_t i = 0; i < f->param_count; i++)
        if (f->params[i].by_ref)
            return MAGIC_FAIL(vm, f, "Method %s::%s() cannot take arguments by reference", of, name);
    return true;
}

static bool magic_check_static(struct vm *vm, const struct func *f, const struct magic_rule *rule)
{
    bool is_static = (f->flags & FUNC_STATIC) != 0;

    if (rule->is_static == MAGIC_INSTANCE && is_static)
        return MAGIC_FAIL(vm, f, "Method %s::%s() cannot be static", f->scope->name->bytes, f->name->bytes);
    if (rule->is_static == MAGIC_STATIC && !is_static)
        return MAGIC_FAIL(vm, f, "Method %s::%s() must be static", f->scope->name->bytes, f->name->bytes);
    if (rule->public_only && (f->flags & (FUNC_PROTECTED | FUNC_PRIVATE)))
        return error_report_at(vm, LEVEL_WARNING, f->line_start,
                               "The magic method %s::%s() must have public visibility",
                               f->scope->name->bytes, f->name->bytes);
    return true;
}

static bool magic_check_types(struct vm *vm, const struct func *f, const struct magic_rule *rule)
{
    const struct type_decl *type;
    uint32_t extra;

    for (uint32_t i = 0; i < f->param_count && i < 2; i++) {
        type = &f->params[i].type;
        if (rule->arg_types[i] == 0 || !type_decl_given(type) ||
            (type->mask & (rule->arg_types[i] | DECL_MIXED)))
            continue;
        return MAGIC_FAIL(vm, f, "%s::%s(): Parameter #%d ($%s) must be of type %s when declared",
                          f->scope->name->bytes, f->name->bytes, (int)i + 1, f->params[i].name->bytes,
                          rule->arg_types[i] == M_STRING ? "string" : "array");
    }
    type = &f->return_type;
    if (rule->return_type == 0 || !type_decl_given(type))
        return true;
    if (rule->return_type == MAGIC_NO_RETURN)
        return MAGIC_FAIL(vm, f, "Method %s::%s() cannot declare a return type", f->scope->name->bytes,
                          f->name->bytes);
    extra = type->mask & ~(rule->return_type | DECL_NEVER);
    if (rule->return_type == M_OBJECT)
        extra &= ~(uint32_t)DECL_STATIC;
    if (extra == 0 && (type->class_name == NULL || rule->return_type == M_OBJECT))
        return true;
    return MAGIC_FAIL(vm, f, "%s::%s(): Return type must be %s when declared", f->scope->name->bytes,
                      f->name->bytes, rule->return_name);
}

bool class_check_magic(struct vm *vm, struct func *func)
{
    for (size_t i = 0; i < sizeof(magic_rules) / sizeof(magic_rules[0]); i++) {
        const struct magic_rule *rule = &magic_rules[i];

        if (strcasecmp(func->name->bytes, rule->lower) == 0)
            return magic_check_count(vm, func, rule) && magic_check_static(vm, func, rule) &&
                   magic_check_types(vm, func, rule);
    }
    return true;
}
