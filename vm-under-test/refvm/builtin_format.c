/* builtin_format.c: sprintf() and its relatives.
 *
 *   %[N$][flags][width][.precision]type     flags: - + 0 space 'C; types: b c d e E f F g G o s u x X %
 */
#include <ctype.h>
#include <math.h>
#include <stdio.h>

#include "builtin_parts.h"

enum { PRECISION_MAX = 53, PRECISION_DEFAULT = 6, WIDTH_MAX = INT32_MAX, FLOAT_TEXT_MAX = 400 };

/* One directive. */
struct directive {
    bool left, sign, has_precision;
    char padding, type;
    uint32_t width, precision;
};

struct format {
    struct vm *vm;
    struct strbuf out;
    const char *at, *end;
    /* the arguments: those of the call from number `first` on, or the elements of a list */
    const struct frame *call;
    const struct array *list;
    uint32_t first, next;
    uint32_t missing; /* how many arguments the format asks for in all, when it asks for too many */
};

static uint32_t argument_count(const struct format *f)
{
    return f->list != NULL ? f->list->count : f->call->arg_count - f->first;
}

/* The n-th element of a list, whatever its keys. */
static const struct value *list_element(const struct array *a, uint32_t n)
{
    uint32_t slot = array_next(a, 0);

    for (; n > 0; n--)
        slot = array_next(a, slot + 1);
    return value_deref_const(array_slot(a, slot));
}

/* The argument, or NULL when there is none: noted, and reported at the end. */
static const struct value *take_argument(struct format *f, uint32_t n)
{
    if (n >= argument_count(f)) {
        if (n + 1 > f->missing)
            f->missing = n + 1;
        return NULL;
    }
    return f->list != NULL ? list_element(f->list, n) : arg_value(f->call, f->first + n);
}

/* ---- reading a directive -------------------------------------------------------------------------- */

/* A number in the format; false when it is none that fits. */
static bool read_number(struct format *f, uint32_t *number)
{
    uint64_t n = 0;
    const char *start = f->at;

    while (f->at < f->end && isdigit((unsigned char)*f->at)) {
        n = n * 10 + (uint64_t)(*f->at++ - '0');
        if (n >= WIDTH_MAX)
            return false;
    }
    *number = (uint32_t)n;
    return f->at > start;
}

static bool number_error(struct format *f, const char *what)
{
    error_throw_value(f->vm, "%s must be greater than zero and less than %d", what, WIDTH_MAX);
    return false;
}

/* "2$": which argument; else the next one, taken when the type is known. */
static bool read_position(struct format *f, int64_t *position)
{
    const char *start = f->at;
    uint32_t n;

    *position = -1;
    if (!isdigit((unsigned char)*f->at))
        return true;
    while (f->at < f->end && isdigit((unsigned char)*f->at))
        f->at++;
    if (f->at >= f->end || *f->at != '$') {
        f->at = start;
        return true;
    }
    f->at = start;
    if (!read_number(f, &n) || n == 0)
        return number_error(f, "Argument number specifier");
    f->at++;
    *position = n - 1;
    return true;
}

static bool read_flags(struct format *f, struct directive *d)
{
    for (; f->at < f->end; f->at++) {
        if (*f->at == ' ' || *f->at == '0') {
            d->padding = *f->at;
        } else if (*f->at == '-') {
            d->left = true;
        } else if (*f->at == '+') {
            d->sign = true;
        } else if (*f->at == '\'') {
            if (f->at + 1 >= f->end) {
                error_throw_value(f->vm, "Missing padding character");
                return false;
            }
            d->padding = *++f->at;
        } else {
            break;
        }
    }
    return true;
}

static bool read_directive(struct format *f, struct directive *d)
{
    if (!read_flags(f, d))
        return false;
    if (isdigit((unsigned char)*f->at) && !read_number(f, &d->width))
        return number_error(f, "Width");
    if (*f->at == '.') {
        f->at++;
        d->has_precision = true;
        if (isdigit((unsigned char)*f->at) && !read_number(f, &d->precision))
            return number_error(f, "Precision");
    }
    if (*f->at == 'l')
        f->at++;
    d->type = f->at < f->end ? *f->at++ : 0;
    return true;
}

/* ---- writing it ----------------------------------------------------------------------------------- */

static void put_times(struct strbuf *b, char c, size_t times)
{
    while (times-- > 0)
        strbuf_char(b, c);
}

/* Zeros go between the sign and the digits. */
static void put_padded(struct format *f, const struct directive *d, const char *text, size_t len,
                       bool number)
{
    size_t padding = d->width > len ? d->width - len : 0;

    if (d->left) {
        strbuf_put(&f->out, text, len);
        put_times(&f->out, number && d->padding == '0' ? ' ' : d->padding, padding);
        return;
    }
    if (number && d->padding == '0' && len > 0 && (*text == '-' || *text == '+')) {
        strbuf_char(&f->out, *text++);
        len--;
    }
    put_times(&f->out, d->padding, padding);
    strbuf_put(&f->out, text, len);
}

static bool put_string(struct format *f, const struct directive *d, const struct value *v)
{
    struct string *s = value_to_string(f->vm, v);
    size_t len;

    if (s == NULL)
        return false;
    len = d->has_precision && d->precision < s->len ? d->precision : s->len;
    put_padded(f, d, s->bytes, len, false);
    string_release(f->vm, s);
    return true;
}

static void put_int(struct format *f, const struct directive *d, int64_t i)
{
    char text[NUMBER_TEXT_MAX + 1];
    bool plus = d->sign && i >= 0;

    text[0] = '+';
    put_padded(f, d, plus ? text : text + 1, number_format_int(i, text + 1) + plus, true);
}

static void put_unsigned(struct format *f, const struct directive *d, uint64_t n, uint32_t base)
{
    const char *digits = d->type == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    char text[64];
    size_t at = sizeof(text);

    do
        text[--at] = digits[n % base];
    while ((n /= base) != 0);
    put_padded(f, d, text + at, sizeof(text) - at, d->type == 'u');
}

/* C's "1.5e+01" as PHP's "1.5e+1". */
static size_t short_exponent(char *text, size_t len)
{
    char *e = strpbrk(text, "eE"), *digits;

    if (e == NULL)
        return len;
    digits = e + 2;
    while (*digits == '0' && digits[1] != 0)
        memmove(digits, digits + 1, strlen(digits));
    return strlen(text);
}

static size_t print_float(const struct directive *d, double x, uint32_t precision,
                          char text[FLOAT_TEXT_MAX])
{
    char form[] = {'%', '.', '*', d->type, 0};
    size_t len;

    switch (d->type) {
    case 'g':
    case 'G':
    case 'h':
    case 'H':
        len = number_format_precision(x, precision == 0 ? 1 : (int)precision, text);
        for (size_t i = 0; (d->type | 32) == d->type && i < len; i++)
            text[i] = text[i] == 'E' ? 'e' : text[i];
        return len;
    case 'F':
        form[3] = 'f';
        break;
    default:
        break;
    }
    len = (size_t)snprintf(text, FLOAT_TEXT_MAX, form, (int)precision, x);
    return short_exponent(text, len);
}

/* Never padded, and a sign, which only zeros ask for, takes the first letter's place. */
static void put_special(struct format *f, const struct directive *d, double x)
{
    char text[] = "INF";

    if (isnan(x))
        memcpy(text, "NaN", 3);
    if (!d->left && d->padding == '0' && (x < 0 || d->sign))
        text[0] = x < 0 ? '-' : '+';
    strbuf_put(&f->out, text, 3);
}

static bool put_float(struct format *f, const struct directive *d, double x)
{
    uint32_t precision = d->has_precision ? d->precision : PRECISION_DEFAULT;
    char text[FLOAT_TEXT_MAX + 1];
    bool plus = d->sign && !(x < 0);

    if (precision > PRECISION_MAX) {
        if (!error_notice(
                f->vm, "%S(): Requested precision of %u digits was truncated to PHP maximum of %d digits",
                f->vm->frame->func->name, precision, PRECISION_MAX))
            return false;
        precision = PRECISION_MAX;
    }
    if (!isfinite(x)) {
        put_special(f, d, x);
        return true;
    }
    text[0] = '+';
    if (x == 0 && strchr("eEfF", d->type) != NULL)
        x = 0; /* without its sign */
    put_padded(f, d, plus ? text : text + 1, print_float(d, x, precision, text + 1) + plus, true);
    return true;
}

static bool put_number(struct format *f, const struct directive *d, const struct value *v)
{
    int64_t i = value_to_int(f->vm, v);

    if (f->vm->exception != NULL)
        return false;
    switch (d->type) {
    case 'c':
        strbuf_char(&f->out, (char)i);
        return true;
    case 'd':
    case 'i':
        put_int(f, d, i);
        return true;
    case 'b':
        put_unsigned(f, d, (uint64_t)i, 2);
        return true;
    case 'o':
        put_unsigned(f, d, (uint64_t)i, 8);
        return true;
    case 'u':
        put_unsigned(f, d, (uint64_t)i, 10);
        return true;
    default:
        put_unsigned(f, d, (uint64_t)i, 16);
        return true;
    }
}

static bool put_argument(struct format *f, const struct directive *d, const struct value *v)
{
    double x;

    switch (d->type) {
    case 's':
        return put_string(f, d, v);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
    case 'h':
    case 'H':
        x = value_to_float(f->vm, v);
        return f->vm->exception == NULL && put_float(f, d, x);
    default:
        return put_number(f, d, v);
    }
}

/* Behind a percent sign. */
static bool put_directive(struct format *f)
{
    struct directive d = {.padding = ' '};
    const struct value *v;
    int64_t position;

    if (!read_position(f, &position) || !read_directive(f, &d))
        return false;
    if (d.type == '%') {
        strbuf_char(&f->out, '%');
        return true;
    }
    v = take_argument(f, position >= 0 ? (uint32_t)position : f->next++);
    if (v == NULL)
        return true;
    if (d.type != 0 && strchr("bcdieEfFgGhHosuxX", d.type) != NULL)
        return put_argument(f, &d, v);
    if (d.type == 0)
        error_throw_value(f->vm, "Missing format specifier at end of string");
    else
        error_throw_value(f->vm, "Unknown format specifier \"%c\"", d.type);
    return false;
}

static bool check_missing(struct format *f)
{
    if (f->missing == 0)
        return true;
    if (f->list != NULL)
        error_throw_value(f->vm, "The arguments array must contain %u items, %u given", f->missing,
                          f->list->count);
    else
        error_throw(f->vm, f->vm->classes.argument_count, "%u arguments are required, %u given",
                    f->missing + f->first, f->call->arg_count);
    return false;
}

static struct string *format_all(struct format *f, const struct string *text)
{
    bool ok = true;

    f->at = text->bytes;
    f->end = f->at + text->len;
    strbuf_init(&f->out, f->vm, SITE_builtin_sprintf);
    while (ok && f->at < f->end) {
        const char *percent = memchr(f->at, '%', (size_t)(f->end - f->at));

        strbuf_put(&f->out, f->at, (size_t)((percent == NULL ? f->end : percent) - f->at));
        f->at = percent == NULL ? f->end : percent + 1;
        ok = percent == NULL || put_directive(f);
    }
    if (ok && f->vm->exception == NULL && check_missing(f))
        return strbuf_take(&f->out);
    strbuf_drop(&f->out);
    return NULL;
}

/* Of a call with a format and its arguments, or with a list of them. */
static struct string *format_call(struct vm *vm, struct frame *call, bool listed)
{
    struct format f = {.vm = vm, .call = call, .first = 1, .list = listed ? arg_array(call, 1) : NULL};

    return format_all(&f, arg_string(call, 0));
}

static void print_result(struct vm *vm, struct value *result, struct string *s)
{
    if (s == NULL)
        return;
    out_bytes(vm, s->bytes, s->len);
    value_set_int(result, (int64_t)s->len);
    string_release(vm, s);
}

void builtin_sprintf(struct vm *vm, struct frame *call, struct value *result)
{
    result_string(result, format_call(vm, call, false));
}

void builtin_vsprintf(struct vm *vm, struct frame *call, struct value *result)
{
    result_string(result, format_call(vm, call, true));
}

void builtin_printf(struct vm *vm, struct frame *call, struct value *result)
{
    print_result(vm, result, format_call(vm, call, false));
}

void builtin_vprintf(struct vm *vm, struct frame *call, struct value *result)
{
    print_result(vm, result, format_call(vm, call, true));
}
