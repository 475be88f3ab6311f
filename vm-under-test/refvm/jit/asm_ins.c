/* asm_ins.c: from one instruction to machine code. */
#include "jit/asm.h"

static void dispatch(struct assembler *as, const struct ir_ins *ins, ir_ref ref)
{
    switch ((enum ir_op)ins->op) {
    case IR_NOP:
    case IR_PLOAD:
    case IR_CARG:
    case IR_PHI:
        break;
    case IR_SLOAD:
        asm_load_slot(as, ins, ref);
        break;
    case IR_SSTORE:
        asm_store_slot(as, ins);
        break;
    case IR_SADDR:
    case IR_FIELD:
        asm_make_address(as, ref);
        break;
    case IR_INDEX:
        asm_index(as, ins, ref);
        break;
    case IR_XLOAD:
        asm_load_word(as, ins, ref);
        break;
    case IR_XSTORE:
        asm_store_word(as, ins);
        break;
    case IR_VLOAD:
        asm_load_value(as, ins, ref);
        break;
    case IR_VSTORE:
        asm_store_value(as, ins);
        break;
    case IR_VINFO:
        asm_load_info(as, ins, ref);
        break;
    case IR_EQ:
    case IR_NE:
    case IR_LT:
    case IR_LE:
    case IR_GT:
    case IR_GE:
    case IR_ULT:
        asm_compare(as, ins);
        break;
    case IR_TESTZ:
        asm_testz(as, ins);
        break;
    case IR_ADD:
    case IR_SUB:
    case IR_MUL:
    case IR_DIV:
    case IR_MOD:
    case IR_AND:
    case IR_OR:
    case IR_XOR:
    case IR_SHL:
    case IR_SAR:
        asm_arith(as, ins, ref);
        break;
    case IR_NOT:
    case IR_CONV:
    case IR_ZEXT:
    case IR_SQRT:
        asm_unary(as, ins, ref);
        break;
    case IR_RETAIN:
        asm_retain(as, ins);
        break;
    case IR_RELEASE:
        asm_release(as, ins);
        break;
    case IR_CALL:
        asm_call(as, ins, ref);
        break;
    case IR_HCALL:
        asm_handler_call(as, ins);
        break;
    case IR_SAFEPOINT:
        asm_safepoint(as);
        break;
    case IR_STACKROOM:
        asm_stack_room(as, ins);
        break;
    case IR_REBASE:
        asm_rebase(as, ins);
        break;
    case IR_LOOP:
        asm_loop_begin(as);
        break;
    case IR_SHADOW:
        asm_shadow(as, ins);
        break;
    default:
        asm_fail(as, STOP_NYI);
    }
}

/* From here on each operand's next use is the one behind this instruction. */
static void pass_uses(struct assembler *as, const struct ir_ins *ins)
{
    ir_ref refs[2];

    asm_operands(as, ins, refs);
    if (refs[0] != IR_REF_NONE)
        asm_value(as, refs[0])->next = as->next_a[as->now];
    if (refs[1] != IR_REF_NONE)
        asm_value(as, refs[1])->next = as->next_b[as->now];
}

/* May it do something that is not undone by an exit, or begin another block? */
static bool ends_group(const struct ir_ins *ins)
{
    uint8_t kind = ir_modes[ins->op].kind;

    return kind == IRK_STORE || kind == IRK_EFFECT || ins->op == IR_SAFEPOINT || ins->op == IR_LOOP;
}

/* What an exit needs is kept until the last guard of its snapshot. */
void asm_ins(struct assembler *as, ir_ref ref)
{
    const struct ir_ins *ins = ir_at(as->ir, ref);

    if ((ins->flags & IRF_DEAD) || (asm_value(as, ref)->flags & ASM_FUSED))
        return;
    as->now = ref - IR_BASE;
    as->pinned = as->forbid = 0;
    as->hint = REG_NONE;
    if (ends_group(ins))
        asm_count_guards(as);
    pass_uses(as, ins);
    dispatch(as, ins, ref);
    if (as->group != NULL && as->snap_last[as->group->snap] <= as->now)
        asm_count_guards(as);
}
