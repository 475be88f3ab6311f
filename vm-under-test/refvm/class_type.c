/* class_type.c: declared types: what they accept, what they turn into what (PHP's weak mode), and how they
 * are printed.
 */
#include <math.h>

#include "vm.h"

/* ---- printing ------------------------------------------------------------------------------------ */

struct type_text {
    char *text;
    size_t size, len;
    uint32_t parts;
};

static void type_put(struct type_text *t, const char *bytes)
{
    size_t len = strlen(bytes), room = t->size - 1 - t->len;

    if (len > room)
        len = room;
    memcpy(t->text + t->len, bytes, len);
    t->len += len;
    t->text[t->len] = 0;
}

static void type_put_part(struct type_text *t, const char *name)
{
    if (t->parts++ > 0)
        type_put(t, "|");
    type_put(t, name);
}

/* In the order in which PHP prints them. */
static const struct {
    uint32_t mask;
    const char *name;
} type_names[] = {
    {DECL_STATIC, "static"},    {DECL_CALLABLE, "callable"},  {1 << TYPE_OBJECT, "object"},
    {1 << TYPE_ARRAY, "array"}, {1 << TYPE_STRING, "string"}, {1 << TYPE_INT, "int"},
    {1 << TYPE_FLOAT, "float"}, {DECL_BOOL, "bool"},          {1 << TYPE_FALSE, "false"},
    {1 << TYPE_TRUE, "true"},   {DECL_VOID, "void"},          {DECL_NEVER, "never"},
};

/* What "self" and "parent" mean, where there is a scope. */
static const char *type_class_text(const struct type_decl *type, const struct class *scope)
{
    const struct string *name = type->class_name;

    if (scope != NULL && name->len == 4 && strncasecmp(name->bytes, "self", 4) == 0)
        return scope->name->bytes;
    if (scope != NULL && scope->parent != NULL && name->len == 6 &&
        strncasecmp(name->bytes, "parent", 6) == 0)
        return scope->parent->name->bytes;
    return name->bytes;
}

void type_decl_print_in(const struct type_decl *type, const struct class *scope, char *text, size_t size)
{
    struct type_text t = {.text = text, .size = size};
    uint32_t mask = type->mask;

    text[0] = 0;
    if (mask & DECL_MIXED) {
        type_put(&t, "mixed");
        return;
    }
    if (mask & DECL_ITERABLE) {
        type_put_part(&t, "Traversable");
        mask |= 1 << TYPE_ARRAY;
    }
    if (type->class_name != NULL)
        type_put_part(&t, type_class_text(type, scope));
    for (size_t i = 0; i < sizeof(type_names) / sizeof(type_names[0]); i++) {
        if ((mask & type_names[i].mask) != type_names[i].mask)
            continue;
        mask &= ~type_names[i].mask;
        type_put_part(&t, type_names[i].name);
    }
    if (!(mask & (1 << TYPE_NULL)))
        return;
    if (t.parts != 1) {
        type_put_part(&t, "null");
        return;
    }
    if (t.len + 2 <= size) {
        memmove(text + 1, text, t.len + 1);
        text[0] = '?';
    }
}

void type_decl_print(const struct type_decl *type, char *text, size_t size)
{
    type_decl_print_in(type, NULL, text, size);
}

/* ---- what is accepted as it is -------------------------------------------------------------------- */

static struct class *type_class(struct vm *vm, struct type_decl *type, struct class *scope)
{
    if (type->class_lower == vm->names[NAME_self])
        return scope;
    if (type->class_lower == vm->names[NAME_parent])
        return scope != NULL ? scope->parent : NULL;
    if (type->class == NULL)
        type->class = class_find_lower(vm, type->class_lower);
    return type->class;
}

static bool type_accepts_object(struct vm *vm, struct type_decl *type, struct object *o,
                                struct class *scope)
{
    struct class *c;

    if (type->class_name != NULL) {
        c = type_class(vm, type, scope);
        if (c != NULL && class_is(o->class, c))
            return true;
    }
    if ((type->mask & DECL_ITERABLE) && class_is(o->class, vm->classes.traversable))
        return true;
    return (type->mask & DECL_STATIC) && scope != NULL && class_is(o->class, scope);
}

static bool type_accepts_callable(struct vm *vm, const struct value *v)
{
    struct callable c;
    char why[256];
    bool ok = callable_from(vm, v, &c, why, sizeof(why));

    if (ok)
        callable_release(vm, &c);
    return ok && vm->exception == NULL;
}

/* ---- weak conversions ---------------------------------------------------------------------------- */

enum converted { CONVERTED_NO, CONVERTED_YES, CONVERTED_RAISED };

/* A float that an int is made of: of the right size, and, but for a deprecation, without a fraction. */
static enum converted type_float_to_int(struct vm *vm, double d, const struct string *s, int64_t *i)
{
    char text[NUMBER_TEXT_MAX];
    bool ok;

    if (isnan(d) || !(d >= -9223372036854775808.0 && d < 9223372036854775808.0))
        return CONVERTED_NO;
    *i = number_to_int(d);
    if (number_is_integral(d))
        return CONVERTED_YES;
    if (s != NULL) {
        ok = error_deprecated(vm, "Implicit conversion from float-string \"%S\" to int loses precision", s);
    } else {
        number_format_exact(d, text);
        ok = error_deprecated(vm, "Implicit conversion from float %s to int loses precision", text);
    }
    return ok ? CONVERTED_YES : CONVERTED_RAISED;
}

static enum number_kind type_numeric(const struct string *s, int64_t *i, double *d)
{
    bool rest = false;
    enum number_kind kind = number_parse(s->bytes, s->len, i, d, &rest);

    return rest ? NUMBER_NONE : kind;
}

static enum converted type_to_int(struct vm *vm, const struct value *v, int64_t *i)
{
    double d;

    switch (v->type) {
    case TYPE_NULL:
    case TYPE_FALSE:
    case TYPE_TRUE:
        *i = v->type == TYPE_TRUE;
        return CONVERTED_YES;
    case TYPE_FLOAT:
        return type_float_to_int(vm, v->d, NULL, i);
    case TYPE_STRING:
        switch (type_numeric(v->s, i, &d)) {
        case NUMBER_INT:
            return CONVERTED_YES;
        case NUMBER_FLOAT:
            return type_float_to_int(vm, d, v->s, i);
        default:
            return CONVERTED_NO;
        }
    default:
        return CONVERTED_NO;
    }
}

static bool type_to_float(const struct value *v, double *d)
{
    int64_t i = 0;

    switch (v->type) {
    case TYPE_NULL:
    case TYPE_FALSE:
    case TYPE_TRUE:
        *d = v->type == TYPE_TRUE;
        return true;
    case TYPE_INT:
        *d = (double)v->i;
        return true;
    case TYPE_STRING:
        switch (type_numeric(v->s, &i, d)) {
        case NUMBER_INT:
            *d = (double)i;
            return true;
        case NUMBER_FLOAT:
            return true;
        default:
            return false;
        }
    default:
        return false;
    }
}

/* Puts the converted value in place; what was there is released last. */
static enum converted type_replace(struct vm *vm, struct value *v, const struct value *now)
{
    struct value old = *v;

    value_move(v, now);
    value_release(vm, &old);
    return vm->exception == NULL ? CONVERTED_YES : CONVERTED_RAISED;
}

static enum converted type_make_string(struct vm *vm, struct value *v)
{
    struct value now;
    struct string *s;

    if (v->type == TYPE_ARRAY || (v->type == TYPE_OBJECT && v->o->class->tostring == NULL))
        return CONVERTED_NO;
    s = value_to_string(vm, v);
    if (s == NULL)
        return CONVERTED_RAISED;
    value_set_string(&now, s);
    return type_replace(vm, v, &now);
}

/* int|float takes a numeric string as what it looks like. */
static enum converted type_make_number(struct vm *vm, struct value *v)
{
    struct value now;
    int64_t i;
    double d;

    switch (type_numeric(v->s, &i, &d)) {
    case NUMBER_INT:
        value_set_int(&now, i);
        return type_replace(vm, v, &now);
    case NUMBER_FLOAT:
        value_set_float(&now, d);
        return type_replace(vm, v, &now);
    default:
        return CONVERTED_NO;
    }
}

static enum converted type_make_int(struct vm *vm, struct value *v)
{
    enum converted converted;
    struct value now;
    int64_t i = 0;

    converted = type_to_int(vm, v, &i);
    if (converted != CONVERTED_YES)
        return converted;
    value_set_int(&now, i);
    return type_replace(vm, v, &now);
}

/* int, float, string, bool are tried in this order. */
static enum converted type_convert(struct vm *vm, uint32_t mask, struct value *v)
{
    enum converted converted = CONVERTED_NO;
    struct value now;
    double d = 0;

    if ((mask & (1 << TYPE_INT)) && (mask & (1 << TYPE_FLOAT)) && v->type == TYPE_STRING)
        converted = type_make_number(vm, v);
    else if (mask & (1 << TYPE_INT))
        converted = type_make_int(vm, v);
    if (converted != CONVERTED_NO)
        return converted;
    if ((mask & (1 << TYPE_FLOAT)) && type_to_float(v, &d)) {
        value_set_float(&now, d);
        return type_replace(vm, v, &now);
    }
    if (mask & (1 << TYPE_STRING)) {
        converted = type_make_string(vm, v);
        if (converted != CONVERTED_NO)
            return converted;
    }
    if ((mask & DECL_BOOL) == DECL_BOOL && v->type <= TYPE_STRING) {
        value_set_bool(&now, value_is_true(vm, v));
        return type_replace(vm, v, &now);
    }
    return CONVERTED_NO;
}

bool type_decl_accepts(struct vm *vm, struct type_decl *type, struct value *v, struct class *scope,
                       bool builtin_argument)
{
    if (!type_decl_given(type) || (type->mask & DECL_MIXED) || ((type->mask >> v->type) & 1))
        return true;
    if (v->type == TYPE_OBJECT && type_accepts_object(vm, type, v->o, scope))
        return true;
    if ((type->mask & DECL_ITERABLE) && v->type == TYPE_ARRAY)
        return true;
    if ((type->mask & DECL_VOID) && v->type == TYPE_NULL)
        return true;
    if (type->mask & DECL_CALLABLE) {
        if (type_accepts_callable(vm, v))
            return true;
        if (vm->exception != NULL)
            return false;
    }
    if (v->type == TYPE_NULL && !builtin_argument)
        return false;
    return type_convert(vm, type->mask, v) == CONVERTED_YES;
}

bool property_accepts(struct vm *vm, struct property *property, struct value *v)
{
    char text[256];

    if (!type_decl_given(&property->type))
        return true;
    if (type_decl_accepts(vm, &property->type, v, property->declared_in, false))
        return true;
    if (vm->exception == NULL) {
        type_decl_print(&property->type, text, sizeof(text));
        error_throw_type(vm, "Cannot assign %s to property %s::$%s of type %s", value_type_name(v),
                         property->declared_in->name->bytes, property->name->bytes, text);
    }
    return false;
}
