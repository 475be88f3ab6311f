/* number.h: between numbers and text, by PHP's rules. Nothing here allocates or raises. */
#ifndef REFVM_NUMBER_H
#define REFVM_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum number_kind { NUMBER_NONE, NUMBER_INT, NUMBER_FLOAT };

enum { NUMBER_TEXT_MAX = 64 };

/* What numeric string this is: white space is allowed on both sides; an integer that does not fit is a
 * float. `*rest` (may be NULL) is true when something else follows the number ("12abc"); the value is
 * that of the leading part then. */
enum number_kind number_parse(const char *bytes, size_t len, int64_t *i, double *d, bool *rest);

/* A literal's or a conversion's digits; `bytes` need not be NUL-terminated. Never fails: no digits are
 * 0. strtod of the C locale, correctly rounded. */
double number_strtod(const char *bytes, size_t len);

/* How echo prints a float (14 significant digits, "1.0E+25") and how var_dump and var_export do (as many
 * digits as it takes to come back). INF, -INF, NAN. Return the length; NUL-terminated. */
size_t number_format_echo(double d, char text[NUMBER_TEXT_MAX]);
size_t number_format_exact(double d, char text[NUMBER_TEXT_MAX]);
/* With any number of significant digits, as `precision` and `serialize_precision` of php.ini have it: -1 is
 * the exact form, 0 is taken as 1, and more than 40 are 40. */
size_t number_format_precision(double d, int precision, char text[NUMBER_TEXT_MAX]);
size_t number_format_int(int64_t i, char text[NUMBER_TEXT_MAX]);

/* Out of range and NaN as PHP 8.2 on a 64-bit machine has it: modulo 2^64, NaN and infinity are 0. */
int64_t number_to_int(double d);
bool number_is_integral(double d); /* converts to int and back without loss */

double number_round(double d, int places); /* PHP's round(), half away from zero, with pre-rounding */

#endif
