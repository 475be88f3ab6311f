/* convert.c: casts and the conversions that operators, keys and output need. */
#include <math.h>

#include "operator_parts.h"

const char *value_type_name(const struct value *v)
{
    v = value_deref_const(v);
    switch (v->type) {
    case TYPE_FALSE:
    case TYPE_TRUE:
        return "bool";
    case TYPE_INT:
        return "int";
    case TYPE_FLOAT:
        return "float";
    case TYPE_STRING:
        return "string";
    case TYPE_ARRAY:
        return "array";
    case TYPE_OBJECT:
        return v->o->class->name->bytes;
    default:
        return "null";
    }
}

bool value_is_true(struct vm *vm, const struct value *v)
{
    (void)vm;
    v = value_deref_const(v);
    switch (v->type) {
    case TYPE_TRUE:
    case TYPE_OBJECT:
        return true;
    case TYPE_INT:
        return v->i != 0;
    case TYPE_FLOAT:
        return v->d != 0;
    case TYPE_STRING:
        return v->s->len > 1 || (v->s->len == 1 && v->s->bytes[0] != '0');
    case TYPE_ARRAY:
        return v->a->count > 0;
    default:
        return false;
    }
}

/* ---- numbers ------------------------------------------------------------------------------------- */

int64_t convert_saturated(double d)
{
    if (!isfinite(d))
        return 0;
    if (d >= 9223372036854775808.0 || d < -9223372036854775808.0)
        return d > 0 ? INT64_MAX : INT64_MIN;
    return (int64_t)d;
}

bool convert_is_lossless(double d, int64_t i)
{
    return (double)i == d;
}

bool convert_float_loses(struct vm *vm, double d)
{
    char text[NUMBER_TEXT_MAX];

    number_format_exact(d, text);
    return error_deprecated(vm, "Implicit conversion from float %s to int loses precision", text);
}

static int64_t string_to_int(const struct string *s)
{
    bool rest;
    int64_t i;
    double d;

    switch (number_parse(s->bytes, s->len, &i, &d, &rest)) {
    case NUMBER_INT:
        return i;
    case NUMBER_FLOAT:
        return convert_saturated(d);
    default:
        return 0;
    }
}

static double string_to_float(const struct string *s)
{
    bool rest;
    int64_t i;
    double d;

    switch (number_parse(s->bytes, s->len, &i, &d, &rest)) {
    case NUMBER_INT: /* "-0" has a sign that an integer has not */
        return i == 0 && s->bytes[strspn(s->bytes, " \t\n\r\v\f")] == '-' ? -0.0 : (double)i;
    case NUMBER_FLOAT:
        return d;
    default:
        return 0;
    }
}

/* There is no such conversion: objects are 1. The object is kept while the warning runs. */
static void warn_object(struct vm *vm, const struct value *v, const char *type)
{
    struct value held;

    operand_hold(&held, v);
    error_warning(vm, "Object of class %S could not be converted to %s", held.o->class->name, type);
    operand_drop(vm, &held);
}

int64_t value_to_int(struct vm *vm, const struct value *v)
{
    v = value_deref_const(v);
    switch (v->type) {
    case TYPE_TRUE:
        return 1;
    case TYPE_INT:
        return v->i;
    case TYPE_FLOAT:
        return number_to_int(v->d);
    case TYPE_STRING:
        return string_to_int(v->s);
    case TYPE_ARRAY:
        return v->a->count > 0;
    case TYPE_OBJECT:
        warn_object(vm, v, "int");
        return 1;
    default:
        return 0;
    }
}

double value_to_float(struct vm *vm, const struct value *v)
{
    v = value_deref_const(v);
    switch (v->type) {
    case TYPE_FLOAT:
        return v->d;
    case TYPE_STRING:
        return string_to_float(v->s);
    case TYPE_OBJECT:
        warn_object(vm, v, "float");
        return 1;
    default:
        return (double)value_to_int(vm, v);
    }
}

/* ---- strings ------------------------------------------------------------------------------------- */

struct string *value_borrow_string(const struct value *v)
{
    v = value_deref_const(v);
    return v->type == TYPE_STRING ? v->s : NULL;
}

static struct string *int_to_string(struct vm *vm, int64_t i)
{
    char text[NUMBER_TEXT_MAX];

    if (i >= 0 && i <= 9)
        return vm->strings.chars['0' + i];
    return string_from(vm, text, number_format_int(i, text), SITE_convert_int);
}

static struct string *float_to_string(struct vm *vm, double d)
{
    char text[NUMBER_TEXT_MAX];

    return string_from(vm, text, number_format_precision(d, vm->builtins.precision, text),
                       SITE_convert_float);
}

/* A new reference, of which the object lives until its own __toString has returned. */
static struct string *object_string(struct vm *vm, const struct value *v)
{
    struct value held;
    struct string *s;

    operand_hold(&held, v);
    s = object_to_string(vm, held.o);
    operand_drop(vm, &held);
    if (s != NULL && vm->exception != NULL) {
        string_release(vm, s);
        return NULL;
    }
    return s;
}

struct string *value_to_string(struct vm *vm, const struct value *v)
{
    v = value_deref_const(v);
    switch (v->type) {
    case TYPE_TRUE:
        return vm->strings.chars['1'];
    case TYPE_INT:
        return int_to_string(vm, v->i);
    case TYPE_FLOAT:
        return float_to_string(vm, v->d);
    case TYPE_STRING:
        return string_share(v->s);
    case TYPE_ARRAY:
        return error_warning(vm, "Array to string conversion") ? vm->names[NAME_Array] : NULL;
    case TYPE_OBJECT:
        return object_string(vm, v);
    default:
        return vm->strings.empty;
    }
}

/* ---- casts --------------------------------------------------------------------------------------- */

/* Puts a value into `v`; what was there is released after that. */
static bool replace(struct vm *vm, struct value *v, const struct value *by)
{
    struct value old = *v;

    value_move(v, by);
    value_release(vm, &old);
    return vm->exception == NULL;
}

static bool cast_string(struct vm *vm, struct value *v)
{
    struct string *s = value_to_string(vm, v);
    struct value text;

    if (s == NULL)
        return false;
    value_set_string(&text, s);
    return replace(vm, v, &text);
}

/* [$v], for what is neither null nor has properties. */
static bool wrap(struct vm *vm, struct value *v)
{
    struct array *a = array_new(vm, 1, SITE_convert_wrap_head, SITE_convert_wrap_table);

    if (a == NULL)
        return false;
    value_move(array_add(vm, a), v);
    value_set_array(v, a);
    return true;
}

/* A copy of an array with keys as those of properties, which are never integers. */
static struct array *rekeyed(struct vm *vm, struct array *from)
{
    struct array *to = array_new(vm, from->count, SITE_convert_rekey_head, SITE_convert_rekey_table);

    for (uint32_t i = array_next(from, 0); to != NULL && i < from->used; i = array_next(from, i + 1)) {
        struct array_key key = array_key_at(from, i);
        struct string *name = NULL;
        const struct value *from_slot;
        struct value *slot;

        if (key.string == NULL) {
            name = int_to_string(vm, key.index);
            slot = name != NULL ? array_put_string(vm, to, name, NULL, SITE_convert_rekey_name) : NULL;
            string_release(vm, name);
        } else {
            slot = array_put(vm, to, key, NULL, SITE_convert_rekey_element);
        }
        if (slot == NULL) {
            array_release(vm, to);
            return NULL;
        }
        from_slot = array_slot(from, i);
        /* As in any copy of an array, a reference that nobody else holds is one no longer. */
        if (from_slot->type == TYPE_REF && from_slot->r->gc.head.refcount == 1)
            from_slot = &from_slot->r->value;
        value_copy(slot, from_slot);
    }
    return to;
}

static bool has_integer_keys(const struct array *a)
{
    for (uint32_t i = array_next(a, 0); i < a->used; i = array_next(a, i + 1))
        if (array_key_at(a, i).string == NULL)
            return true;
    return false;
}

static bool cast_object_to_array(struct vm *vm, struct value *v)
{
    struct array *a;
    struct value array;

    if (v->o->class == vm->classes.closure)
        return wrap(vm, v);
    a = object_properties(vm, v->o, NULL, true, SITE_convert_properties_head,
                          SITE_convert_properties_table);
    if (a == NULL)
        return false;
    value_set_array(&array, a);
    return replace(vm, v, &array);
}

static bool cast_array(struct vm *vm, struct value *v)
{
    switch (v->type) {
    case TYPE_ARRAY:
        return true;
    case TYPE_OBJECT:
        return cast_object_to_array(vm, v);
    case TYPE_UNDEF:
    case TYPE_NULL:
        value_set_array(v, vm->empty_array);
        return true;
    default:
        return wrap(vm, v);
    }
}

/* The table of properties that an array makes. */
static struct array *array_as_properties(struct vm *vm, struct array *a)
{
    if (a->packed || has_integer_keys(a))
        return rekeyed(vm, a);
    return array_dup(vm, a, SITE_convert_object_head, SITE_convert_object_table);
}

static struct array *scalar_as_properties(struct vm *vm, const struct value *v)
{
    struct array *a = array_new(vm, 1, SITE_convert_scalar_head, SITE_convert_scalar_table);
    struct value *slot;

    if (a == NULL)
        return NULL;
    slot = array_put_string(vm, a, vm->names[NAME_scalar], NULL, SITE_convert_scalar_element);
    if (slot == NULL) {
        array_release(vm, a);
        return NULL;
    }
    value_copy(slot, v);
    return a;
}

static bool cast_object(struct vm *vm, struct value *v)
{
    struct array *properties = NULL;
    struct object *o;
    struct value object;

    if (v->type == TYPE_OBJECT)
        return true;
    if (v->type > TYPE_NULL) {
        properties = v->type == TYPE_ARRAY ? array_as_properties(vm, v->a) : scalar_as_properties(vm, v);
        if (properties == NULL)
            return false;
    }
    o = object_new(vm, vm->classes.std);
    if (o == NULL) {
        array_release(vm, properties);
        return false;
    }
    o->dynamic = properties;
    value_set_object(&object, o);
    return replace(vm, v, &object);
}

bool value_cast(struct vm *vm, struct value *v, enum value_type type)
{
    struct value to = {.info = TYPE_UNDEF};

    if (type == TYPE_STRING)
        return v->type == TYPE_STRING || cast_string(vm, v);
    if (type == TYPE_ARRAY)
        return cast_array(vm, v);
    if (type == TYPE_OBJECT)
        return cast_object(vm, v);
    if (type == TYPE_INT)
        value_set_int(&to, value_to_int(vm, v));
    else if (type == TYPE_FLOAT)
        value_set_float(&to, value_to_float(vm, v));
    else if (type == TYPE_NULL)
        value_set_null(&to);
    else
        value_set_bool(&to, value_is_true(vm, v));
    return vm->exception == NULL && replace(vm, v, &to);
}

/* ---- keys ---------------------------------------------------------------------------------------- */

static bool float_to_key(struct vm *vm, double d, struct array_key *key)
{
    *key = (struct array_key){NULL, number_to_int(d)};
    return convert_is_lossless(d, key->index) || convert_float_loses(vm, d);
}

bool value_to_key(struct vm *vm, const struct value *v, struct array_key *key, const char *what)
{
    v = value_deref_const(v);
    switch (v->type) {
    case TYPE_UNDEF:
    case TYPE_NULL:
        *key = (struct array_key){vm->strings.empty, 0};
        return true;
    case TYPE_FALSE:
    case TYPE_TRUE:
        *key = (struct array_key){NULL, v->type == TYPE_TRUE};
        return true;
    case TYPE_INT:
        *key = (struct array_key){NULL, v->i};
        return true;
    case TYPE_FLOAT:
        return float_to_key(vm, v->d, key);
    case TYPE_STRING:
        *key = array_key_of(v->s);
        return true;
    default:
        error_throw_type(vm, "%s", what);
        return false;
    }
}
