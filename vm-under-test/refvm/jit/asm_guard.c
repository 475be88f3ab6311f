/* asm_guard.c: instructions that only check.
 *
 * Guards are counted behind their comparisons, several at once: see asm_exit.c. */
#include "jit/asm.h"

/* ---- integers, words, addresses ------------------------------------------------------------------ */

/* The condition that holds, and the one when the operands have changed places. */
static const enum cc conditions[IR_OP_COUNT] = {
    [IR_EQ] = CC_E, [IR_NE] = CC_NE, [IR_LT] = CC_L,  [IR_LE] = CC_LE,
    [IR_GT] = CC_G, [IR_GE] = CC_GE, [IR_ULT] = CC_B,
};
static const enum cc conditions_swapped[IR_OP_COUNT] = {
    [IR_EQ] = CC_E, [IR_NE] = CC_NE, [IR_LT] = CC_G,  [IR_LE] = CC_GE,
    [IR_GT] = CC_L, [IR_GE] = CC_LE, [IR_ULT] = CC_A,
};

/* Words are zero-extended in registers, so that 64 bits are compared, whatever the type. */
static void compare_int(struct assembler *as, const struct ir_ins *ins)
{
    bool swap = ir_is_const(ins->a) && !ir_is_const(ins->b);
    ir_ref second = swap ? ins->a : ins->b;
    enum cc cc = (swap ? conditions_swapped : conditions)[ins->op];
    enum reg a = asm_use(as, swap ? ins->b : ins->a), b = REG_SCRATCH;
    bool is_const = ir_is_const(second), is_imm;
    uint32_t exit;
    int32_t i;

    if (!is_const)
        b = asm_use(as, second);
    exit = asm_guard(as);
    is_imm = asm_imm(as, second, &i);
    if (is_imm && i == 0) {
        emit_test_rr(&as->e, a, a);
    } else if (is_imm) {
        emit_alu_ri(&as->e, ALU_CMP, a, i);
    } else {
        if (is_const)
            asm_load_const(as, REG_SCRATCH, second);
        emit_alu_rr(&as->e, ALU_CMP, a, b);
    }
    emit_jcc(&as->e, ins->flags & IRF_NOT ? cc : cc_not(cc), exit);
}

/* ---- floats -------------------------------------------------------------------------------------- */

/* After ucomisd a, b: CF is set when a < b or unordered, ZF when equal or unordered, PF when unordered. So
 * "above" and "above or equal" are false when unordered, as every comparison of the IR is; a < b is asked
 * as b > a. */
static void compare_order(struct assembler *as, const struct ir_ins *ins)
{
    bool swap = ins->op == IR_LT || ins->op == IR_LE;
    enum cc cc = ins->op == IR_LT || ins->op == IR_GT ? CC_A : CC_AE;
    enum reg a = asm_use(as, ins->a), b = asm_use(as, ins->b);
    uint32_t exit = asm_guard(as);

    emit_ucomisd(&as->e, swap ? b : a, swap ? a : b);
    emit_jcc(&as->e, ins->flags & IRF_NOT ? cc : cc_not(cc), exit);
}

/* Unordered looks like equal, so that PF has to be asked too. */
static void compare_equal(struct assembler *as, const struct ir_ins *ins)
{
    enum cc cc = ins->op == IR_EQ ? CC_E : CC_NE;
    enum reg a = asm_use(as, ins->a), b = asm_use(as, ins->b);
    uint32_t exit = asm_guard(as);

    emit_ucomisd(&as->e, a, b);
    if (ins->flags & IRF_NOT) {
        uint32_t over = emit_label(&as->e);

        emit_jcc(&as->e, CC_P, over);
        emit_jcc(&as->e, cc, exit);
        emit_bind(&as->e, over);
    } else {
        emit_jcc(&as->e, CC_P, exit);
        emit_jcc(&as->e, cc_not(cc), exit);
    }
}

void asm_compare(struct assembler *as, const struct ir_ins *ins)
{
    if (!irt_is_float(ins->type))
        compare_int(as, ins);
    else if (ins->op == IR_EQ || ins->op == IR_NE)
        compare_equal(as, ins);
    else
        compare_order(as, ins);
}

/* ---- others -------------------------------------------------------------------------------------- */

void asm_testz(struct assembler *as, const struct ir_ins *ins)
{
    enum reg a = asm_use(as, ins->a);
    uint32_t exit = asm_guard(as);

    emit_test32_ri(&as->e, a, ins->b);
    emit_jcc(&as->e, ins->flags & IRF_NOT ? CC_E : CC_NE, exit);
}

/* The room ends above the segment's end also if `a` lies above that, in another segment. */
void asm_stack_room(struct assembler *as, const struct ir_ins *ins)
{
    struct asm_mem m = asm_address(as, ins->a);
    uint32_t exit = asm_guard(as);

    emit_lea(&as->e, REG_SCRATCH, m.base, m.disp + (int32_t)ins->b);
    emit_alu_rm(&as->e, ALU_CMP, REG_SCRATCH, REG_VM, offsetof(struct vm, stack.end));
    emit_jcc(&as->e, CC_A, exit);
}

/* No guard: what happens there is the program's own event, and counted by itself. */
void asm_safepoint(struct assembler *as)
{
    uint32_t exit = asm_exit(as);

    emit_dec64_m(&as->e, REG_VM, offsetof(struct vm, safepoint_left));
    emit_jcc(&as->e, CC_E, exit);
}
