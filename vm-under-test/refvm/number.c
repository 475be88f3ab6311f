/* number.c: between numbers and text, see number.h.
 *
 * The C library's conversions are correctly rounded, and neither they nor newlocale of "C" allocate; the
 * locale is named at each use, so that the process's own does not matter. */
#include "number.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS_KEPT = 800 }; /* more never change a double, but for whether there are any */

static bool number_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool number_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* ---- text to float --------------------------------------------------------------------------------- */

/* 10 to the n is exact up to here. */
static const double number_exact_powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                             1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                             1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* A decimal number taken apart: 0.DIGITS... times 10 to `point`. */
struct decimal {
    char digits[DIGITS_KEPT + 16]; /* without leading zeros; room for an exponent */
    int count;
    bool more; /* digits that are not 0 were left out */
    long point;
    bool negative;
};

static void decimal_digit(struct decimal *d, char c, bool fraction)
{
    if (d->count == 0 && c == '0') {
        d->point -= fraction;
        return;
    }
    if (d->count < DIGITS_KEPT)
        d->digits[d->count++] = c;
    else
        d->more |= c != '0';
    d->point += !fraction;
}

static const char *decimal_exponent(struct decimal *d, const char *at, const char *end)
{
    bool negative = false;
    long e = 0;

    if (at == end || (*at | 0x20) != 'e')
        return at;
    at++;
    if (at < end && (*at == '+' || *at == '-'))
        negative = *at++ == '-';
    for (; at < end && number_digit(*at); at++)
        if (e < 100000000)
            e = e * 10 + (*at - '0');
    d->point += negative ? -e : e;
    return at;
}

static void decimal_read(struct decimal *d, const char *at, const char *end)
{
    d->count = 0;
    d->more = d->negative = false;
    d->point = 0;
    if (at < end && (*at == '-' || *at == '+'))
        d->negative = *at++ == '-';
    for (; at < end && number_digit(*at); at++)
        decimal_digit(d, *at, false);
    if (at < end && *at == '.')
        for (at++; at < end && number_digit(*at); at++)
            decimal_digit(d, *at, true);
    decimal_exponent(d, at, end);
}

/* Up to 15 digits and a small power of ten are exact, and so is one operation on them. */
static bool decimal_fast(const struct decimal *d, double *result)
{
    long e = d->point - d->count;
    int64_t n = 0;

    if (d->count > 15 || e < -22 || e > 22)
        return false;
    for (int i = 0; i < d->count; i++)
        n = n * 10 + (d->digits[i] - '0');
    *result = e < 0 ? (double)n / number_exact_powers[-e] : (double)n * number_exact_powers[e];
    return true;
}

static double number_strtod_c(const char *text)
{
    return strtod_l(text, NULL, newlocale(LC_ALL_MASK, "C", (locale_t)0));
}

static double decimal_value(struct decimal *d)
{
    long point = d->point;
    double result;

    if (d->count == 0)
        return d->negative ? -0.0 : 0.0;
    if (!decimal_fast(d, &result)) {
        if (d->more)
            d->digits[d->count++] = '1';
        if (point > 100000)
            point = 100000;
        if (point < -100000)
            point = -100000;
        snprintf(d->digits + d->count, 16, "e%ld", point - d->count);
        result = number_strtod_c(d->digits);
    }
    return d->negative ? -result : result;
}

double number_strtod(const char *bytes, size_t len)
{
    struct decimal d;

    decimal_read(&d, bytes, bytes + len);
    return decimal_value(&d);
}

/* ---- numeric strings --------------------------------------------------------------------------------- */

/* The end of the number at `at`, whose sign was passed; NULL if there is none. */
static const char *number_scan(const char *at, const char *end, bool *is_float)
{
    const char *start = at, *exponent;
    bool digits = false;

    for (; at < end && number_digit(*at); at++)
        digits = true;
    *is_float = false;
    if (at < end && *at == '.' && (digits || (at + 1 < end && number_digit(at[1])))) {
        *is_float = true;
        for (at++; at < end && number_digit(*at); at++)
            digits = true;
    }
    if (!digits || at == start)
        return NULL;
    exponent = at;
    if (at < end && (*at | 0x20) == 'e') {
        at++;
        if (at < end && (*at == '+' || *at == '-'))
            at++;
        if (at == end || !number_digit(*at))
            return exponent;
        while (at < end && number_digit(*at))
            at++;
        *is_float = true;
    }
    return at;
}

static bool number_integer(const char *at, const char *end, bool negative, int64_t *result)
{
    int64_t n = 0;

    for (; at < end; at++) {
        int digit = *at - '0';

        if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, negative ? -digit : digit, &n))
            return false;
    }
    *result = n;
    return true;
}

enum number_kind number_parse(const char *bytes, size_t len, int64_t *i, double *d, bool *rest)
{
    const char *at = bytes, *end = bytes + len, *start, *stop, *after;
    bool is_float, negative = false;

    if (rest != NULL)
        *rest = false;
    while (at < end && number_space(*at))
        at++;
    start = at;
    if (at < end && (*at == '-' || *at == '+'))
        negative = *at++ == '-';
    stop = number_scan(at, end, &is_float);
    if (stop == NULL)
        return NUMBER_NONE;
    for (after = stop; after < end && number_space(*after); after++)
        ;
    if (after < end) {
        if (rest == NULL)
            return NUMBER_NONE;
        *rest = true;
    }
    if (!is_float && number_integer(at, stop, negative, i))
        return NUMBER_INT;
    *d = number_strtod(start, (size_t)(stop - start));
    return NUMBER_FLOAT;
}

/* ---- float to text -------------------------------------------------------------------------------------
 */

/* The `count` digits of a positive number, correctly rounded; returns its `point`, see struct decimal. */
static int number_digits(double d, int count, char digits[NUMBER_TEXT_MAX])
{
    char text[NUMBER_TEXT_MAX];
    int n = 1;

    snprintf(text, sizeof(text), "%.*e", count - 1, d);
    digits[0] = text[0];
    /* text[1], if it is no e, is the process's decimal point; none is longer than 4 bytes */
    if (count > 1) {
        const char *at = text + 1;

        while (!number_digit(*at))
            at++;
        for (; number_digit(*at); at++)
            digits[n++] = *at;
    }
    digits[n] = '\0';
    return atoi(strrchr(text, 'e') + 1) + 1;
}

static void number_strip_zeros(char *digits)
{
    size_t n = strlen(digits);

    while (n > 1 && digits[n - 1] == '0')
        digits[--n] = '\0';
}

static double number_from_digits(const char *digits, int point)
{
    struct decimal d = {.count = (int)strlen(digits), .point = point};

    memcpy(d.digits, digits, (size_t)d.count);
    return decimal_value(&d);
}

/* The next decimal number of as many digits; false if it would have one more. */
static bool number_next_digits(char *digits)
{
    size_t n = strlen(digits);

    while (n > 0) {
        n--;
        if (digits[n] != '9') {
            digits[n]++;
            return true;
        }
        digits[n] = '0';
    }
    return false;
}

/* The fewest digits that come back. 15 always tell normal numbers of 15 digits apart, so that fewer are
 * 15 with zeros at the end. Below a power of two the neighbour is nearer, so that, of 16 digits, the
 * nearest may miss and the next one above may hit. */
static int number_shortest(double d, char digits[NUMBER_TEXT_MAX])
{
    char above[NUMBER_TEXT_MAX];
    int point;

    for (int count = d < DBL_MIN ? 1 : 15; count < 17; count++) {
        point = number_digits(d, count, digits);
        if (number_from_digits(digits, point) == d) {
            number_strip_zeros(digits);
            return point;
        }
        memcpy(above, digits, NUMBER_TEXT_MAX);
        if (number_next_digits(above) && number_from_digits(above, point) == d) {
            memcpy(digits, above, NUMBER_TEXT_MAX);
            number_strip_zeros(digits);
            return point;
        }
    }
    point = number_digits(d, 17, digits);
    number_strip_zeros(digits);
    return point;
}

static size_t number_special(double d, char text[NUMBER_TEXT_MAX])
{
    const char *name = isnan(d) ? "NAN" : d > 0 ? "INF" : d < 0 ? "-INF" : "";

    if (d == 0)
        name = signbit(d) ? "-0" : "0";
    strcpy(text, name);
    return strlen(text);
}

/* 1.5E-7; the exponent has as many digits as it needs. */
static size_t number_exponential(const char *digits, int point, char *text)
{
    char *out = text;
    int e = point - 1;

    *out++ = *digits++;
    *out++ = '.';
    if (*digits == '\0')
        *out++ = '0';
    while (*digits != '\0')
        *out++ = *digits++;
    *out++ = 'E';
    *out++ = e < 0 ? '-' : '+';
    return (size_t)(out - text) + number_format_int(abs(e), out);
}

/* As C's %G does, but with at least one digit after the point of an exponential form, and the limits that
 * PHP has: 0.0001 and 10 to `digits_max`. */
static size_t number_layout(bool negative, const char *digits, int point, int digits_max,
                            char text[NUMBER_TEXT_MAX])
{
    char *out = text;
    int i = 0;

    if (negative)
        *out++ = '-';
    if (point < -3 || point > digits_max)
        return (size_t)(out - text) + number_exponential(digits, point, out);
    if (point <= 0)
        *out++ = '0';
    for (; i < point; i++)
        *out++ = *digits != '\0' ? *digits++ : '0';
    if (*digits != '\0') {
        *out++ = '.';
        for (i = point; i < 0; i++)
            *out++ = '0';
        while (*digits != '\0')
            *out++ = *digits++;
    }
    *out = '\0';
    return (size_t)(out - text);
}

size_t number_format_precision(double d, int precision, char text[NUMBER_TEXT_MAX])
{
    enum { PRECISION_MAX = 40 };
    char digits[NUMBER_TEXT_MAX];
    int point;

    if (d == 0 || !isfinite(d))
        return number_special(d, text);
    if (precision < 0) {
        precision = 17;
        point = number_shortest(fabs(d), digits);
    } else {
        precision = precision == 0 ? 1 : precision < PRECISION_MAX ? precision : PRECISION_MAX;
        point = number_digits(fabs(d), precision, digits);
        number_strip_zeros(digits);
    }
    return number_layout(d < 0, digits, point, precision, text);
}

size_t number_format_echo(double d, char text[NUMBER_TEXT_MAX])
{
    return number_format_precision(d, 14, text);
}

size_t number_format_exact(double d, char text[NUMBER_TEXT_MAX])
{
    return number_format_precision(d, -1, text);
}

size_t number_format_int(int64_t i, char text[NUMBER_TEXT_MAX])
{
    uint64_t n = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
    char reversed[24];
    size_t count = 0, len = 0;

    do {
        reversed[count++] = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    if (i < 0)
        text[len++] = '-';
    while (count > 0)
        text[len++] = reversed[--count];
    text[len] = '\0';
    return len;
}

/* ---- float to integer ----------------------------------------------------------------------------------
 */

int64_t number_to_int(double d)
{
    double wrapped;

    if (d >= -0x1p63 && d < 0x1p63)
        return (int64_t)d;
    if (!isfinite(d))
        return 0;
    wrapped = fmod(d, 0x1p64);
    if (wrapped < 0)
        wrapped += 0x1p64;
    return (int64_t)(uint64_t)wrapped;
}

bool number_is_integral(double d)
{
    return d >= -0x1p63 && d < 0x1p63 && (double)(int64_t)d == d;
}

/* ---- round
 * ------------------------------------------------------------------------------------------------ */

static double number_power10(int n)
{
    return n >= 0 && n <= 22 ? number_exact_powers[n] : pow(10.0, n);
}

static double number_half_up(double d)
{
    return d >= 0 ? floor(d + 0.5) : ceil(d - 0.5);
}

static double number_scale(double d, int places)
{
    return places >= 0 ? d * number_power10(places) : d / number_power10(-places);
}

static int number_clamp(int n)
{
    enum { PLACES_MAX = 4 * DBL_DIG };

    return n < -PLACES_MAX ? -PLACES_MAX : n > PLACES_MAX ? PLACES_MAX : n;
}

/* PHP rounds to the 15 digits that a double surely has first, so that 1.005 is what it looks like; the
 * second rounding then works on that. */
double number_round(double d, int places)
{
    int sure, pre;
    double scaled;
    char text[NUMBER_TEXT_MAX];

    if (!isfinite(d) || d == 0)
        return d;
    if (places < -INT32_MAX)
        places = -INT32_MAX;
    sure = 14 - (int)floor(log10(fabs(d)));
    if (sure > places && sure - 15 < places) {
        pre = number_clamp(sure);
        scaled = number_half_up(number_scale(d, pre));
        pre = places - pre;
        if (pre < -4 * DBL_DIG)
            pre = -4 * DBL_DIG;
        scaled = scaled / number_power10(abs(pre));
    } else {
        scaled = number_scale(d, places);
        if (fabs(scaled) >= 1e15)
            return d;
    }
    scaled = number_half_up(scaled);
    if (abs(places) < 23)
        return number_scale(scaled, -places);
    snprintf(text, sizeof(text), "%.0fe%d", scaled, -places);
    scaled = number_strtod(text, strlen(text));
    return isfinite(scaled) ? scaled : d;
}
