/* ir_model.h: what IR instructions mean, for tests that run it without machine code. */
#ifndef FAULTLINE_TESTS_IR_MODEL_H
#define FAULTLINE_TESTS_IR_MODEL_H

#include "refvm/jit/ir.h"

/* Does the comparison hold? Floats that are unordered never do. */
static bool model_compare(uint8_t op, uint8_t type, union ir_const a, union ir_const b)
{
    bool is_float = irt_is_float(type);

    switch (op) {
    case IR_EQ:
        return is_float ? a.d == b.d : a.u == b.u;
    case IR_NE:
        return is_float ? a.d < b.d || a.d > b.d : a.u != b.u;
    case IR_LT:
        return is_float ? a.d < b.d : a.i < b.i;
    case IR_LE:
        return is_float ? a.d <= b.d : a.i <= b.i;
    case IR_GT:
        return is_float ? a.d > b.d : a.i > b.i;
    case IR_GE:
        return is_float ? a.d >= b.d : a.i >= b.i;
    default:
        return a.u < b.u;
    }
}

#endif
