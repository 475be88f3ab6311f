/* convert.h: PHP's juggling between types. What may warn may also run user code (an error handler,
 * __toString): those functions return false or NULL after raising. Arguments are never references
 * unless it says so. */
#ifndef REFVM_CONVERT_H
#define REFVM_CONVERT_H

#include "array.h"
#include "str.h"
#include "value.h"

bool value_is_true(struct vm *vm, const struct value *v); /* never raises; references followed */

int64_t value_to_int(struct vm *vm,
                     const struct value *v); /* (int)$v; an object warns: look at vm->exception */
double value_to_float(struct vm *vm, const struct value *v); /* the same */

/* (string)$v, a new reference; arrays warn, objects are asked. NULL after raising. */
struct string *value_to_string(struct vm *vm, const struct value *v);
/* The same for what needs no allocation and no user code, without taking a reference; else NULL. */
struct string *value_borrow_string(const struct value *v);

/* Casts in place: (int), (float), (string), (bool), (array), (object), (null). False after raising. */
bool value_cast(struct vm *vm, struct value *v, enum value_type type);

/* The key that $array[$v] means; false after raising ("Illegal offset type") . Null is "". Warnings and
 * deprecations (float with a fraction) are raised here. `what` is for the message: "Illegal offset type",
 * "Illegal offset type in isset or empty", "Illegal offset type in unset" */
bool value_to_key(struct vm *vm, const struct value *v, struct array_key *key, const char *what);

/* Comparison as == and <=> do it. value_compare: -1, 0, 1; uncomparable is 1 (and value_less and so on
 * get it right by the order of operands). May raise: look at vm->exception. Deep ones count against the
 * nesting limit. */
int value_compare(struct vm *vm, const struct value *a, const struct value *b);
bool value_equal(struct vm *vm, const struct value *a, const struct value *b);
bool value_identical(const struct value *a, const struct value *b); /* never raises; iterative or bounded */

#endif
