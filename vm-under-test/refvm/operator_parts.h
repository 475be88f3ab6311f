/* operator_parts.h: what conversions, comparisons and operators share. */
#ifndef REFVM_OPERATOR_PARTS_H
#define REFVM_OPERATOR_PARTS_H

#include "vm.h"

/* An operand that user code must not be able to take away: a value of its own, never a reference. */
static inline void operand_hold(struct value *held, const struct value *v)
{
    value_copy_deref(held, v);
}

/* Unlike value_release this makes no candidate for the cycle collector when others hold the value, too:
 * nothing was cut off, the count is what it was before. */
static inline void operand_drop(struct vm *vm, struct value *held)
{
    if (!value_is_counted(held))
        return;
    if (held->counted->refcount > 1)
        held->counted->refcount--;
    else
        value_release(vm, held);
}

/* "Implicit conversion from float 1.5 to int loses precision"; false after raising. */
bool convert_float_loses(struct vm *vm, double d);
/* As strtol has it: what is too large is the largest integer; infinity is 0. */
int64_t convert_saturated(double d);
bool convert_is_lossless(double d, int64_t i);

#endif
