/* asm_call.c: calls of C functions and of handlers, and what is called only sometimes.
 *
 * rsp is a multiple of 16 all the time, so that a call needs no preparation but the arguments. */
#include "jit/asm.h"

static const uint8_t general_args[] = {RDI, RSI, RDX, RCX, R8, R9};

/* ---- C functions --------------------------------------------------------------------------------- */

/* Where the arguments are has to be known before the registers are given up; they still have it in them. */
void asm_call(struct assembler *as, const struct ir_ins *ins, ir_ref ref)
{
    const struct ir_call_info *info = &ir_calls[ins->a];
    uint32_t general_count = 0, float_count = 0, count;
    struct asm_loc from[ASM_ARGS_MAX];
    ir_ref args[ASM_ARGS_MAX];

    count = asm_arguments(as, ins, args);
    for (uint32_t i = 0; i < count; i++)
        from[i] = asm_loc_of(as, args[i]);
    asm_before_call(as);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t reg = asm_is_float(as, args[i]) ? XMM0 + float_count++ : general_args[general_count++];

        asm_move_add(as, (struct asm_loc){.kind = LOC_REG, .reg = (uint8_t)reg}, from[i]);
    }
    asm_moves(as);
    emit_call_abs(&as->e, info->function);
    if (ins->flags & IRF_GUARD) {
        uint32_t exit = asm_exit(as);

        emit_test_rr(&as->e, RAX, RAX);
        emit_jcc(&as->e, CC_E, exit);
    }
    if (info->type == IRT_VOID || asm_value(as, ref)->last == 0)
        return;
    if (irt_is_float(info->type))
        asm_def_in(as, ref, XMM0);
    else
        emit_mov_rr(&as->e, asm_def(as, ref), RAX);
}

/* ---- handlers ------------------------------------------------------------------------------------ */

/* The other way of a branch has an exit of its own. */
static void check_other(struct assembler *as, const struct ir_ins *ins, uint32_t over)
{
    uint32_t exit = asm_exit(as);

    emit_jcc(&as->e, CC_E, over);
    asm_load_address(as, RCX, as->ir->snaps[ins->snap].opline);
    emit_alu_rr(&as->e, ALU_CMP, RAX, RCX);
    emit_jcc(&as->e, CC_E, exit);
    emit_jmp(&as->e, as->leave);
    emit_bind(&as->e, over);
}

/* Behind it comes what the recorder saw coming. Anything else is what to go on with in the interpreter. */
static void check_next(struct assembler *as, const struct ir_ins *ins)
{
    ir_ref expected = ins->b;
    const struct opline *next;

    as->leaves = true;
    if (expected == IR_REF_NONE) {
        emit_jmp(&as->e, as->leave);
        return;
    }
    next = ir_const_of(as->ir, expected).p;
    asm_load_address(as, RCX, next);
    emit_alu_rr(&as->e, ALU_CMP, RAX, RCX);
    if (ins->flags & IRF_GUARD)
        check_other(as, ins, emit_label(&as->e));
    else if ((uintptr_t)next & ENTER || !BUG(as->vm, gh18262_exception_check, true))
        emit_jcc(&as->e, CC_NE, as->leave);
}

/* The handler may run user code, in which guards are counted too. */
void asm_handler_call(struct assembler *as, const struct ir_ins *ins)
{
    const struct opline *o = ir_const_of(as->ir, ins->a).p;
    int32_t guard_left = offsetof(struct vm, jit.guard_left);

    asm_before_call(as);
    emit_store64(&as->e, REG_VM, guard_left, REG_GUARDS);
    asm_load_address(as, RDI, o);
    emit_lea(&as->e, RSI, REG_FRAME, as->ir->snaps[ins->snap].frame);
    emit_mov_rr(&as->e, RDX, REG_VM);
    emit_call_abs(&as->e, (const void *)jit_handler(as->vm, o));
    emit_load64(&as->e, REG_GUARDS, REG_VM, guard_left);
    check_next(as, ins);
}

/* ---- strings that die ---------------------------------------------------------------------------- */

void asm_release(struct assembler *as, const struct ir_ins *ins)
{
    struct asm_cold *cold = &as->cold[as->cold_count++];

    *cold = (struct asm_cold){.reg = (uint8_t)asm_use(as, ins->a)};
    cold->in = emit_label(&as->e);
    cold->back = emit_label(&as->e);
    for (enum reg r = RAX; r <= XMM15; r++)
        if ((ASM_CALLER_SAVED >> r & 1) && as->owner[r] != 0 &&
            !asm_is_dead(as, as->owner[r], 2 * as->now + 1))
            cold->live |= 1u << r;
    emit_dec32_m(&as->e, cold->reg, offsetof(struct counted, refcount));
    emit_jcc(&as->e, CC_E, cold->in);
    emit_bind(&as->e, cold->back);
}

static void save_live(struct assembler *as, uint32_t live, bool restore)
{
    int32_t disp = 0;

    for (enum reg r = RAX; r <= XMM15; r++) {
        if (!(live >> r & 1))
            continue;
        if (restore)
            asm_load(as, r, RSP, disp);
        else
            asm_store(as, RSP, disp, r);
        disp += 8;
    }
}

/* It saves and restores the registers by itself, below the spill slots, so that where values are does not
 * depend on whether it ran. */
static void emit_free_string(struct assembler *as, const struct asm_cold *cold)
{
    int32_t size = (8 * __builtin_popcount(cold->live) + 15) & -16;

    emit_bind(&as->e, cold->in);
    if (size != 0)
        emit_alu_ri(&as->e, ALU_SUB, RSP, size);
    save_live(as, cold->live, false);
    emit_mov_rr(&as->e, RSI, cold->reg);
    emit_mov_rr(&as->e, RDI, REG_VM);
    emit_call_abs(&as->e, (const void *)counted_free);
    save_live(as, cold->live, true);
    if (size != 0)
        emit_alu_ri(&as->e, ALU_ADD, RSP, size);
    emit_jmp(&as->e, cold->back);
}

void asm_cold(struct assembler *as)
{
    for (uint32_t i = 0; i < as->cold_count; i++)
        emit_free_string(as, &as->cold[i]);
}
