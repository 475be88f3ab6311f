/* builtin_class.c: what classes and objects have. What is visible depends on who asks: the scope of the
 * user function that calls the built-in. */
#include "builtin_parts.h"

/* The frame whose code called the built-in that runs. */
static const struct frame *asking_frame(struct vm *vm)
{
    return frame_user(vm);
}

static struct class *asking_scope(struct vm *vm)
{
    const struct frame *f = asking_frame(vm);

    return f == NULL ? NULL : frame_scope(f);
}

/* A class by its name, with or without a backslash in front; NULL if there is none. */
static struct class *class_named(struct vm *vm, struct string *name)
{
    struct string *part;
    struct class *c;

    if (name->len == 0 || name->bytes[0] != '\\')
        return class_find(vm, name);
    part = builtin_part(vm, name, 1, name->len - 1, SITE_builtin_class_name);
    if (part == NULL)
        return NULL;
    /* A second one is part of the name; class_find would leave it out. */
    c = part->bytes[0] != '\\' ? class_find(vm, part) : NULL;
    string_release(vm, part);
    return c;
}

struct class *builtin_class_of(struct vm *vm, const struct value *v)
{
    if (v->type == TYPE_OBJECT)
        return v->o->class;
    return v->type == TYPE_STRING ? class_named(vm, v->s) : NULL;
}

/* ---- what there is ------------------------------------------------------------------------------- */

void builtin_class_exists(struct vm *vm, struct frame *call, struct value *result)
{
    const struct class *c = class_named(vm, arg_string(call, 0));

    value_set_bool(result, c != NULL && !(c->flags & CLASS_INTERFACE));
}

void builtin_interface_exists(struct vm *vm, struct frame *call, struct value *result)
{
    const struct class *c = class_named(vm, arg_string(call, 0));

    value_set_bool(result, c != NULL && (c->flags & CLASS_INTERFACE));
}

static bool check_object_or_string(struct vm *vm, const struct value *v)
{
    if (v->type == TYPE_OBJECT || v->type == TYPE_STRING)
        return true;
    builtin_type_error(vm, 0, "object|string", v);
    return false;
}

/* Whose private method counts depends on whether an object or a class was given. */
static bool has_method(struct vm *vm, const struct value *v, const struct class *c, struct string *lower)
{
    const struct func *f = class_method(c, lower);

    if (f == NULL)
        return c == vm->classes.closure && string_equal(lower, vm->names[NAME_invoke]);
    return v->type == TYPE_OBJECT || !(f->flags & FUNC_PRIVATE) || f->scope == c;
}

void builtin_method_exists(struct vm *vm, struct frame *call, struct value *result)
{
    const struct value *v = arg_value(call, 0);
    const struct class *c;
    struct string *lower;

    if (!check_object_or_string(vm, v))
        return;
    c = builtin_class_of(vm, v);
    if (vm->exception != NULL)
        return;
    value_set_bool(result, false);
    if (c == NULL)
        return;
    lower = string_lower(vm, arg_string(call, 1), SITE_builtin_method_exists);
    if (lower == NULL)
        return;
    value_set_bool(result, has_method(vm, v, c, lower));
    string_release(vm, lower);
}

/* 1, 0, or -1 after raising. An object is asked, too: for dynamic properties, and private ones of a parent.
 */
static int has_property(struct vm *vm, const struct value *v, const struct class *c, struct string *name)
{
    const struct value *declared = array_find_string(c->properties, name);
    const struct property *p = declared == NULL ? NULL : declared->p;

    if (p != NULL && (!(p->flags & MEMBER_PRIVATE) || p->declared_in == c))
        return 1;
    return v->type == TYPE_OBJECT ? object_has(vm, v->o, name, asking_scope(vm), OBJECT_EXISTS) : 0;
}

void builtin_property_exists(struct vm *vm, struct frame *call, struct value *result)
{
    const struct value *v = arg_value(call, 0);
    const struct class *c;

    if (!check_object_or_string(vm, v))
        return;
    c = builtin_class_of(vm, v);
    value_set_bool(result, c != NULL && has_property(vm, v, c, arg_string(call, 1)) == 1);
}

/* ---- relations ----------------------------------------------------------------------------------- */

static void is_kind(struct vm *vm, struct frame *call, struct value *result, bool subclass)
{
    const struct value *v = arg_value(call, 0);
    const struct class *c = NULL, *wanted = NULL;

    if (v->type == TYPE_OBJECT || (v->type == TYPE_STRING && arg_bool(call, 2, subclass)))
        c = builtin_class_of(vm, v);
    if (c != NULL)
        wanted = class_named(vm, arg_string(call, 1));
    value_set_bool(result, wanted != NULL && class_is(c, wanted) && !(subclass && c == wanted));
}

void builtin_is_a(struct vm *vm, struct frame *call, struct value *result)
{
    is_kind(vm, call, result, false);
}

void builtin_is_subclass_of(struct vm *vm, struct frame *call, struct value *result)
{
    is_kind(vm, call, result, true);
}

void builtin_get_class(struct vm *vm, struct frame *call, struct value *result)
{
    const struct class *scope;

    if (call->arg_count > 0) {
        result_share(result, arg_value(call, 0)->o->class->name);
        return;
    }
    scope = asking_scope(vm);
    if (scope == NULL)
        error_throw_error(vm, "get_class() without arguments must be called from within a class");
    else
        result_share(result, scope->name);
}

static void not_a_class(struct vm *vm, const struct value *given)
{
    error_throw_type(
        vm, "%S(): Argument #1 ($object_or_class) must be an object or a valid class name, %s given",
        vm->frame->func->name, value_type_name(given));
}

void builtin_get_parent_class(struct vm *vm, struct frame *call, struct value *result)
{
    const struct class *c =
        call->arg_count > 0 ? builtin_class_of(vm, arg_value(call, 0)) : asking_scope(vm);

    if (vm->exception != NULL)
        return;
    if (c == NULL && call->arg_count > 0)
        not_a_class(vm, arg_value(call, 0));
    else if (c != NULL && c->parent != NULL)
        result_share(result, c->parent->name);
    else
        value_set_bool(result, false);
}

void builtin_get_called_class(struct vm *vm, struct frame *call, struct value *result)
{
    const struct frame *f = asking_frame(vm);
    const struct class *c = f == NULL ? NULL : frame_called(f);

    (void)call;
    if (c == NULL)
        error_throw_error(vm, "get_called_class() must be called from within a class");
    else
        result_share(result, c->name);
}

/* ---- members ------------------------------------------------------------------------------------- */

static bool is_related(const struct class *a, const struct class *b)
{
    return class_is(a, b) || class_is(b, a);
}

static bool is_visible(uint32_t flags, const struct class *declared_in, const struct class *scope)
{
    if (flags & MEMBER_PUBLIC)
        return true;
    if (scope == NULL)
        return false;
    return flags & MEMBER_PRIVATE ? declared_in == scope : is_related(declared_in, scope);
}

void builtin_get_object_vars(struct vm *vm, struct frame *call, struct value *result)
{
    result_array(result, object_properties(vm, arg_value(call, 0)->o, asking_scope(vm), false,
                                           SITE_builtin_object_vars_head, SITE_builtin_object_vars_table));
}

void builtin_get_mangled_object_vars(struct vm *vm, struct frame *call, struct value *result)
{
    result_array(result,
                 object_properties(vm, arg_value(call, 0)->o, NULL, true, SITE_builtin_mangled_vars_head,
                                   SITE_builtin_mangled_vars_table));
}

/* The default of a property, or what a static one holds now. */
static const struct value *class_value(const struct class *c, const struct property *p)
{
    const struct value *v = p->flags & MEMBER_STATIC ? &c->statics[p->slot] : &c->defaults[p->slot];

    while (v->type == TYPE_INDIRECT)
        v = v->indirect;
    return v;
}

/* Does `c` have this property, which `k`, the class itself or a parent, declares, and may `scope` see it?
 */
static bool is_class_var(const struct class *c, const struct class *k, const struct property *p,
                         const struct class *scope)
{
    const struct value *own = array_find_string(c->properties, p->name);

    if (p->declared_in != k || !is_visible(p->flags, k, scope))
        return false;
    return own == NULL || ((struct property *)own->p)->declared_in == k;
}

/* A class's own properties first, then those of its parents: also private ones, if it is the parent
 * that asks. */
static bool put_class_vars(struct vm *vm, struct array *a, const struct class *c, const struct class *scope,
                           bool statics)
{
    for (const struct class *k = c; k != NULL; k = k->parent) {
        const struct array *all = k->properties;

        for (uint32_t i = array_next(all, 0); i < all->used; i = array_next(all, i + 1)) {
            const struct property *p = array_slot(all, i)->p;
            const struct value *v;

            if (((p->flags & MEMBER_STATIC) != 0) != statics || !is_class_var(c, k, p, scope))
                continue;
            v = value_deref_const(class_value(statics ? k : c, p));
            if (v->type != TYPE_UNDEF &&
                !builtin_put(vm, a, (struct array_key){p->name, 0}, v, SITE_builtin_class_vars_grow))
                return false;
        }
    }
    return true;
}

void builtin_get_class_vars(struct vm *vm, struct frame *call, struct value *result)
{
    struct class *c = class_named(vm, arg_string(call, 0));
    const struct class *scope = asking_scope(vm);
    struct array *a;

    if (c == NULL) {
        if (vm->exception == NULL)
            error_throw_type(vm,
                             "get_class_vars(): Argument #1 ($class) must be a valid class name, %S given",
                             arg_string(call, 0));
        return;
    }
    if (!class_initialize(vm, c))
        return;
    a = array_new(vm, 0, SITE_builtin_class_vars_head, SITE_NONE);
    if (a == NULL)
        return;
    if (put_class_vars(vm, a, c, scope, false) && put_class_vars(vm, a, c, scope, true))
        value_set_array(result, a);
    else
        array_release(vm, a);
}

static uint32_t member_flags(const struct func *f)
{
    if (f->flags & FUNC_PRIVATE)
        return MEMBER_PRIVATE;
    return f->flags & FUNC_PROTECTED ? MEMBER_PROTECTED : MEMBER_PUBLIC;
}

void builtin_get_class_methods(struct vm *vm, struct frame *call, struct value *result)
{
    const struct class *c = builtin_class_of(vm, arg_value(call, 0)), *scope = asking_scope(vm);
    struct array *a;

    if (c == NULL) {
        if (vm->exception == NULL)
            not_a_class(vm, arg_value(call, 0));
        return;
    }
    a = array_new(vm, 0, SITE_builtin_class_methods_head, SITE_NONE);
    for (uint32_t i = array_next(c->methods, 0); a != NULL && i < c->methods->used;
         i = array_next(c->methods, i + 1)) {
        const struct func *f = array_slot(c->methods, i)->func;
        struct value name;

        if (!is_visible(member_flags(f), f->scope, scope))
            continue;
        value_set_string(&name, f->name);
        if (!builtin_append(vm, a, &name, SITE_builtin_class_methods_grow)) {
            array_release(vm, a);
            return;
        }
    }
    result_array(result, a);
}

void builtin_spl_object_id(struct vm *vm, struct frame *call, struct value *result)
{
    (void)vm;
    value_set_int(result, arg_value(call, 0)->o->handle);
}

/* ---- constants ----------------------------------------------------------------------------------- */

/* Where "Class::NAME" is divided, or NULL. */
static const char *find_colons(const struct string *name)
{
    const char *last = NULL;

    for (const char *at = name->bytes; (at = strstr(at, "::")) != NULL; at++)
        last = at;
    return last == name->bytes ? NULL : last;
}

static struct class *constant_class(struct vm *vm, struct string *name)
{
    const struct frame *f = asking_frame(vm);
    struct class *scope = f == NULL ? NULL : frame_scope(f);

    if (scope != NULL && strcasecmp(name->bytes, "self") == 0)
        return scope;
    if (scope != NULL && strcasecmp(name->bytes, "parent") == 0)
        return scope->parent;
    if (scope != NULL && strcasecmp(name->bytes, "static") == 0)
        return frame_called(f);
    return class_named(vm, name);
}

/* "Class::NAME", both parts new strings of the caller; false after raising. */
static bool split_name(struct vm *vm, struct string *full, const char *colons, struct string **class_name,
                       struct string **name)
{
    size_t at = (size_t)(colons - full->bytes);

    *class_name = builtin_part(vm, full, 0, at, SITE_builtin_constant_class);
    if (*class_name == NULL)
        return false;
    *name = builtin_part(vm, full, at + 2, full->len - at - 2, SITE_builtin_constant_name);
    if (*name != NULL)
        return true;
    string_release(vm, *class_name);
    return false;
}

static void read_class_constant(struct vm *vm, struct string *full, const char *colons,
                                struct value *result)
{
    struct string *class_name, *name;
    const struct value *v;
    struct class *c;

    if (!split_name(vm, full, colons, &class_name, &name))
        return;
    c = constant_class(vm, class_name);
    if (c == NULL && vm->exception == NULL)
        error_throw_error(vm, "Class \"%S\" not found", class_name);
    v = c == NULL ? NULL : class_constant_nested(vm, c, name, asking_scope(vm), class_name->bytes);
    if (v != NULL)
        value_copy_deref(result, v);
    string_release(vm, class_name);
    string_release(vm, name);
}

void builtin_constant(struct vm *vm, struct frame *call, struct value *result)
{
    struct string *name = arg_string(call, 0);
    const char *colons = find_colons(name);
    const struct value *v;

    if (colons != NULL) {
        read_class_constant(vm, name, colons, result);
        return;
    }
    v = constant_find(vm, name);
    if (v == NULL)
        error_throw_error(vm, "Undefined constant \"%S\"", name);
    else
        value_copy_deref(result, v);
}

static void has_class_constant(struct vm *vm, struct string *full, const char *colons, struct value *result)
{
    struct string *class_name, *name;
    const struct class *c;

    if (!split_name(vm, full, colons, &class_name, &name))
        return;
    c = constant_class(vm, class_name);
    value_set_bool(result, c != NULL && array_find_string(c->constants, name) != NULL);
    string_release(vm, class_name);
    string_release(vm, name);
}

void builtin_defined(struct vm *vm, struct frame *call, struct value *result)
{
    struct string *name = arg_string(call, 0);
    const char *colons = find_colons(name);

    if (colons != NULL)
        has_class_constant(vm, name, colons, result);
    else
        value_set_bool(result, constant_find(vm, name) != NULL);
}

static void define(struct vm *vm, struct string *name, const struct value *v, struct value *result)
{
    struct value *slot;

    if (constant_find(vm, name) != NULL || string_is(name, "__COMPILER_HALT_OFFSET__")) {
        if (error_warning(vm, "Constant %S already defined", name))
            value_set_bool(result, false);
        return;
    }
    slot = array_put_string(vm, vm->program.constants, name, NULL, SITE_builtin_define);
    if (slot == NULL)
        return;
    value_copy_deref(slot, v);
    value_set_bool(result, true);
}

void builtin_define(struct vm *vm, struct frame *call, struct value *result)
{
    struct string *name = arg_string(call, 0);

    if (memmem(name->bytes, name->len, "::", 2) != NULL) {
        argument_value_error(vm, 0, "cannot be a class constant");
        return;
    }
    if (arg_bool(call, 2, false) &&
        !error_warning(vm, "define(): Argument #3 ($case_insensitive) is ignored since declaration of "
                           "case-insensitive constants is no longer supported"))
        return;
    define(vm, name, arg_value(call, 1), result);
}
