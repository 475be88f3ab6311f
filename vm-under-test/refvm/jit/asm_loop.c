/* asm_loop.c: the loop proper.
 *
 * What LOOP finds in a register has to be in it again when the loop's end jumps back; for the left side of
 * a PHI its right side has to. Spill slots keep what they have, but for those of left sides that were only
 * there at LOOP, which get their right sides. */
#include "jit/asm.h"
#include "jit/jit_offsets.h"

/* Each iteration would save these registers for its first call, and load them again at its end, for values
 * that nobody reads before the call: they are better off in their slots all the time. */
static void spill_over_calls(struct assembler *as)
{
    uint32_t call = as->next_call[as->now];

    for (enum reg r = RAX; call != 0 && r <= XMM15; r++) {
        ir_ref ref = as->owner[r];

        if (ref == 0 || !(ASM_CALLER_SAVED >> r & 1) || asm_is_dead(as, ref, 2 * as->now))
            continue;
        if (ir_is_const(ref) || asm_value(as, ref)->next == 0 || asm_value(as, ref)->next > call)
            asm_evict(as, r);
    }
}

static void forget_slot(struct assembler *as, struct asm_value *v)
{
    if (v->slot != ASM_SLOT_NONE)
        as->slot_owner[v->slot] = 0;
    v->slot = ASM_SLOT_NONE;
    v->flags &= (uint8_t)~ASM_STORED;
}

static void note_register(struct assembler *as, enum reg r)
{
    ir_ref ref = as->owner[r];
    struct asm_value *v;

    as->at_loop[r] = 0;
    if (ref == 0)
        return;
    v = asm_value(as, ref);
    if (asm_is_dead(as, ref, 2 * as->now) || (ir_is_const(ref) && v->next == 0)) {
        v->reg = REG_NONE;
        as->owner[r] = 0;
        return;
    }
    as->at_loop[r] = ref;
    v->loop_reg = (uint8_t)r;
    if (v->right != 0)
        forget_slot(as, v);
}

static void note_slot(struct assembler *as, uint32_t slot)
{
    ir_ref ref = as->slot_owner[slot];

    if (ref == 0 || asm_is_dead(as, ref, 2 * as->now))
        return;
    if (asm_value(as, ref)->right != 0)
        asm_value(as, ref)->flags |= ASM_LOOP_SLOT;
}

void asm_check_stack(struct assembler *as)
{
    uint32_t right;

    if (!jit_param(as->vm, PARAM_SHADOW))
        return;
    right = emit_label(&as->e);
    emit_lea(&as->e, REG_SCRATCH, RSP, (int32_t)as->spill_size + JIT_SAVED_SIZE);
    emit_alu_rr(&as->e, ALU_CMP, REG_SCRATCH, RBP);
    emit_jcc(&as->e, CC_E, right);
    emit_inc64_m(&as->e, REG_VM, offsetof(struct vm, jit.host_stack_wrong));
    emit_bind(&as->e, right);
}

void asm_loop_begin(struct assembler *as)
{
    spill_over_calls(as);
    for (enum reg r = RAX; r <= XMM15; r++)
        note_register(as, r);
    for (uint32_t slot = 0; slot < as->slot_count; slot++)
        note_slot(as, slot);
    emit_align(&as->e, 16);
    emit_bind(&as->e, as->loop);
    asm_check_stack(as);
}

void asm_loop_end(struct assembler *as)
{
    for (enum reg r = RAX; r <= XMM15; r++) {
        ir_ref ref = as->at_loop[r], right;

        if (ref == 0)
            continue;
        right = asm_value(as, ref)->right;
        asm_move_add(as, (struct asm_loc){.kind = LOC_REG, .reg = (uint8_t)r},
                     asm_loc_of(as, right != 0 ? right : ref));
    }
    for (uint32_t slot = 0; slot < as->slot_count; slot++) {
        ir_ref ref = as->slot_owner[slot];

        if (ref != 0 && (asm_value(as, ref)->flags & ASM_LOOP_SLOT))
            asm_move_add(as, (struct asm_loc){.kind = LOC_SPILL, .slot = (uint16_t)slot},
                         asm_loc_of(as, asm_value(as, ref)->right));
    }
    asm_moves(as);
    emit_jmp(&as->e, as->loop);
}
