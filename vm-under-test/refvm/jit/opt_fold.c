/* opt_fold.c: the way of every instruction into the IR.
 *
 * ir_emit() takes an instruction through these steps, each behind its own switch, and stops at the first
 * one that has an answer:
 *
 *   fold      rules that look at the operation and its operands (opt_rules.c, opt_guard.c): constants are
 *             computed, operands ordered, operations replaced by cheaper ones
 *   forward   a load of what was stored or loaded before (opt_mem.c), and calls that only read
 *   cse       the same pure instruction before, the same guard before
 *   ir_raw    appends it
 *
 * A rule is a function of struct fold. It returns
 *
 *   a reference    the value that stands for the instruction: a constant or an older instruction
 *   IR_REF_NONE    (guards) it certainly holds
 *   FOLD_AGAIN     it changed the instruction in place: the rules run anew
 *   FOLD_NEXT      it has nothing to say
 *
 * What a new rule must respect
 *
 *   - It is right for all inputs, or a guard before the instruction excluded the others. Integers never
 *     wrap: where the result of constants does not fit, the instruction stays and exits. Floats: no rule
 *     that changes -0.0, infinities or a NaN; comparisons are false when unordered, and IRF_NOT is their
 *     negation, which is not the opposite comparison.
 *   - The answer has the instruction's type, and is defined before.
 *   - A guard that an operand of the instruction carries (overflow, type) stays where it is; a rule that
 *     drops a guard of its own says why it holds.
 *   - It terminates: each FOLD_AGAIN brings the instruction nearer to its final form. Constants stand on
 *     the right; of two instructions the newer one stands on the left where the order is free.
 *   - It looks at an operand's definition through opt_through() only. While a loop is being unrolled that
 *     hides what the loop carries: i + 1 + 1 must go on counting from the i + 1 that the loop hands over,
 *     instead of i + 2 with an i that would have to be carried as well.
 *   - It allocates nothing but constants. With ir->stop set nobody looks at its answer.
 *
 * Effects, stores, safepoints and marks go right through to ir_raw; nothing drops or merges them.
 */
#include "jit/opt.h"

#include "vm.h"

enum { FOLD_STEPS_MAX = 16 }; /* far more than any chain of rules takes */

static ir_ref fold(struct fold *f)
{
    for (int steps = 0; steps < FOLD_STEPS_MAX; steps++) {
        ir_ref ref = opt_rules(f);

        if (ref != FOLD_AGAIN)
            return ref;
    }
    return FOLD_NEXT;
}

/* ---- common subexpressions ------------------------------------------------------------------------ */

bool opt_same_arguments(const struct ir *ir, ir_ref a, ir_ref b)
{
    while (a != b) {
        const struct ir_ins *x = ir_at(ir, a), *y = ir_at(ir, b);

        if (x->op != IR_CARG || y->op != IR_CARG || x->b != y->b)
            return false;
        a = x->a;
        b = y->a;
    }
    return true;
}

static bool is_same_call(const struct ir *ir, const struct ir_ins *ins, const struct fold *f)
{
    return f->op == IR_CALL && ins->a == f->a && opt_same_arguments(ir, ins->b, f->b);
}

/* One that overflows by an exit is as good as one that was known not to overflow, not the other way round.
 */
static bool is_same(const struct ir_ins *ins, const struct fold *f)
{
    return ((ins->a == f->a && ins->b == f->b) || is_same_call(f->ir, ins, f)) && ins->type == f->type &&
           ((ins->flags ^ f->flags) & IRF_NOT) == 0 && (ir_exits(ins) || !(f->flags & IRF_GUARD));
}

static uint32_t later(uint32_t floor, enum ir_operand kind, ir_ref ref)
{
    return kind == IRO_REF && ref > IR_BASE && ref - IR_BASE > floor ? ref - IR_BASE : floor;
}

/* The instruction number behind which an equal one may stand: the same operands must be defined, and what
 * it depends on besides them must not have changed. */
static uint32_t cse_floor(const struct fold *f)
{
    const uint16_t *chain = f->ir->chain;
    uint32_t floor = 0;

    if ((f->op == IR_SADDR || f->op == IR_STACKROOM) &&
        !BUG(f->ir->vm, lje73916d8_base_cse, chain[IR_REBASE] != 0))
        floor = chain[IR_REBASE];
    if (f->op == IR_STACKROOM && chain[IR_HCALL] > floor)
        floor = chain[IR_HCALL];
    if (f->op == IR_CALL)
        return floor;
    floor = later(floor, ir_modes[f->op].a, f->a);
    return later(floor, ir_modes[f->op].b, f->b);
}

/* A part of what a loop carries: computing its address costs nothing, carrying it a register. */
static bool is_part_of_carried(const struct fold *f)
{
    return f->op == IR_FIELD && !ir_is_const(f->a) && (ir_at(f->ir, f->a)->flags & IRF_PHI);
}

static ir_ref cse(const struct fold *f)
{
    const struct ir *ir = f->ir;
    uint32_t floor = cse_floor(f);

    if (ir->loop != IR_REF_NONE && is_part_of_carried(f) && ir->loop - IR_BASE > floor)
        floor = ir->loop - IR_BASE;

    for (uint32_t n = ir->chain[f->op]; n > floor; n = ir->ins[n].prev)
        if (is_same(&ir->ins[n], f))
            return IR_BASE + n;
    return FOLD_NEXT;
}

/* ---- steps ---------------------------------------------------------------------------------------- */

static bool is_on(const struct fold *f, enum param_id id)
{
    return jit_param(f->ir->vm, id) != 0;
}

static ir_ref try_cse(const struct fold *f)
{
    return is_on(f, PARAM_JIT_CSE) ? cse(f) : FOLD_NEXT;
}

static ir_ref try_forward(const struct fold *f)
{
    return is_on(f, PARAM_JIT_FORWARD) ? opt_forward(f) : FOLD_NEXT;
}

/* A guard that was made before holds here, too: what it compares are values, and values don't change. */
static ir_ref try_guard(const struct fold *f)
{
    if (f->op == IR_SAFEPOINT || !is_on(f, PARAM_JIT_CSE))
        return FOLD_NEXT;
    return cse(f) != FOLD_NEXT || opt_guard_implied(f) ? (ir_ref)IR_REF_NONE : (ir_ref)FOLD_NEXT;
}

static ir_ref try_call(const struct fold *f)
{
    switch (ir_calls[f->a].effects) {
    case IRE_PURE:
        return try_cse(f);
    case IRE_READS:
        return try_forward(f);
    default:
        return FOLD_NEXT;
    }
}

static ir_ref find(const struct fold *f)
{
    switch (ir_modes[f->op].kind) {
    case IRK_PURE:
        return try_cse(f);
    case IRK_LOAD:
        return try_forward(f);
    case IRK_GUARD:
        return try_guard(f);
    default:
        if (f->op == IR_CALL)
            return try_call(f);
        return f->op == IR_PLOAD ? try_cse(f) : (ir_ref)FOLD_NEXT;
    }
}

ir_ref ir_emit(struct ir *ir, enum ir_op op, uint8_t type, uint16_t flags, ir_ref a, ir_ref b)
{
    struct fold f = {.ir = ir, .op = op, .type = type, .flags = flags, .a = a, .b = b};
    ir_ref ref = FOLD_NEXT;

    if (ir->stop != STOP_NONE)
        return IR_BASE;
    if (is_on(&f, PARAM_JIT_FOLD))
        ref = fold(&f);
    if (ref == FOLD_NEXT)
        ref = find(&f);
    if (ref == FOLD_NEXT)
        ref = ir_raw(ir, f.op, f.type, f.flags, f.a, f.b);
    return ref;
}
