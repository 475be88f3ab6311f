/* asm_live.c: what the register allocator has to know before: which addresses have no code of their own,
 * and when each value is used next and last. */
#include "jit/asm.h"

/* ---- addresses ----------------------------------------------------------------------------------- */

/* Is operand a of this op an address, to which a displacement can be added? */
static bool takes_address(uint8_t op)
{
    switch (op) {
    case IR_FIELD:
    case IR_INDEX:
    case IR_XLOAD:
    case IR_XSTORE:
    case IR_VLOAD:
    case IR_VSTORE:
    case IR_VINFO:
    case IR_RETAIN:
    case IR_STACKROOM:
    case IR_REBASE:
        return true;
    default:
        return false;
    }
}

static bool is_fused(const struct assembler *as, ir_ref ref)
{
    return ref >= IR_BASE && (asm_value(as, ref)->flags & ASM_FUSED);
}

static void unfuse(const struct assembler *as, ir_ref ref)
{
    if (ref >= IR_BASE)
        asm_value(as, ref)->flags &= (uint8_t)~ASM_FUSED;
}

/* An address can't be computed at its user when what it is made of is another then: the base, after a
 * REBASE; the left side of a PHI, inside the loop. */
static void check_chain(const struct assembler *as, ir_ref ref, ir_ref user, ir_ref rebase)
{
    ir_ref loop = as->ir->loop, x = ref;

    while (is_fused(as, x)) {
        const struct ir_ins *ins = ir_at(as->ir, x);

        if (ins->op == IR_SADDR) {
            if (x < rebase)
                unfuse(as, x);
            return;
        }
        x = ins->a;
    }
    if (loop != 0 && ref < loop && user > loop && asm_value(as, x)->right != 0)
        unfuse(as, ref);
}

/* May operand b stay an address that is computed where it is used? */
static bool is_fused_operand(const struct assembler *as, const struct ir_ins *ins, ir_ref ref,
                             ir_ref rebase)
{
    return ins->op == IR_XSTORE && is_fused(as, ref) && ir_at(as->ir, ref)->op == IR_SADDR && ref >= rebase;
}

static void fuse_operands(const struct assembler *as, const struct ir_ins *ins, ir_ref user, ir_ref rebase)
{
    const struct ir_mode *mode = &ir_modes[ins->op];

    if (mode->a == IRO_REF && is_fused(as, ins->a)) {
        if (takes_address(ins->op))
            check_chain(as, ins->a, user, rebase);
        else
            unfuse(as, ins->a);
    }
    if (mode->b == IRO_REF && !is_fused_operand(as, ins, ins->b, rebase))
        unfuse(as, ins->b);
}

/* An exit computes what is relative to its base by itself. */
static void fuse_snapshot(struct assembler *as, const struct snap *snap)
{
    for (uint32_t i = snap->entries; i < snap->entries + snap->entry_count; i++) {
        const struct snap_entry *e = &as->ir->entries[i];

        if (!(e->flags & SNAP_STORED) && !ir_is_at_base(as->ir, e->ref, snap->at))
            unfuse(as, e->ref);
    }
}

static void fuse(struct assembler *as)
{
    const struct ir *ir = as->ir;
    ir_ref rebase = 0;

    for (ir_ref ref = IR_BASE + 1; ref < ir_next_ref(ir); ref++) {
        const struct ir_ins *ins = ir_at(ir, ref);

        if (ins->flags & IRF_DEAD)
            continue;
        fuse_operands(as, ins, ref, rebase);
        if (ins->op == IR_SADDR || ins->op == IR_FIELD)
            asm_value(as, ref)->flags |= ASM_FUSED;
        else if (ins->op == IR_REBASE)
            rebase = ref;
    }
    for (uint32_t i = 0; i < ir->snap_count; i++)
        fuse_snapshot(as, &ir->snaps[i]);
}

/* ---- uses ---------------------------------------------------------------------------------------- */

static ir_ref root_of(const struct assembler *as, ir_ref ref)
{
    while (is_fused(as, ref)) {
        const struct ir_ins *ins = ir_at(as->ir, ref);

        ref = ins->op == IR_SADDR ? IR_REF_NONE : ins->a;
    }
    return ref;
}

static ir_ref read_operand(const struct assembler *as, enum ir_operand kind, ir_ref ref)
{
    ref = kind == IRO_REF ? root_of(as, ref) : IR_REF_NONE;
    return ref != IR_REF_NONE && ir_at(as->ir, ref)->op == IR_CARG ? IR_REF_NONE : ref;
}

void asm_operands(const struct assembler *as, const struct ir_ins *ins, ir_ref refs[2])
{
    const struct ir_mode *mode = &ir_modes[ins->op];

    refs[0] = refs[1] = IR_REF_NONE;
    if (ins->op == IR_HCALL || ins->op == IR_SHADOW)
        return;
    if (ins->op != IR_PHI)
        refs[0] = read_operand(as, mode->a, ins->a);
    refs[1] = read_operand(as, mode->b, ins->b);
}

uint32_t asm_arguments(const struct assembler *as, const struct ir_ins *ins, ir_ref args[ASM_ARGS_MAX])
{
    uint32_t count = ir_calls[ins->a].arguments;
    ir_ref list = ins->b;

    for (uint32_t i = count; i > 1; i--) {
        const struct ir_ins *carg = ir_at(as->ir, list);

        args[i - 1] = carg->b;
        list = carg->a;
    }
    if (count > 0)
        args[0] = list;
    return count;
}

/* What stands before the loop and is used inside lives as long as the loop; but for a PHI's left side,
 * which is another value in the next iteration. */
static void live_until(const struct assembler *as, ir_ref ref, uint32_t position, uint32_t time)
{
    struct asm_value *v = asm_value(as, ref);
    ir_ref loop = as->ir->loop;

    if (loop != 0 && IR_BASE + position > loop && ref < loop && v->right == 0)
        time = ASM_FOREVER;
    if (v->last < time)
        v->last = time;
}

static void use(const struct assembler *as, ir_ref ref, uint32_t position, uint16_t *next)
{
    struct asm_value *v;

    if (ref == IR_REF_NONE)
        return;
    v = asm_value(as, ref);
    next[position] = v->next;
    v->next = (uint16_t)position;
    live_until(as, ref, position, 2 * position);
}

/* The pass comes from behind, so that the first guard it finds is the last that uses the snapshot. */
static void use_snapshot(const struct assembler *as, uint32_t number, uint32_t position)
{
    const struct snap *snap = &as->ir->snaps[number];

    if (as->snap_last[number] != 0)
        return;
    as->snap_last[number] = (uint16_t)position;
    for (uint32_t i = snap->entries; i < snap->entries + snap->entry_count; i++) {
        const struct snap_entry *e = &as->ir->entries[i];

        if (!(e->flags & SNAP_STORED) && !ir_is_at_base(as->ir, e->ref, snap->at))
            live_until(as, e->ref, position, 2 * position + 1);
    }
}

static void use_arguments(const struct assembler *as, const struct ir_ins *ins, uint32_t position)
{
    ir_ref args[ASM_ARGS_MAX];
    uint32_t count = asm_arguments(as, ins, args);

    for (uint32_t i = 0; i < count; i++)
        live_until(as, args[i], position, 2 * position);
}

static void uses_of(const struct assembler *as, ir_ref ref)
{
    const struct ir_ins *ins = ir_at(as->ir, ref);
    uint32_t position = ref - IR_BASE;
    ir_ref refs[2];

    if (is_fused(as, ref))
        return;
    asm_operands(as, ins, refs);
    use(as, refs[1], position, as->next_b);
    use(as, refs[0], position, as->next_a);
    if (ins->op == IR_PHI)
        asm_value(as, ins->b)->last = ASM_FOREVER;
    else if (ins->op == IR_CALL)
        use_arguments(as, ins, position);
    if (asm_is_guard(ins) || ins->op == IR_SAFEPOINT)
        use_snapshot(as, ins->snap, position);
}

static void find_phis(struct assembler *as)
{
    for (ir_ref ref = ir_next_ref(as->ir) - 1; ref > IR_BASE; ref--) {
        const struct ir_ins *ins = ir_at(as->ir, ref);

        if (ins->op != IR_PHI || (ins->flags & IRF_DEAD))
            continue;
        if (ir_is_const(ins->a))
            asm_fail(as, STOP_CHECK);
        asm_value(as, ins->a)->right = (uint16_t)ins->b;
        asm_value(as, ins->b)->left = (uint16_t)ins->a;
    }
}

void asm_live(struct assembler *as)
{
    uint16_t call = 0;

    if (as->ir->loop != 0)
        find_phis(as);
    fuse(as);
    for (uint32_t position = as->ir->ins_count; position-- > 0;) {
        const struct ir_ins *ins = &as->ir->ins[position];

        as->next_call[position] = call;
        if (ins->flags & IRF_DEAD)
            continue;
        if (ins->op == IR_CALL || ins->op == IR_HCALL)
            call = (uint16_t)position;
        uses_of(as, IR_BASE + position);
    }
}
