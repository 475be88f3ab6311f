/* opt_dce.c: what nobody needs gets IRF_DEAD, and no code.
 *
 * Needed are guards, stores, effects and the loop's mark; what those have as operands, and so on; and what
 * a guard's snapshot has to store. A PHI is needed if the loop proper uses its left side; then it needs its
 * right side, at the end of each iteration.
 *
 * Operands stand before what uses them, so one pass from the end to the start finds everything but what
 * only PHIs need. They stand at the end: the pass is repeated until it finds no new PHI.
 */
#include "jit/opt.h"
#include "vm.h"

/* ---- uses ------------------------------------------------------------------------------------------ */

typedef void use_fn(struct ir *ir, ir_ref ref, ir_ref by);

static void each_entry(struct ir *ir, uint32_t number, ir_ref by, use_fn *use)
{
    const struct snap *snap = &ir->snaps[number];

    for (uint32_t i = 0; i < snap->entry_count; i++)
        if (!(ir->entries[snap->entries + i].flags & SNAP_STORED))
            use(ir, ir->entries[snap->entries + i].ref, by);
}

static void each_operand(struct ir *ir, ir_ref by, use_fn *use)
{
    const struct ir_ins *ins = ir_at(ir, by);

    if (ir_modes[ins->op].a == IRO_REF)
        use(ir, ins->a, by);
    if (ir_modes[ins->op].b == IRO_REF)
        use(ir, ins->b, by);
}

static bool is_instruction(ir_ref ref)
{
    return ref > IR_BASE;
}

/* ---- what the loop proper takes over ---------------------------------------------------------------- */

static void mark_invariant(struct ir *ir, ir_ref ref, ir_ref by)
{
    if (is_instruction(ref) && ref < ir->loop && by > ir->loop)
        ir_at(ir, ref)->flags |= IRF_INVARIANT;
}

static void mark_phi(struct ir *ir, ir_ref ref)
{
    if (is_instruction(ref))
        ir_at(ir, ref)->flags |= IRF_PHI;
}

void opt_mark_loop(struct ir *ir)
{
    struct ir_ins *ins;

    for (ir_ref ref = IR_BASE + 1; ref < ir_next_ref(ir); ref++)
        ir_at(ir, ref)->flags &= (uint16_t) ~(IRF_INVARIANT | IRF_PHI);
    if (ir->loop == IR_REF_NONE)
        return;
    for (ir_ref ref = ir->loop + 1; ref < ir_next_ref(ir); ref++) {
        ins = ir_at(ir, ref);
        if (ins->flags & IRF_DEAD)
            continue;
        each_operand(ir, ref, mark_invariant);
        if (ir_exits(ins))
            each_entry(ir, ins->snap, ref, mark_invariant);
        if (ins->op == IR_PHI) {
            mark_phi(ir, ins->a);
            mark_phi(ir, ins->b);
        }
    }
}

/* ---- dead code ------------------------------------------------------------------------------------- */

static bool is_root(const struct ir_ins *ins)
{
    if (ir_exits(ins))
        return true;
    switch (ir_modes[ins->op].kind) {
    case IRK_STORE:
        return true;
    case IRK_EFFECT:
        return ins->op != IR_CALL || ir_calls[ins->a].effects >= IRE_WRITES;
    default:
        return ins->op == IR_LOOP;
    }
}

/* Flags of a dead PHI's sides don't matter: opt_mark_loop sets them anew at the end. Until then
 * IRF_INVARIANT says that the loop proper uses it. */
static void need(struct ir *ir, ir_ref ref, ir_ref by)
{
    if (!is_instruction(ref))
        return;
    ir_at(ir, ref)->flags &= (uint16_t)~IRF_DEAD;
    if (ir_at(ir, by)->op != IR_PHI || ref != ir_at(ir, by)->a)
        mark_invariant(ir, ref, by);
}

static bool is_load(const struct ir_ins *ins)
{
    return ins->op == IR_SLOAD || ins->op == IR_VLOAD;
}

static void begin(struct ir *ir)
{
    for (ir_ref ref = IR_BASE + 1; ref < ir_next_ref(ir); ref++) {
        struct ir_ins *ins = ir_at(ir, ref);

        ins->flags &= (uint16_t) ~(IRF_DEAD | IRF_INVARIANT);
        if (!is_root(ins) || (is_load(ins) && BUG(ir->vm, lj881d02d3_weak_guard, ir_exits(ins))))
            ins->flags |= IRF_DEAD;
    }
}

static void pass(struct ir *ir)
{
    uint32_t snap = UINT32_MAX;

    for (ir_ref ref = ir_next_ref(ir) - 1; ref > IR_BASE; ref--) {
        const struct ir_ins *ins = ir_at(ir, ref);

        if (ins->flags & IRF_DEAD)
            continue;
        each_operand(ir, ref, need);
        /* Guards of one snapshot stand together. */
        if (ir_exits(ins) && ins->snap != snap) {
            snap = ins->snap;
            each_entry(ir, snap, ref, need);
        }
    }
}

/* False: there was no PHI that the loop proper turned out to need. */
static bool wake_phis(struct ir *ir)
{
    bool woken = false;

    for (uint32_t n = ir->chain[IR_PHI]; n != 0; n = ir->ins[n].prev) {
        struct ir_ins *phi = &ir->ins[n];

        if ((phi->flags & IRF_DEAD) && (ir_at(ir, phi->a)->flags & IRF_INVARIANT)) {
            phi->flags &= (uint16_t)~IRF_DEAD;
            woken = true;
        }
    }
    return woken;
}

void opt_dce(struct ir *ir)
{
    if (ir->stop != STOP_NONE || !jit_param(ir->vm, PARAM_JIT_DCE))
        return;
    begin(ir);
    do
        pass(ir);
    while (wake_phis(ir));
    opt_mark_loop(ir);
}
