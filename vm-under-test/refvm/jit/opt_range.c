/* opt_range.c: what is known of an integer's size, from the instruction that made it and from the guards
 * that looked at it. With that, guards against overflow can go: the counter of a loop that was compared
 * with its end, hashes that are masked, remainders.
 *
 * What a loop carries may be looked at here: a value of the iteration before was made by the same operation
 * with the same constants, and passed the same guards, as the one in the first iteration.
 */
#include "jit/opt.h"
#include "vm.h"

struct range {
    int64_t low, high; /* both included */
};

static const struct range anything = {INT64_MIN, INT64_MAX};

static struct range narrow(struct range a, struct range b)
{
    if (b.low > a.low)
        a.low = b.low;
    if (b.high < a.high)
        a.high = b.high;
    return a;
}

static bool constant(const struct ir *ir, ir_ref ref, int64_t *i)
{
    if (!ir_is_const(ref) || ir_at(ir, ref)->op != IR_KINT)
        return false;
    *i = ir_const_of(ir, ref).i;
    return true;
}

/* ---- from the definition --------------------------------------------------------------------------- */

static struct range of_mod(int64_t by)
{
    int64_t most = by == INT64_MIN ? INT64_MAX : (by < 0 ? -by : by) - 1;

    return by == 0 ? anything : (struct range){-most, most};
}

static struct range of_sar(int64_t by)
{
    return by < 0 || by > 63 ? anything : (struct range){INT64_MIN >> by, INT64_MAX >> by};
}

static struct range of_definition(const struct ir *ir, ir_ref ref)
{
    const struct ir_ins *ins = ir_at(ir, ref);
    int64_t k;

    if (constant(ir, ref, &k))
        return (struct range){k, k};
    if (ins->op == IR_ZEXT)
        return (struct range){0, ir_at(ir, ins->a)->type == IRT_BYTE ? UINT8_MAX : UINT32_MAX};
    if (ir_is_const(ref) || ir_modes[ins->op].b != IRO_REF || !constant(ir, ins->b, &k))
        return anything;
    switch (ins->op) {
    case IR_AND:
        return k < 0 ? anything : (struct range){0, k};
    case IR_MOD:
        return of_mod(k);
    case IR_SAR:
        return of_sar(k);
    default:
        return anything;
    }
}

/* ---- from guards ----------------------------------------------------------------------------------- */

/* x OP y holds: what that says of x, with all that is known of y. Where y is nothing certain, x < y still
 * says that x is not the greatest integer. */
static struct range from_guard(enum ir_op op, struct range y)
{
    switch (op) {
    case IR_LT:
        return y.high == INT64_MIN ? anything : (struct range){INT64_MIN, y.high - 1};
    case IR_LE:
        return (struct range){INT64_MIN, y.high};
    case IR_GT:
        return y.low == INT64_MAX ? anything : (struct range){y.low + 1, INT64_MAX};
    case IR_GE:
        return (struct range){y.low, INT64_MAX};
    case IR_ULT:
        return y.low < 0 ? anything : (struct range){0, y.high - 1};
    default:
        return anything;
    }
}

/* x OP y and y SWAPPED x are the same. */
static enum ir_op swapped(enum ir_op op)
{
    static const uint8_t other[IR_OP_COUNT] = {
        [IR_LT] = IR_GT, [IR_LE] = IR_GE, [IR_GT] = IR_LT, [IR_GE] = IR_LE};

    return (enum ir_op)other[op];
}

static struct range of_bound(const struct ir *ir, ir_ref ref)
{
    if (!ir_is_const(ref) && BUG(ir->vm, lj9f0caad0_bound_guess, true))
        return (struct range){0, UINT32_MAX};
    return of_definition(ir, ref);
}

static struct range by_guards(const struct ir *ir, ir_ref ref, enum ir_op op, struct range range)
{
    uint32_t floor = ref < IR_BASE ? 0 : ref - IR_BASE;

    for (uint32_t n = ir->chain[op]; n > floor; n = ir->ins[n].prev) {
        const struct ir_ins *ins = &ir->ins[n];

        if (ins->type != TYPE_INT || (ins->flags & IRF_NOT))
            continue;
        if (ins->a == ref)
            range = narrow(range, from_guard(op, of_bound(ir, ins->b)));
        if (ins->b == ref)
            range = narrow(range, from_guard(swapped(op), of_bound(ir, ins->a)));
    }
    return range;
}

static struct range range_by_guards(const struct ir *ir, ir_ref ref)
{
    static const uint8_t guards[] = {IR_LT, IR_LE, IR_GT, IR_GE, IR_ULT};
    struct range range = of_definition(ir, ref);

    if (ir_is_const(ref))
        return range;
    for (size_t i = 0; i < sizeof guards; i++)
        range = by_guards(ir, ref, (enum ir_op)guards[i], range);
    return range;
}

static struct range range_of(const struct ir *ir, ir_ref ref)
{
    struct range range = range_by_guards(ir, ref), of_a;
    const struct ir_ins *ins = ir_at(ir, ref);
    int64_t k;

    if (ir_is_const(ref) || ins->op != IR_ADD || ins->type != TYPE_INT || !constant(ir, ins->b, &k))
        return range;
    of_a = range_by_guards(ir, ins->a);
    if (__builtin_add_overflow(of_a.low, k, &of_a.low) || __builtin_add_overflow(of_a.high, k, &of_a.high))
        return range;
    return narrow(range, of_a);
}

bool opt_is_within(const struct ir *ir, ir_ref ref, int64_t most)
{
    struct range range = range_of(ir, ref);

    return range.low >= 0 && range.high <= most;
}

/* ---- overflow -------------------------------------------------------------------------------------- */

static bool mul_fits(struct range a, struct range b)
{
    int64_t i;

    return !__builtin_mul_overflow(a.low, b.low, &i) && !__builtin_mul_overflow(a.low, b.high, &i) &&
           !__builtin_mul_overflow(a.high, b.low, &i) && !__builtin_mul_overflow(a.high, b.high, &i);
}

bool opt_cannot_overflow(const struct fold *f)
{
    struct range a = range_of(f->ir, f->a), b = range_of(f->ir, f->b);
    int64_t i;

    /* Guards that exclude each other: the trace leaves before, and the bounds mean nothing. */
    if (a.low > a.high || b.low > b.high)
        return false;
    switch (f->op) {
    case IR_ADD:
        return !__builtin_add_overflow(a.low, b.low, &i) && !__builtin_add_overflow(a.high, b.high, &i);
    case IR_SUB:
        return !__builtin_sub_overflow(a.low, b.high, &i) && !__builtin_sub_overflow(a.high, b.low, &i);
    case IR_MUL:
        return mul_fits(a, b);
    default:
        return false;
    }
}
