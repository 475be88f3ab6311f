/* builtin_type.c: what a value is, what becomes of it as another type, and how it is dumped. */
#include <ctype.h>
#include <stdlib.h>

#include "builtin_parts.h"

/* ---- is_... -------------------------------------------------------------------------------------- */

static void is_type(struct frame *call, struct value *result, uint32_t mask)
{
    value_set_bool(result, mask >> arg_value(call, 0)->type & 1);
}

#define TYPE_TEST(name, mask)                                                                              \
    void builtin_##name(struct vm *vm, struct frame *call, struct value *result)                           \
    {                                                                                                      \
        (void)vm;                                                                                          \
        is_type(call, result, mask);                                                                       \
    }

TYPE_TEST(is_int, 1u << TYPE_INT)
TYPE_TEST(is_integer, 1u << TYPE_INT)
TYPE_TEST(is_long, 1u << TYPE_INT)
TYPE_TEST(is_float, 1u << TYPE_FLOAT)
TYPE_TEST(is_double, 1u << TYPE_FLOAT)
TYPE_TEST(is_string, 1u << TYPE_STRING)
TYPE_TEST(is_bool, (uint32_t)DECL_BOOL)
TYPE_TEST(is_array, 1u << TYPE_ARRAY)
TYPE_TEST(is_object, 1u << TYPE_OBJECT)
TYPE_TEST(is_null, 1u << TYPE_UNDEF | 1u << TYPE_NULL)
TYPE_TEST(is_scalar, (uint32_t)DECL_BOOL | 1u << TYPE_INT | 1u << TYPE_FLOAT | 1u << TYPE_STRING)
TYPE_TEST(is_resource, 0u)

void builtin_is_numeric(struct vm *vm, struct frame *call, struct value *result)
{
    const struct value *v = arg_value(call, 0);
    bool rest = false, numeric = v->type == TYPE_INT || v->type == TYPE_FLOAT;
    int64_t i;
    double d;

    (void)vm;
    if (v->type == TYPE_STRING)
        numeric = number_parse(v->s->bytes, v->s->len, &i, &d, &rest) != NUMBER_NONE && !rest;
    value_set_bool(result, numeric);
}

static bool is_instance(const struct value *v, const struct class *c)
{
    return v->type == TYPE_OBJECT && class_is(v->o->class, c);
}

void builtin_is_iterable(struct vm *vm, struct frame *call, struct value *result)
{
    const struct value *v = arg_value(call, 0);

    value_set_bool(result, v->type == TYPE_ARRAY || is_instance(v, vm->classes.traversable));
}

void builtin_is_countable(struct vm *vm, struct frame *call, struct value *result)
{
    const struct value *v = arg_value(call, 0);

    value_set_bool(result, v->type == TYPE_ARRAY || is_instance(v, vm->classes.countable));
}

/* ---- is_callable --------------------------------------------------------------------------------- */

/* [object or class, method]: the class's name, or NULL. */
static struct string *pair_class(const struct array *a)
{
    const struct value *first = array_find_int(a, 0), *second = array_find_int(a, 1);

    if (a->count != 2 || first == NULL || second == NULL)
        return NULL;
    first = value_deref_const(first);
    if (value_deref_const(second)->type != TYPE_STRING)
        return NULL;
    return first->type == TYPE_OBJECT   ? first->o->class->name
           : first->type == TYPE_STRING ? first->s
                                        : NULL;
}

static struct string *join_method(struct vm *vm, const struct string *c, const struct string *method)
{
    struct strbuf b;

    strbuf_init(&b, vm, SITE_builtin_callable_name);
    strbuf_string(&b, c);
    strbuf_text(&b, "::");
    strbuf_string(&b, method);
    return strbuf_take(&b);
}

static struct string *callable_name(struct vm *vm, const struct value *v)
{
    struct string *c;

    if (v->type == TYPE_OBJECT)
        return join_method(vm, v->o->class->name, vm->names[NAME_invoke]);
    if (v->type != TYPE_ARRAY)
        return value_to_string(vm, v);
    c = pair_class(v->a);
    if (c == NULL)
        return string_share(vm->names[NAME_Array]);
    return join_method(vm, c, value_deref_const(array_find_int(v->a, 1))->s);
}

void builtin_is_callable(struct vm *vm, struct frame *call, struct value *result)
{
    const struct value *v = arg_value(call, 0);
    bool syntax_only = arg_bool(call, 1, false);
    struct callable c;
    char why[256];

    if (syntax_only && v->type == TYPE_STRING) {
        value_set_bool(result, true);
    } else if (syntax_only && v->type == TYPE_ARRAY) {
        value_set_bool(result, pair_class(v->a) != NULL);
    } else if (callable_from(vm, v, &c, why, sizeof(why))) {
        callable_release(vm, &c);
        value_set_bool(result, true);
    } else {
        value_set_bool(result, false);
    }
    if (call->arg_count > 2 && vm->exception == NULL) {
        struct string *name = callable_name(vm, v);
        struct value named;

        if (name == NULL)
            return;
        value_set_string(&named, name);
        variable_take(vm, frame_slot(call, 2), &named, NULL);
    }
}

/* ---- names of types ------------------------------------------------------------------------------ */

void builtin_gettype(struct vm *vm, struct frame *call, struct value *result)
{
    static const enum name names[] = {
        [TYPE_UNDEF] = NAME_NULL_upper, [TYPE_NULL] = NAME_NULL_upper, [TYPE_FALSE] = NAME_boolean,
        [TYPE_TRUE] = NAME_boolean,     [TYPE_INT] = NAME_integer,     [TYPE_FLOAT] = NAME_double,
        [TYPE_STRING] = NAME_string,    [TYPE_ARRAY] = NAME_array,     [TYPE_OBJECT] = NAME_object,
    };

    result_share(result, vm->names[names[arg_value(call, 0)->type]]);
}

void builtin_get_debug_type(struct vm *vm, struct frame *call, struct value *result)
{
    const struct value *v = arg_value(call, 0);
    const char *name;

    if (v->type == TYPE_OBJECT && !(v->o->class->flags & CLASS_ANON)) {
        result_share(result, v->o->class->name);
        return;
    }
    name = value_type_name(v);
    result_string(result, builtin_bytes(vm, name, strlen(name), SITE_builtin_debug_type));
}

/* ---- conversions --------------------------------------------------------------------------------- */

/* Digits of a base, as C reads them, with PHP's "0b". */
static int64_t parse_int(const char *text, int64_t base)
{
    const char *digits;
    bool minus;

    while (isspace((unsigned char)*text))
        text++;
    minus = *text == '-';
    digits = text + (minus || *text == '+');
    if ((base == 0 || base == 2) && digits[0] == '0' && (digits[1] | 32) == 'b') {
        int64_t i = strtoll(digits + 2, NULL, 2);

        return minus ? -i : i;
    }
    return base == 1 || base < 0 || base > 36 ? 0 : strtoll(text, NULL, (int)base);
}

void builtin_intval(struct vm *vm, struct frame *call, struct value *result)
{
    const struct value *v = arg_value(call, 0);
    int64_t base = arg_int(call, 1, 10);

    if (v->type == TYPE_STRING && base != 10)
        value_set_int(result, parse_int(v->s->bytes, base));
    else
        value_set_int(result, value_to_int(vm, v));
}

static void to_float(struct vm *vm, struct frame *call, struct value *result)
{
    value_set_float(result, value_to_float(vm, arg_value(call, 0)));
}

void builtin_floatval(struct vm *vm, struct frame *call, struct value *result)
{
    to_float(vm, call, result);
}

void builtin_doubleval(struct vm *vm, struct frame *call, struct value *result)
{
    to_float(vm, call, result);
}

void builtin_strval(struct vm *vm, struct frame *call, struct value *result)
{
    result_string(result, value_to_string(vm, arg_value(call, 0)));
}

void builtin_boolval(struct vm *vm, struct frame *call, struct value *result)
{
    value_set_bool(result, value_is_true(vm, arg_value(call, 0)));
}

static const struct {
    const char *name;
    enum value_type type;
} type_names[] = {
    {"integer", TYPE_INT},   {"int", TYPE_INT},     {"float", TYPE_FLOAT},   {"double", TYPE_FLOAT},
    {"string", TYPE_STRING}, {"array", TYPE_ARRAY}, {"object", TYPE_OBJECT}, {"bool", TYPE_TRUE},
    {"boolean", TYPE_TRUE},  {"null", TYPE_NULL},
};

/* TYPE_UNDEF for a word that is none. */
static enum value_type type_of_name(const struct string *name)
{
    for (size_t i = 0; i < sizeof(type_names) / sizeof(type_names[0]); i++) {
        if (strcasecmp(name->bytes, type_names[i].name) == 0)
            return type_names[i].type;
    }
    return TYPE_UNDEF;
}

void builtin_settype(struct vm *vm, struct frame *call, struct value *result)
{
    enum value_type type = type_of_name(arg_string(call, 1));
    struct value copy;

    if (type == TYPE_UNDEF) {
        if (strcasecmp(arg_string(call, 1)->bytes, "resource") == 0)
            error_throw_value(vm, "Cannot convert to resource type");
        else
            argument_value_error(vm, 1, "must be a valid type");
        return;
    }
    value_copy_deref(&copy, frame_slot(call, 0));
    if (!value_cast(vm, &copy, type)) {
        value_release(vm, &copy);
        return;
    }
    if (variable_take(vm, frame_slot(call, 0), &copy, NULL))
        value_set_bool(result, true);
}

/* ---- dumps --------------------------------------------------------------------------------------- */

void builtin_var_dump(struct vm *vm, struct frame *call, struct value *result)
{
    (void)result;
    for (uint32_t n = 0; n < call->arg_count; n++) {
        if (!out_var_dump(vm, frame_slot(call, n)))
            return;
    }
}

typedef bool dump_fn(struct vm *vm, const struct value *v);

/* Into a string instead of the output. */
static struct string *dump_string(struct vm *vm, dump_fn *dump, const struct value *v, enum site site)
{
    struct strbuf *before = vm->capture, b;
    bool ok;

    strbuf_init(&b, vm, site);
    vm->capture = &b;
    ok = dump(vm, v);
    vm->capture = before;
    if (ok && vm->exception == NULL)
        return strbuf_take(&b);
    strbuf_drop(&b);
    return NULL;
}

void builtin_print_r(struct vm *vm, struct frame *call, struct value *result)
{
    const struct value *v = arg_value(call, 0);

    if (arg_bool(call, 1, false))
        result_string(result, dump_string(vm, out_print_r, v, SITE_builtin_print_r));
    else if (out_print_r(vm, v))
        value_set_bool(result, true);
}

void builtin_var_export(struct vm *vm, struct frame *call, struct value *result)
{
    const struct value *v = arg_value(call, 0);

    if (arg_bool(call, 1, false))
        result_string(result, dump_string(vm, out_var_export, v, SITE_builtin_var_export));
    else
        out_var_export(vm, v);
}
