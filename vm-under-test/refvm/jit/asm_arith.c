/* asm_arith.c: arithmetic.
 *
 * Instructions of the machine overwrite their first operand; so the result's register is a copy of it, or
 * its own when nobody needs the operand afterwards. An overflow guard's exit counts among those. */
#include "jit/asm.h"

/* The second operand: a register, an immediate, or a spill slot. */
struct source {
    enum reg reg; /* REG_NONE: one of the others */
    bool is_imm;
    int32_t i; /* the immediate, or the slot's displacement */
};

static struct source source_of(struct assembler *as, ir_ref ref)
{
    const struct asm_value *v = asm_value(as, ref);
    struct source s = {.reg = REG_NONE};

    s.is_imm = asm_imm(as, ref, &s.i);
    if (s.is_imm)
        return s;
    if (v->reg == REG_NONE && v->next == 0 && (v->flags & ASM_STORED))
        s.i = asm_slot_disp(as, v->slot);
    else
        s.reg = asm_use(as, ref);
    return s;
}

static bool is_commutative(uint8_t op)
{
    return op == IR_ADD || op == IR_MUL || op == IR_AND || op == IR_OR || op == IR_XOR;
}

/* The result's register. If it is that of the second operand, which dies here, the operands change places.
 */
static enum reg result_of(struct assembler *as, const struct ir_ins *ins, ir_ref ref, enum reg *a,
                          struct source *b)
{
    enum reg d;

    if (!is_commutative(ins->op) && b->reg != REG_NONE && b->reg != *a)
        as->forbid |= 1u << b->reg;
    as->hint = *a;
    d = asm_def(as, ref);
    if (d == b->reg && d != *a) {
        b->reg = *a;
        *a = d;
    }
    return d;
}

/* ---- integers ------------------------------------------------------------------------------------ */

static void emit_alu(struct emit *e, enum alu op, enum reg d, struct source b)
{
    if (b.is_imm)
        emit_alu_ri(e, op, d, b.i);
    else if (b.reg != REG_NONE)
        emit_alu_rr(e, op, d, b.reg);
    else
        emit_alu_rm(e, op, d, RSP, b.i);
}

static void emit_mul(struct emit *e, enum reg d, enum reg a, struct source b)
{
    if (b.is_imm) {
        emit_imul_rri(e, d, a, b.i);
        return;
    }
    emit_mov_rr(e, d, a);
    if (b.reg != REG_NONE)
        emit_imul_rr(e, d, b.reg);
    else
        emit_imul_rm(e, d, RSP, b.i);
}

static enum alu alu_of(uint8_t op)
{
    switch (op) {
    case IR_SUB:
        return ALU_SUB;
    case IR_AND:
        return ALU_AND;
    case IR_OR:
        return ALU_OR;
    case IR_XOR:
        return ALU_XOR;
    default:
        return ALU_ADD;
    }
}

/* An addition that need not set flags can have its result anywhere. */
static bool emit_sum(struct emit *e, const struct ir_ins *ins, enum reg d, enum reg a, struct source b)
{
    if (ins->op != IR_ADD || (ins->flags & IRF_GUARD) || d == a || (!b.is_imm && b.reg == REG_NONE))
        return false;
    if (b.is_imm)
        emit_lea(e, d, a, b.i);
    else
        emit_lea_x(e, d, a, b.reg, 1, 0);
    return true;
}

static void emit_int(struct emit *e, const struct ir_ins *ins, enum reg d, enum reg a, struct source b)
{
    if (emit_sum(e, ins, d, a, b))
        return;
    if (ins->op == IR_MUL) {
        emit_mul(e, d, a, b);
        return;
    }
    emit_mov_rr(e, d, a);
    emit_alu(e, alu_of(ins->op), d, b);
}

static void binary_int(struct assembler *as, const struct ir_ins *ins, ir_ref ref)
{
    bool swap = is_commutative(ins->op) && ir_is_const(ins->a);
    enum reg a = asm_use(as, swap ? ins->b : ins->a), d;
    struct source b = source_of(as, swap ? ins->a : ins->b);

    d = result_of(as, ins, ref, &a, &b);
    if (ins->flags & IRF_GUARD) {
        uint32_t exit = asm_guard(as);

        emit_int(&as->e, ins, d, a, b);
        emit_jcc(&as->e, CC_O, exit);
    } else {
        emit_int(&as->e, ins, d, a, b);
    }
}

static void divide(struct assembler *as, const struct ir_ins *ins, ir_ref ref)
{
    enum reg a, b, result = ins->op == IR_DIV ? RAX : RDX;

    asm_vacate(as, RDX);
    as->forbid |= 1u << RDX;
    a = asm_use(as, ins->a);
    b = asm_use(as, ins->b);
    emit_mov_rr(&as->e, RAX, a);
    emit_cqo(&as->e);
    emit_idiv_r(&as->e, b);
    as->forbid = 0;
    as->hint = RDX;
    emit_mov_rr(&as->e, asm_def(as, ref), result);
}

static void shift_by_const(struct assembler *as, const struct ir_ins *ins, ir_ref ref, enum shift op)
{
    enum reg a = asm_use(as, ins->a), d;

    as->hint = a;
    d = asm_def(as, ref);
    emit_mov_rr(&as->e, d, a);
    emit_shift_ri(&as->e, op, d, (uint8_t)(asm_bits(as, ins->b) & 63));
}

/* The count is in cl. */
static void shift(struct assembler *as, const struct ir_ins *ins, ir_ref ref)
{
    enum shift op = ins->op == IR_SHL ? SHIFT_SHL : SHIFT_SAR;
    enum reg a, d;

    if (ir_is_const(ins->b)) {
        shift_by_const(as, ins, ref, op);
        return;
    }
    if (asm_value(as, ins->b)->reg != RCX) {
        asm_vacate(as, RCX);
        as->forbid |= 1u << RCX;
        emit_mov_rr(&as->e, RCX, asm_use(as, ins->b));
    }
    as->pinned |= 1u << RCX;
    as->forbid |= 1u << RCX;
    a = asm_use(as, ins->a);
    as->hint = a;
    d = asm_def(as, ref);
    emit_mov_rr(&as->e, d, a);
    emit_shift_rcl(&as->e, op, d);
}

/* ---- floats -------------------------------------------------------------------------------------- */

static void binary_float(struct assembler *as, const struct ir_ins *ins, ir_ref ref)
{
    static const enum fop fops[] = {
        [IR_ADD] = FOP_ADD, [IR_SUB] = FOP_SUB, [IR_MUL] = FOP_MUL, [IR_DIV] = FOP_DIV};
    enum reg a = asm_use(as, ins->a), d;
    struct source b = source_of(as, ins->b);

    d = result_of(as, ins, ref, &a, &b);
    emit_movf_rr(&as->e, d, a);
    if (b.reg != REG_NONE)
        emit_f_rr(&as->e, fops[ins->op], d, b.reg);
    else
        emit_f_rm(&as->e, fops[ins->op], d, RSP, b.i);
}

void asm_arith(struct assembler *as, const struct ir_ins *ins, ir_ref ref)
{
    if (irt_is_float(ins->type) && ins->op >= IR_ADD && ins->op <= IR_DIV)
        binary_float(as, ins, ref);
    else if (ins->op == IR_DIV || ins->op == IR_MOD)
        divide(as, ins, ref);
    else if (ins->op == IR_SHL || ins->op == IR_SAR)
        shift(as, ins, ref);
    else
        binary_int(as, ins, ref);
}

/* ---- one operand --------------------------------------------------------------------------------- */

void asm_unary(struct assembler *as, const struct ir_ins *ins, ir_ref ref)
{
    enum reg a = asm_use(as, ins->a), d;

    as->hint = a;
    d = asm_def(as, ref);
    switch (ins->op) {
    case IR_NOT:
        emit_mov_rr(&as->e, d, a);
        emit_not(&as->e, d);
        break;
    case IR_CONV:
        emit_cvtsi2sd(&as->e, d, a);
        break;
    case IR_ZEXT:
        emit_mov_rr(&as->e, d, a);
        break;
    default:
        emit_f_rr(&as->e, FOP_SQRT, d, a);
    }
}
