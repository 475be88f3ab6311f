/* opt_rules.c: the rules for values. How they work, and what they must respect, is said in opt_fold.c. */
#include <math.h>

#include "jit/opt.h"
#include "vm.h"

const struct ir_ins *opt_through(const struct fold *f, ir_ref ref, enum ir_op op)
{
    const struct ir_ins *ins = ir_at(f->ir, ref);

    return !ir_is_const(ref) && ins->op == op && !(ins->flags & IRF_PHI) ? ins : NULL;
}

static bool is_const(const struct fold *f, ir_ref ref, enum ir_op op)
{
    return ir_is_const(ref) && ir_at(f->ir, ref)->op == op;
}

static bool is_int(const struct fold *f, ir_ref ref, int64_t i)
{
    return is_const(f, ref, IR_KINT) && ir_const_of(f->ir, ref).i == i;
}

/* By bits: 0.0 is not -0.0. */
static bool is_float(const struct fold *f, ir_ref ref, double d)
{
    union ir_const k = {.d = d};

    return is_const(f, ref, IR_KFLOAT) && ir_const_of(f->ir, ref).u == k.u;
}

static bool both_const(const struct fold *f, enum ir_op op)
{
    return is_const(f, f->a, op) && is_const(f, f->b, op);
}

static ir_ref rewrite(struct fold *f, enum ir_op op, ir_ref a, ir_ref b)
{
    f->op = op;
    f->a = a;
    f->b = b;
    return FOLD_AGAIN;
}

/* Constants to the right, the newer one of two instructions to the left. */
static bool order(struct fold *f)
{
    ir_ref a = f->a;

    if (f->a >= f->b)
        return false;
    f->a = f->b;
    f->b = a;
    return true;
}

/* ---- integers ------------------------------------------------------------------------------------- */

/* (x + k) + l = x + (k + l), where neither has a guard that would be in the way. */
static ir_ref add_again(struct fold *f)
{
    const struct ir_ins *inner = opt_through(f, f->a, IR_ADD);
    int64_t i;

    if (inner == NULL || ((inner->flags | f->flags) & IRF_GUARD) || !is_const(f, f->b, IR_KINT) ||
        !is_const(f, inner->b, IR_KINT) ||
        __builtin_add_overflow(ir_const_of(f->ir, inner->b).i, ir_const_of(f->ir, f->b).i, &i))
        return FOLD_NEXT;
    return rewrite(f, IR_ADD, inner->a, ir_kint(f->ir, i));
}

static ir_ref add_int(struct fold *f)
{
    int64_t i;

    if (both_const(f, IR_KINT)) {
        if (__builtin_add_overflow(ir_const_of(f->ir, f->a).i, ir_const_of(f->ir, f->b).i, &i))
            return FOLD_NEXT;
        return ir_kint(f->ir, i);
    }
    return is_int(f, f->b, 0) ? f->a : add_again(f);
}

/* (x + y) - y, where x + y did not overflow. */
static ir_ref sub_of_add(const struct fold *f)
{
    const struct ir_ins *sum = opt_through(f, f->a, IR_ADD);

    if (sum != NULL && sum->b == f->b)
        return sum->a;
    return sum != NULL && sum->a == f->b ? sum->b : (ir_ref)FOLD_NEXT;
}

static ir_ref sub_int(struct fold *f)
{
    int64_t i;

    if (both_const(f, IR_KINT)) {
        if (__builtin_sub_overflow(ir_const_of(f->ir, f->a).i, ir_const_of(f->ir, f->b).i, &i))
            return FOLD_NEXT;
        return ir_kint(f->ir, i);
    }
    if (f->a == f->b)
        return ir_kint(f->ir, 0);
    /* x - k overflows exactly where x + -k does, if there is a -k. */
    if (is_const(f, f->b, IR_KINT) && ir_const_of(f->ir, f->b).i != INT64_MIN)
        return rewrite(f, IR_ADD, f->a, ir_kint(f->ir, -ir_const_of(f->ir, f->b).i));
    return sub_of_add(f);
}

static ir_ref mul_int(struct fold *f)
{
    int64_t i;

    if (both_const(f, IR_KINT)) {
        if (__builtin_mul_overflow(ir_const_of(f->ir, f->a).i, ir_const_of(f->ir, f->b).i, &i))
            return FOLD_NEXT;
        return ir_kint(f->ir, i);
    }
    if (is_int(f, f->b, 0))
        return f->b;
    if (is_int(f, f->b, 1))
        return f->a;
    if (is_int(f, f->b, -1))
        return rewrite(f, IR_SUB, ir_kint(f->ir, 0), f->a);
    return is_int(f, f->b, 2) ? rewrite(f, IR_ADD, f->a, f->a) : (ir_ref)FOLD_NEXT;
}

/* What the guards before must have excluded stays as it is: such a trace has left before. */
static bool divides(const struct fold *f)
{
    int64_t by;

    if (!both_const(f, IR_KINT))
        return false;
    by = ir_const_of(f->ir, f->b).i;
    return by != 0 && by != -1;
}

static ir_ref div_int(struct fold *f)
{
    int64_t i, by;

    if (is_int(f, f->b, 1))
        return f->a;
    if (!divides(f))
        return FOLD_NEXT;
    i = ir_const_of(f->ir, f->a).i;
    by = ir_const_of(f->ir, f->b).i;
    return i % by == 0 ? ir_kint(f->ir, i / by) : (ir_ref)FOLD_NEXT;
}

static ir_ref rule_mod(struct fold *f)
{
    if (is_int(f, f->b, 1))
        return ir_kint(f->ir, 0);
    if (!divides(f))
        return FOLD_NEXT;
    return ir_kint(f->ir, ir_const_of(f->ir, f->a).i % ir_const_of(f->ir, f->b).i);
}

/* ---- floats --------------------------------------------------------------------------------------- */

static ir_ref float_const(const struct fold *f)
{
    double a = ir_const_of(f->ir, f->a).d, b = ir_const_of(f->ir, f->b).d;

    switch (f->op) {
    case IR_ADD:
        return ir_kfloat(f->ir, a + b);
    case IR_SUB:
        return ir_kfloat(f->ir, a - b);
    case IR_MUL:
        return ir_kfloat(f->ir, a * b);
    default:
        return b == 0 ? (ir_ref)FOLD_NEXT : ir_kfloat(f->ir, a / b);
    }
}

static ir_ref add_float(struct fold *f)
{
    if (both_const(f, IR_KFLOAT))
        return float_const(f);
    /* x + 0.0 is another one: -0.0 + 0.0 is 0.0. */
    if (is_float(f, f->b, 0.0) && BUG(f->ir->vm, lj7b994e0e_add_zero, true))
        return f->a;
    return is_float(f, f->b, -0.0) ? f->a : (ir_ref)FOLD_NEXT;
}

static ir_ref sub_float(struct fold *f)
{
    if (both_const(f, IR_KFLOAT))
        return float_const(f);
    return is_float(f, f->b, 0.0) ? f->a : (ir_ref)FOLD_NEXT;
}

static ir_ref mul_float(struct fold *f)
{
    if (both_const(f, IR_KFLOAT))
        return float_const(f);
    if (is_float(f, f->b, 1.0))
        return f->a;
    return is_float(f, f->b, 2.0) ? rewrite(f, IR_ADD, f->a, f->a) : (ir_ref)FOLD_NEXT;
}

/* A power of two whose reciprocal is a normal number: then x / d and x * (1 / d) are the same number
 * rounded once. */
static bool has_exact_reciprocal(double d)
{
    int exponent;

    return isnormal(d) && fabs(frexp(d, &exponent)) == 0.5 && isnormal(1 / d);
}

static ir_ref div_float(struct fold *f)
{
    if (both_const(f, IR_KFLOAT))
        return float_const(f);
    if (!is_const(f, f->b, IR_KFLOAT) || !has_exact_reciprocal(ir_const_of(f->ir, f->b).d))
        return FOLD_NEXT;
    return rewrite(f, IR_MUL, f->a, ir_kfloat(f->ir, 1 / ir_const_of(f->ir, f->b).d));
}

static ir_ref rule_sqrt(struct fold *f)
{
    return is_const(f, f->a, IR_KFLOAT) ? ir_kfloat(f->ir, sqrt(ir_const_of(f->ir, f->a).d))
                                        : (ir_ref)FOLD_NEXT;
}

static ir_ref rule_conv(struct fold *f)
{
    return is_const(f, f->a, IR_KINT) ? ir_kfloat(f->ir, (double)ir_const_of(f->ir, f->a).i)
                                      : (ir_ref)FOLD_NEXT;
}

/* ---- either ---------------------------------------------------------------------------------------- */

/* The guard against overflow goes where the operands are known to be small enough. */
static ir_ref without_overflow(struct fold *f, ir_ref ref)
{
    if (ref == FOLD_NEXT && (f->flags & IRF_GUARD) && opt_cannot_overflow(f))
        f->flags &= (uint16_t)~IRF_GUARD;
    return ref;
}

static ir_ref rule_add(struct fold *f)
{
    if (order(f))
        return FOLD_AGAIN;
    return irt_is_float(f->type) ? add_float(f) : without_overflow(f, add_int(f));
}

static ir_ref rule_sub(struct fold *f)
{
    return irt_is_float(f->type) ? sub_float(f) : without_overflow(f, sub_int(f));
}

static ir_ref rule_mul(struct fold *f)
{
    if (order(f))
        return FOLD_AGAIN;
    return irt_is_float(f->type) ? mul_float(f) : without_overflow(f, mul_int(f));
}

static ir_ref rule_div(struct fold *f)
{
    return irt_is_float(f->type) ? div_float(f) : div_int(f);
}

/* ---- bits ------------------------------------------------------------------------------------------ */

static int64_t bits_const(enum ir_op op, int64_t a, int64_t b)
{
    return op == IR_AND ? a & b : op == IR_OR ? a | b : a ^ b;
}

/* (x op k) op l = x op (k op l). */
static ir_ref bits_again(struct fold *f)
{
    const struct ir_ins *inner = opt_through(f, f->a, f->op);

    if (inner == NULL || !is_const(f, f->b, IR_KINT) || !is_const(f, inner->b, IR_KINT))
        return FOLD_NEXT;
    return rewrite(
        f, f->op, inner->a,
        ir_kint(f->ir, bits_const(f->op, ir_const_of(f->ir, inner->b).i, ir_const_of(f->ir, f->b).i)));
}

/* AND, OR, XOR. */
static ir_ref rule_bits(struct fold *f)
{
    if (order(f))
        return FOLD_AGAIN;
    if (both_const(f, IR_KINT))
        return ir_kint(f->ir, bits_const(f->op, ir_const_of(f->ir, f->a).i, ir_const_of(f->ir, f->b).i));
    if (f->a == f->b)
        return f->op == IR_XOR ? ir_kint(f->ir, 0) : f->a;
    if (is_int(f, f->b, f->op == IR_AND ? -1 : 0))
        return f->a;
    if (f->op != IR_XOR && is_int(f, f->b, f->op == IR_AND ? 0 : -1))
        return f->b;
    return bits_again(f);
}

static ir_ref rule_not(struct fold *f)
{
    const struct ir_ins *inner = opt_through(f, f->a, IR_NOT);

    if (is_const(f, f->a, IR_KINT))
        return ir_kint(f->ir, ~ir_const_of(f->ir, f->a).i);
    return inner != NULL ? inner->a : (ir_ref)FOLD_NEXT;
}

static ir_ref rule_shift(struct fold *f)
{
    int64_t i, by;

    if (is_int(f, f->b, 0))
        return f->a;
    if (!both_const(f, IR_KINT))
        return FOLD_NEXT;
    i = ir_const_of(f->ir, f->a).i;
    by = ir_const_of(f->ir, f->b).i;
    if (by < 0 || by > 63)
        return FOLD_NEXT;
    return ir_kint(f->ir, f->op == IR_SAR ? i >> by : (int64_t)((uint64_t)i << by));
}

static ir_ref rule_zext(struct fold *f)
{
    if (is_const(f, f->a, IR_KPTR))
        return ir_kint(f->ir, (int64_t)ir_const_of(f->ir, f->a).u);
    if (opt_through(f, f->a, IR_XLOAD) == NULL || !jit_param(f->ir->vm, PARAM_JIT_FORWARD))
        return FOLD_NEXT;
    return opt_stored_integer(f->ir, f->a);
}

/* ---- addresses ------------------------------------------------------------------------------------- */

static bool fits_displacement(int64_t offset)
{
    return offset >= INT32_MIN && offset <= INT32_MAX;
}

/* Only of addresses: what points at a block keeps its type, by which opt_mem.c knows the block. */
static ir_ref rule_field(struct fold *f)
{
    const struct ir_ins *inner = opt_through(f, f->a, IR_FIELD);
    int64_t offset = (int32_t)f->b;

    if (f->type != IRT_PTR)
        return FOLD_NEXT;
    if (ir_at(f->ir, f->a)->type == IRT_PTR && offset == 0)
        return f->a;
    if (is_const(f, f->a, IR_KPTR) && ir_at(f->ir, f->a)->type == IRT_PTR)
        return ir_kptr(f->ir, (const void *)(uintptr_t)(ir_const_of(f->ir, f->a).u + (uint64_t)offset),
                       IRT_PTR);
    if (inner == NULL)
        return FOLD_NEXT;
    offset += (int32_t)inner->b;
    return fits_displacement(offset) ? rewrite(f, IR_FIELD, inner->a, (ir_ref)offset) : (ir_ref)FOLD_NEXT;
}

static ir_ref rule_index(struct fold *f)
{
    int64_t index, offset;

    if (!is_const(f, f->b, IR_KINT))
        return FOLD_NEXT;
    index = ir_const_of(f->ir, f->b).i;
    if (__builtin_mul_overflow(index, (int64_t)sizeof(struct value), &offset) || !fits_displacement(offset))
        return FOLD_NEXT;
    return rewrite(f, IR_FIELD, f->a, (ir_ref)offset);
}

/* ---- calls ----------------------------------------------------------------------------------------- */

typedef double float_fn(double);
typedef double float2_fn(double, double);

/* A pure function of float constants is called now. */
static ir_ref rule_call(struct fold *f)
{
    const struct ir_call_info *call = &ir_calls[f->a];
    const struct ir_ins *args = opt_through(f, f->b, IR_CARG);

    if (call->effects != IRE_PURE || call->type != TYPE_FLOAT)
        return FOLD_NEXT;
    if (call->arguments == 1 && is_const(f, f->b, IR_KFLOAT))
        return ir_kfloat(f->ir, ((float_fn *)(uintptr_t)call->function)(ir_const_of(f->ir, f->b).d));
    if (call->arguments != 2 || args == NULL || !is_const(f, args->a, IR_KFLOAT) ||
        !is_const(f, args->b, IR_KFLOAT))
        return FOLD_NEXT;
    return ir_kfloat(f->ir, ((float2_fn *)(uintptr_t)call->function)(ir_const_of(f->ir, args->a).d,
                                                                     ir_const_of(f->ir, args->b).d));
}

/* ---- table ----------------------------------------------------------------------------------------- */

typedef ir_ref fold_rule(struct fold *f);

static fold_rule *const rules[IR_OP_COUNT] = {
    [IR_ADD] = rule_add,          [IR_SUB] = rule_sub,         [IR_MUL] = rule_mul,
    [IR_DIV] = rule_div,          [IR_MOD] = rule_mod,         [IR_AND] = rule_bits,
    [IR_OR] = rule_bits,          [IR_XOR] = rule_bits,        [IR_NOT] = rule_not,
    [IR_SHL] = rule_shift,        [IR_SAR] = rule_shift,       [IR_CONV] = rule_conv,
    [IR_ZEXT] = rule_zext,        [IR_SQRT] = rule_sqrt,       [IR_FIELD] = rule_field,
    [IR_INDEX] = rule_index,      [IR_CALL] = rule_call,       [IR_EQ] = opt_rules_compare,
    [IR_NE] = opt_rules_compare,  [IR_LT] = opt_rules_compare, [IR_LE] = opt_rules_compare,
    [IR_GT] = opt_rules_compare,  [IR_GE] = opt_rules_compare, [IR_ULT] = opt_rules_compare,
    [IR_TESTZ] = opt_rules_testz,
};

ir_ref opt_rules(struct fold *f)
{
    return rules[f->op] == NULL ? (ir_ref)FOLD_NEXT : rules[f->op](f);
}
