/* compare.c: == and <=> by PHP 8's rules, and ===. */
#include <math.h>

#include "operator_parts.h"

enum { UNCOMPARABLE = 1 };

static int compare_ints(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

/* What is not a number is not less. */
static int compare_floats(double a, double b)
{
    return a == b ? 0 : a < b ? -1 : 1;
}

/* ---- numbers and strings ------------------------------------------------------------------------- */

/* A number, and nothing but white space around it. */
static enum number_kind whole_number(const struct string *s, int64_t *i, double *d)
{
    bool rest = false;
    enum number_kind kind = number_parse(s->bytes, s->len, i, d, &rest);

    return rest ? NUMBER_NONE : kind;
}

/* -1 or 1 if the text is an integer that fits into no int, else 0. Known to be a float. */
static int integer_overflow(const struct string *s)
{
    const char *c = s->bytes + strspn(s->bytes, " \t\n\r\v\f");
    int sign = *c == '-' ? -1 : 1;

    c += *c == '-' || *c == '+';
    c += strspn(c, "0123456789");
    c += strspn(c, " \t\n\r\v\f");
    return *c == '\0' ? sign : 0;
}

static int compare_numeric_floats(const struct string *a, const struct string *b, double x, double y)
{
    int over_a = integer_overflow(a), over_b = integer_overflow(b);

    /* Where both are too large for the comparison to be exact, their digits decide. */
    if (x == y && ((over_a != 0 && over_a == over_b) || !isfinite(x)))
        return string_compare(a, b);
    return compare_floats(x, y);
}

static int compare_strings(const struct string *a, const struct string *b)
{
    int64_t i = 0, j = 0;
    double x = 0, y = 0;
    enum number_kind kind_a, kind_b;

    if (a == b)
        return 0;
    /* Most strings begin like no number. */
    if (a->bytes[0] > '9' || b->bytes[0] > '9')
        return string_compare(a, b);
    kind_a = whole_number(a, &i, &x);
    kind_b = kind_a != NUMBER_NONE ? whole_number(b, &j, &y) : NUMBER_NONE;
    if (kind_b == NUMBER_NONE)
        return string_compare(a, b);
    if (kind_a == NUMBER_INT && kind_b == NUMBER_INT)
        return compare_ints(i, j);
    if (kind_a == NUMBER_FLOAT && kind_b == NUMBER_FLOAT)
        return compare_numeric_floats(a, b, x, y);
    if (kind_a == NUMBER_INT)
        return integer_overflow(b) != 0 ? -integer_overflow(b) : compare_floats((double)i, y);
    return integer_overflow(a) != 0 ? integer_overflow(a) : compare_floats(x, (double)j);
}

static int compare_text(const char *text, size_t len, const struct string *s)
{
    size_t common = len < s->len ? len : s->len;
    int order = memcmp(text, s->bytes, common);

    return order != 0 ? compare_ints(order, 0) : compare_ints((int64_t)len, (int64_t)s->len);
}

static int compare_int_string(int64_t a, const struct string *s)
{
    char text[NUMBER_TEXT_MAX];
    int64_t i;
    double d;

    switch (whole_number(s, &i, &d)) {
    case NUMBER_INT:
        return compare_ints(a, i);
    case NUMBER_FLOAT:
        return compare_floats((double)a, d);
    default:
        return compare_text(text, number_format_int(a, text), s);
    }
}

static int compare_float_string(struct vm *vm, double a, const struct string *s)
{
    char text[NUMBER_TEXT_MAX];
    int64_t i;
    double d;

    if (isnan(a))
        return UNCOMPARABLE;
    switch (whole_number(s, &i, &d)) {
    case NUMBER_INT:
        return compare_floats(a, (double)i);
    case NUMBER_FLOAT:
        return compare_floats(a, d);
    default:
        return compare_text(text, number_format_precision(a, vm->builtins.precision, text), s);
    }
}

/* ---- arrays -------------------------------------------------------------------------------------- */

/* False after raising. What is immutable has no way to be inside itself. */
static bool enter_container(struct vm *vm, struct collectable *c)
{
    if (c->head.flags & COUNTED_VISITED) {
        error_fatal(vm, FATAL_OTHER, "Nesting level too deep - recursive dependency?");
        return false;
    }
    if (!nesting_enter(vm))
        return false;
    if (!(c->head.flags & COUNTED_IMMUTABLE))
        c->head.flags |= COUNTED_VISITED;
    return true;
}

static void leave_container(struct vm *vm, struct collectable *c)
{
    c->head.flags &= (uint8_t)~COUNTED_VISITED;
    nesting_leave(vm);
}

static const struct value *follow(const struct value *v)
{
    return v->type == TYPE_INDIRECT ? v->indirect : v;
}

/* The elements of `a` against those of the same keys in `b`, in the order of `a`. Both tables may be an
 * object's, which user code can change meanwhile: they are looked at anew for each element. */
static int compare_elements(struct vm *vm, struct array *const *a, struct array *const *b)
{
    const struct value *x, *y;
    int order = 0;

    for (uint32_t i = 0; order == 0 && vm->exception == NULL && *a != NULL && i < (*a)->used; i++) {
        x = array_slot(*a, i);
        if (x->type == TYPE_UNDEF)
            continue;
        y = *b != NULL ? array_find(*b, array_key_at(*a, i)) : NULL;
        if (y == NULL)
            return UNCOMPARABLE;
        order = value_compare(vm, follow(x), follow(y));
    }
    return order;
}

static int compare_arrays(struct vm *vm, struct array *a, struct array *b)
{
    int order;

    if (a == b)
        return 0;
    if (a->count != b->count)
        return a->count < b->count ? -1 : 1;
    if (!enter_container(vm, &a->gc))
        return UNCOMPARABLE;
    order = compare_elements(vm, &a, &b);
    leave_container(vm, &a->gc);
    return order;
}

/* ---- objects ------------------------------------------------------------------------------------- */

static uint32_t dynamic_count(const struct object *o)
{
    return o->dynamic != NULL ? o->dynamic->count : 0;
}

/* A property that one of them has not (it was unset, or never set) makes them different; which way depends,
 * as in PHP, on whether dynamic ones made the objects keep a table of names. */
static int compare_slots(struct vm *vm, struct object *a, struct object *b)
{
    bool by_table = a->dynamic != NULL || b->dynamic != NULL;
    int order = 0;

    for (uint32_t i = 0; order == 0 && vm->exception == NULL && i < a->class->slot_count; i++) {
        bool has_a = a->slots[i].type != TYPE_UNDEF, has_b = b->slots[i].type != TYPE_UNDEF;

        if (has_a != has_b)
            return by_table && !has_a ? -1 : UNCOMPARABLE;
        if (has_a)
            order = value_compare(vm, &a->slots[i], &b->slots[i]);
    }
    return order;
}

static int compare_properties(struct vm *vm, struct object *a, struct object *b)
{
    int order = compare_ints(dynamic_count(a), dynamic_count(b));

    if (order != 0)
        return order;
    if (!enter_container(vm, &a->gc))
        return UNCOMPARABLE;
    order = compare_slots(vm, a, b);
    if (order == 0 && vm->exception == NULL)
        order = compare_elements(vm, &a->dynamic, &b->dynamic);
    leave_container(vm, &a->gc);
    return order;
}

static int compare_objects(struct vm *vm, struct object *a, struct object *b)
{
    if (a == b)
        return 0;
    if (a->class != b->class || a->class == vm->classes.closure)
        return UNCOMPARABLE;
    return compare_properties(vm, a, b);
}

/* An object with __toString against a string. */
static int compare_object_string(struct vm *vm, struct object *o, const struct value *v)
{
    struct string *s;
    int order;

    if (!nesting_enter(vm))
        return UNCOMPARABLE;
    s = object_to_string(vm, o);
    nesting_leave(vm);
    if (s == NULL)
        return UNCOMPARABLE;
    order = compare_strings(s, v->s);
    string_release(vm, s);
    return order;
}

/* An object against anything else is converted to its type, which hardly ever works: it is 1 as a number,
 * and more than any array. */
static int compare_object_other(struct vm *vm, struct object *o, const struct value *v)
{
    switch (v->type) {
    case TYPE_UNDEF:
    case TYPE_NULL:
    case TYPE_FALSE:
        return 1;
    case TYPE_TRUE:
        return 0;
    case TYPE_STRING:
        return o->class->tostring != NULL ? compare_object_string(vm, o, v) : 1;
    case TYPE_INT:
    case TYPE_FLOAT:
        if (!error_notice(vm, "Object of class %S could not be converted to %s", o->class->name,
                          v->type == TYPE_INT ? "int" : "float"))
            return UNCOMPARABLE;
        return v->type == TYPE_INT ? compare_ints(1, v->i) : compare_floats(1, v->d);
    default:
        return 1;
    }
}

/* Turns the order around for operands that were swapped; what can't be compared stays so. */
static int compare_with_object(struct vm *vm, const struct value *a, const struct value *b)
{
    class_compare_fn *handler = NULL;

    if (a->type == TYPE_OBJECT)
        handler = a->o->class->compare;
    if (handler == NULL && b->type == TYPE_OBJECT)
        handler = b->o->class->compare;
    if (handler != NULL) {
        int order = handler(vm, a, b);

        return order == 2 ? UNCOMPARABLE : order;
    }
    if (a->type == TYPE_OBJECT && b->type == TYPE_OBJECT)
        return compare_objects(vm, a->o, b->o);
    if (a->type == TYPE_OBJECT)
        return compare_object_other(vm, a->o, b);
    return -compare_object_other(vm, b->o, a);
}

/* ---- all together -------------------------------------------------------------------------------- */

static int compare_bools(bool a, bool b)
{
    return (int)a - (int)b;
}

/* Types that differ, neither of them an object, at least one an array, null or bool. */
static int compare_mixed(struct vm *vm, const struct value *a, const struct value *b)
{
    if (a->type <= TYPE_NULL && b->type == TYPE_STRING)
        return b->s->len == 0 ? 0 : -1;
    if (a->type == TYPE_STRING && b->type <= TYPE_NULL)
        return a->s->len == 0 ? 0 : 1;
    if (a->type <= TYPE_TRUE || b->type <= TYPE_TRUE)
        return compare_bools(value_is_true(vm, a), value_is_true(vm, b));
    return a->type == TYPE_ARRAY ? 1 : -1;
}

#define PAIR(x, y) ((x) << 4 | (y))

/* Neither is a reference nor an object. */
static int compare_plain(struct vm *vm, const struct value *a, const struct value *b)
{
    switch (PAIR(a->type, b->type)) {
    case PAIR(TYPE_INT, TYPE_INT):
        return compare_ints(a->i, b->i);
    case PAIR(TYPE_INT, TYPE_FLOAT):
        return compare_floats((double)a->i, b->d);
    case PAIR(TYPE_FLOAT, TYPE_INT):
        return compare_floats(a->d, (double)b->i);
    case PAIR(TYPE_FLOAT, TYPE_FLOAT):
        return compare_floats(a->d, b->d);
    case PAIR(TYPE_STRING, TYPE_STRING):
        return compare_strings(a->s, b->s);
    case PAIR(TYPE_INT, TYPE_STRING):
        return compare_int_string(a->i, b->s);
    case PAIR(TYPE_STRING, TYPE_INT):
        return -compare_int_string(b->i, a->s);
    case PAIR(TYPE_FLOAT, TYPE_STRING):
        return compare_float_string(vm, a->d, b->s);
    case PAIR(TYPE_STRING, TYPE_FLOAT):
        return isnan(b->d) ? UNCOMPARABLE : -compare_float_string(vm, b->d, a->s);
    case PAIR(TYPE_ARRAY, TYPE_ARRAY):
        return compare_arrays(vm, a->a, b->a);
    default:
        return compare_mixed(vm, a, b);
    }
}

int value_compare(struct vm *vm, const struct value *a, const struct value *b)
{
    struct value x, y;
    int order;

    a = value_deref_const(a);
    b = value_deref_const(b);
    /* Only what arrays and objects hold can run user code. */
    if (a->type < TYPE_ARRAY && b->type < TYPE_ARRAY)
        return compare_plain(vm, a, b);
    operand_hold(&x, a);
    operand_hold(&y, b);
    if (a->type == TYPE_OBJECT || b->type == TYPE_OBJECT)
        order = compare_with_object(vm, &x, &y);
    else
        order = compare_plain(vm, &x, &y);
    operand_drop(vm, &y);
    operand_drop(vm, &x);
    return order;
}

bool value_equal(struct vm *vm, const struct value *a, const struct value *b)
{
    return value_compare(vm, a, b) == 0 && vm->exception == NULL;
}
