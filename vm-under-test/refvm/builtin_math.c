/* builtin_math.c: numbers. Nothing here depends on a locale or on chance. */
#include <math.h>
#include <stdio.h>

#include "builtin_parts.h"

/* ---- integers ------------------------------------------------------------------------------------ */

void builtin_intdiv(struct vm *vm, struct frame *call, struct value *result)
{
    int64_t a = arg_int(call, 0, 0), b = arg_int(call, 1, 0);

    if (b == 0)
        error_throw(vm, vm->classes.division_by_zero, "Division by zero");
    else if (b == -1 && a == INT64_MIN)
        error_throw(vm, vm->classes.arithmetic_error, "Division of PHP_INT_MIN by -1 is not an integer");
    else
        value_set_int(result, a / b);
}

/* "int|float" arguments: either. */
static double number_of(const struct value *v)
{
    return v->type == TYPE_FLOAT ? v->d : (double)v->i;
}

void builtin_abs(struct vm *vm, struct frame *call, struct value *result)
{
    const struct value *v = arg_value(call, 0);

    (void)vm;
    if (v->type == TYPE_FLOAT)
        value_set_float(result, fabs(v->d));
    else if (v->i == INT64_MIN)
        value_set_float(result, -(double)INT64_MIN);
    else
        value_set_int(result, v->i < 0 ? -v->i : v->i);
}

static void print_base(struct vm *vm, struct value *result, uint64_t n, int bits, enum site site)
{
    char digits[65];
    size_t at = sizeof(digits);

    do
        digits[--at] = "0123456789abcdef"[n & ((1u << bits) - 1)];
    while ((n >>= bits) != 0);
    result_string(result, builtin_bytes(vm, digits + at, sizeof(digits) - at, site));
}

void builtin_dechex(struct vm *vm, struct frame *call, struct value *result)
{
    print_base(vm, result, (uint64_t)arg_int(call, 0, 0), 4, SITE_builtin_dechex);
}

void builtin_decoct(struct vm *vm, struct frame *call, struct value *result)
{
    print_base(vm, result, (uint64_t)arg_int(call, 0, 0), 3, SITE_builtin_decoct);
}

void builtin_decbin(struct vm *vm, struct frame *call, struct value *result)
{
    print_base(vm, result, (uint64_t)arg_int(call, 0, 0), 1, SITE_builtin_decbin);
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'Z')
        return c - 'A' + 10;
    return 36;
}

/* Digits of a base; a float when they don't fit. Other characters are skipped, with a deprecation. */
static void parse_base(struct vm *vm, struct frame *call, struct value *result, int base, char prefix)
{
    const struct string *s = arg_string(call, 0);
    uint64_t whole = 0;
    double wide = 0;
    bool fits = true, skipped = false;
    size_t i = 0;

    if (s->len >= 2 && s->bytes[0] == '0' && (s->bytes[1] | 32) == prefix)
        i = 2;
    for (; i < s->len; i++) {
        int digit = digit_of(s->bytes[i]);

        if (digit >= base) {
            skipped = true;
            continue;
        }
        if (fits && whole <= ((uint64_t)INT64_MAX - (uint64_t)digit) / (uint64_t)base) {
            whole = whole * (uint64_t)base + (uint64_t)digit;
            continue;
        }
        if (fits)
            wide = (double)whole;
        fits = false;
        wide = wide * base + digit;
    }
    if (skipped && !error_deprecated(
                       vm, "Invalid characters passed for attempted conversion, these have been ignored"))
        return;
    if (fits)
        value_set_int(result, (int64_t)whole);
    else
        value_set_float(result, wide);
}

void builtin_hexdec(struct vm *vm, struct frame *call, struct value *result)
{
    parse_base(vm, call, result, 16, 'x');
}

void builtin_octdec(struct vm *vm, struct frame *call, struct value *result)
{
    parse_base(vm, call, result, 8, 'o');
}

void builtin_bindec(struct vm *vm, struct frame *call, struct value *result)
{
    parse_base(vm, call, result, 2, 'b');
}

/* ---- floats -------------------------------------------------------------------------------------- */

void builtin_floor(struct vm *vm, struct frame *call, struct value *result)
{
    (void)vm;
    value_set_float(result, floor(number_of(arg_value(call, 0))));
}

void builtin_ceil(struct vm *vm, struct frame *call, struct value *result)
{
    (void)vm;
    value_set_float(result, ceil(number_of(arg_value(call, 0))));
}

void builtin_round(struct vm *vm, struct frame *call, struct value *result)
{
    const struct value *v = arg_value(call, 0);
    int64_t places = arg_int(call, 1, 0);

    (void)vm;
    if (places > 400)
        places = 400;
    if (places < -400)
        places = -400;
    if (v->type == TYPE_INT && places >= 0)
        value_set_float(result, (double)v->i);
    else
        value_set_float(result, number_round(number_of(v), (int)places));
}

#define FLOAT_FUNCTION(name)                                                                               \
    void builtin_##name(struct vm *vm, struct frame *call, struct value *result)                           \
    {                                                                                                      \
        (void)vm;                                                                                          \
        value_set_float(result, name(arg_float(call, 0, 0)));                                              \
    }

FLOAT_FUNCTION(sqrt)
FLOAT_FUNCTION(sin)
FLOAT_FUNCTION(cos)
FLOAT_FUNCTION(tan)
FLOAT_FUNCTION(asin)
FLOAT_FUNCTION(acos)
FLOAT_FUNCTION(atan)
FLOAT_FUNCTION(exp)
FLOAT_FUNCTION(log10)

void builtin_log(struct vm *vm, struct frame *call, struct value *result)
{
    double x = arg_float(call, 0, 0), base = arg_float(call, 1, M_E);

    if (base <= 0)
        argument_value_error(vm, 1, "must be greater than 0");
    else if (call->arg_count == 1)
        value_set_float(result, log(x));
    else if (base == 2)
        value_set_float(result, log2(x));
    else if (base == 10)
        value_set_float(result, log10(x));
    else if (base == 1)
        value_set_float(result, (double)NAN);
    else
        value_set_float(result, log(x) / log(base));
}

void builtin_fmod(struct vm *vm, struct frame *call, struct value *result)
{
    (void)vm;
    value_set_float(result, fmod(arg_float(call, 0, 0), arg_float(call, 1, 0)));
}

void builtin_fdiv(struct vm *vm, struct frame *call, struct value *result)
{
    double a = arg_float(call, 0, 0), b = arg_float(call, 1, 0);

    (void)vm;
    if (b != 0)
        value_set_float(result, a / b);
    else if (a == 0 || isnan(a) || isnan(b))
        value_set_float(result, isnan(b) ? b : (double)NAN);
    else
        value_set_float(result, signbit(a) == signbit(b) ? (double)INFINITY : -(double)INFINITY);
}

void builtin_deg2rad(struct vm *vm, struct frame *call, struct value *result)
{
    (void)vm;
    value_set_float(result, arg_float(call, 0, 0) / 180.0 * M_PI);
}

void builtin_rad2deg(struct vm *vm, struct frame *call, struct value *result)
{
    (void)vm;
    value_set_float(result, arg_float(call, 0, 0) / M_PI * 180.0);
}

void builtin_pi(struct vm *vm, struct frame *call, struct value *result)
{
    (void)vm;
    (void)call;
    value_set_float(result, M_PI);
}

void builtin_is_nan(struct vm *vm, struct frame *call, struct value *result)
{
    (void)vm;
    value_set_bool(result, isnan(arg_float(call, 0, 0)));
}

void builtin_is_infinite(struct vm *vm, struct frame *call, struct value *result)
{
    (void)vm;
    value_set_bool(result, isinf(arg_float(call, 0, 0)));
}

void builtin_is_finite(struct vm *vm, struct frame *call, struct value *result)
{
    (void)vm;
    value_set_bool(result, isfinite(arg_float(call, 0, 0)));
}

void builtin_pow(struct vm *vm, struct frame *call, struct value *result)
{
    if (!operator_pow(vm, result, arg_value(call, 0), arg_value(call, 1)))
        value_set_null(result);
}

/* ---- number_format ------------------------------------------------------------------------------- */

enum { DECIMALS_MAX = 500, FORMAT_MAX = 320 + DECIMALS_MAX };

/* The digits in groups of three. */
static void put_groups(struct strbuf *b, const char *digits, size_t len, const struct string *separator)
{
    for (size_t i = 0; i < len; i++) {
        strbuf_char(b, digits[i]);
        if (separator->len > 0 && i + 1 < len && (len - i - 1) % 3 == 0)
            strbuf_string(b, separator);
    }
}

static struct string *default_string(struct vm *vm, const struct frame *call, uint32_t n, char c)
{
    return arg_missing(call, n) ? vm->strings.chars[(unsigned char)c] : arg_string(call, n);
}

void builtin_number_format(struct vm *vm, struct frame *call, struct value *result)
{
    int64_t decimals = arg_int(call, 1, 0);
    int places = decimals < 0 ? 0 : decimals > DECIMALS_MAX ? DECIMALS_MAX : (int)decimals;
    double d = number_round(arg_float(call, 0, 0), places);
    char text[FORMAT_MAX];
    struct strbuf b;
    size_t len, whole;

    if (!isfinite(d)) {
        result_string(result, string_from(vm, isnan(d) ? "nan" : "inf", 3, SITE_builtin_number_format_nan));
        return;
    }
    len = (size_t)snprintf(text, sizeof(text), "%.*f", places, fabs(d));
    whole = places > 0 ? len - (size_t)places - 1 : len;
    strbuf_init(&b, vm, SITE_builtin_number_format);
    if (d < 0)
        strbuf_char(&b, '-');
    put_groups(&b, text, whole, default_string(vm, call, 3, ','));
    if (places > 0) {
        strbuf_string(&b, default_string(vm, call, 2, '.'));
        strbuf_put(&b, text + whole + 1, (size_t)places);
    }
    result_string(result, strbuf_take(&b));
}

/* ---- many numbers -------------------------------------------------------------------------------- */

/* What a sum takes of an element: its number, nothing of arrays and objects. */
static bool as_number(const struct value *v, struct value *number)
{
    double d;
    int64_t i;

    switch (v->type) {
    case TYPE_INT:
    case TYPE_FLOAT:
        *number = *v;
        return true;
    case TYPE_STRING:
        switch (number_parse(v->s->bytes, v->s->len, &i, &d, &(bool){false})) {
        case NUMBER_FLOAT:
            value_set_float(number, d);
            return true;
        case NUMBER_INT:
            value_set_int(number, i);
            return true;
        default:
            value_set_int(number, 0);
            return true;
        }
    case TYPE_ARRAY:
    case TYPE_OBJECT:
        return false;
    default:
        value_set_int(number, v->type == TYPE_TRUE);
        return true;
    }
}

static void fold_numbers(struct vm *vm, struct frame *call, struct value *result, operator_fn *op,
                         int64_t first)
{
    const struct array *a = arg_array(call, 0);

    value_set_int(result, first);
    for (uint32_t i = array_next(a, 0); i < a->used; i = array_next(a, i + 1)) {
        struct value number;

        if (as_number(value_deref_const(array_slot(a, i)), &number))
            op(vm, result, result, &number);
    }
}

void builtin_array_sum(struct vm *vm, struct frame *call, struct value *result)
{
    fold_numbers(vm, call, result, operator_add, 0);
}

void builtin_array_product(struct vm *vm, struct frame *call, struct value *result)
{
    fold_numbers(vm, call, result, operator_mul, 1);
}

/* ---- max, min ------------------------------------------------------------------------------------ */

/* Is `v` to replace `best`? Equal ones do not. */
static bool is_better(struct vm *vm, const struct value *v, const struct value *best, bool want_max)
{
    if (want_max)
        return value_compare(vm, v, best) > 0 && vm->exception == NULL;
    return value_compare(vm, v, best) < 0 && vm->exception == NULL;
}

static void best_of_array(struct vm *vm, struct frame *call, struct value *result, bool want_max)
{
    const struct value *list = arg_value(call, 0), *best = NULL;
    const struct array *a = list->a;

    if (list->type != TYPE_ARRAY) {
        builtin_type_error(vm, 0, "array", list);
        return;
    }
    for (uint32_t i = array_next(a, 0); i < a->used; i = array_next(a, i + 1)) {
        const struct value *v = value_deref_const(array_slot(a, i));

        if (best == NULL || (want_max ? value_compare(vm, best, v) < 0 : value_compare(vm, best, v) > 0))
            best = v;
        if (vm->exception != NULL)
            return;
    }
    if (best != NULL)
        value_copy(result, best);
    else
        argument_value_error(vm, 0, "must contain at least one element");
}

static void best_of(struct vm *vm, struct frame *call, struct value *result, bool want_max)
{
    const struct value *best = arg_value(call, 0);

    if (call->arg_count == 1) {
        best_of_array(vm, call, result, want_max);
        return;
    }
    for (uint32_t n = 1; n < call->arg_count; n++) {
        if (is_better(vm, arg_value(call, n), best, want_max))
            best = arg_value(call, n);
        if (vm->exception != NULL)
            return;
    }
    value_copy(result, best);
}

void builtin_max(struct vm *vm, struct frame *call, struct value *result)
{
    best_of(vm, call, result, true);
}

void builtin_min(struct vm *vm, struct frame *call, struct value *result)
{
    best_of(vm, call, result, false);
}
