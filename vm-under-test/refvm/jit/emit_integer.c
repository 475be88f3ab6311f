/* emit_integer.c: integer arithmetic; see emit.h. */
#include "jit/emit_parts.h"

/* The two-operand operations are encoded alike: the operation stands in bits 3 to 5 of the opcode, or in
 * the reg field where the second operand is an immediate. */
enum { ALU_TO_MEMORY = 0x01, ALU_TO_REG = 0x03, ALU_IMM8 = 0x83, ALU_IMM32 = 0x81, ALU_BYTE_IMM8 = 0x80 };

static unsigned alu_opcode(enum alu op, unsigned form)
{
    return (unsigned)op << 3 | form;
}

static void encode_alu_imm(struct emit_insn *in, int32_t i)
{
    emit_encode_imm(in, (uint32_t)i, emit_fits8(i) ? 1 : 4);
}

static void alu_ri(struct emit *e, unsigned width, enum alu op, enum reg d, int32_t i)
{
    struct emit_insn in = {.size = 0};
    emit_encode_rr(&in, width | (emit_fits8(i) ? ALU_IMM8 : ALU_IMM32), op, d);
    encode_alu_imm(&in, i);
    emit_insn(e, &in);
}

static void alu_mi(struct emit *e, unsigned width, enum alu op, enum reg base, int32_t disp, int32_t i)
{
    struct emit_insn in = {.size = 0};
    emit_encode_rm(&in, width | (emit_fits8(i) ? ALU_IMM8 : ALU_IMM32), op, base, disp);
    encode_alu_imm(&in, i);
    emit_insn(e, &in);
}

void emit_alu_rr(struct emit *e, enum alu op, enum reg d, enum reg s)
{
    emit_op_rr(e, OP_W | alu_opcode(op, ALU_TO_REG), d, s);
}

void emit_alu_ri(struct emit *e, enum alu op, enum reg d, int32_t i)
{
    alu_ri(e, OP_W, op, d, i);
}

void emit_alu_rm(struct emit *e, enum alu op, enum reg d, enum reg base, int32_t disp)
{
    emit_op_rm(e, OP_W | alu_opcode(op, ALU_TO_REG), d, base, disp);
}

void emit_alu_mr(struct emit *e, enum alu op, enum reg base, int32_t disp, enum reg s)
{
    emit_op_rm(e, OP_W | alu_opcode(op, ALU_TO_MEMORY), s, base, disp);
}

void emit_alu_mi(struct emit *e, enum alu op, enum reg base, int32_t disp, int32_t i)
{
    alu_mi(e, OP_W, op, base, disp, i);
}

void emit_alu32_rr(struct emit *e, enum alu op, enum reg d, enum reg s)
{
    emit_op_rr(e, alu_opcode(op, ALU_TO_REG), d, s);
}

void emit_alu32_ri(struct emit *e, enum alu op, enum reg d, int32_t i)
{
    alu_ri(e, 0, op, d, i);
}

void emit_alu32_rm(struct emit *e, enum alu op, enum reg d, enum reg base, int32_t disp)
{
    emit_op_rm(e, alu_opcode(op, ALU_TO_REG), d, base, disp);
}

void emit_alu32_mi(struct emit *e, enum alu op, enum reg base, int32_t disp, int32_t i)
{
    alu_mi(e, 0, op, base, disp, i);
}

void emit_alu8_mi(struct emit *e, enum alu op, enum reg base, int32_t disp, uint8_t i)
{
    struct emit_insn in = {.size = 0};
    emit_encode_rm(&in, ALU_BYTE_IMM8, op, base, disp);
    emit_encode_imm(&in, i, 1);
    emit_insn(e, &in);
}

void emit_test_rr(struct emit *e, enum reg a, enum reg b)
{
    emit_op_rr(e, OP_W | 0x85, b, a);
}

void emit_test32_ri(struct emit *e, enum reg a, uint32_t i)
{
    struct emit_insn in = {.size = 0};
    emit_encode_rr(&in, 0xf7, 0, a);
    emit_encode_imm(&in, i, 4);
    emit_insn(e, &in);
}

void emit_test8_mi(struct emit *e, enum reg base, int32_t disp, uint8_t i)
{
    struct emit_insn in = {.size = 0};
    emit_encode_rm(&in, 0xf6, 0, base, disp);
    emit_encode_imm(&in, i, 1);
    emit_insn(e, &in);
}

void emit_test32_mi(struct emit *e, enum reg base, int32_t disp, uint32_t i)
{
    struct emit_insn in = {.size = 0};
    emit_encode_rm(&in, 0xf7, 0, base, disp);
    emit_encode_imm(&in, i, 4);
    emit_insn(e, &in);
}

void emit_imul_rr(struct emit *e, enum reg d, enum reg s)
{
    emit_op_rr(e, OP_W | OP_0F | 0xaf, d, s);
}

void emit_imul_rri(struct emit *e, enum reg d, enum reg s, int32_t i)
{
    struct emit_insn in = {.size = 0};
    emit_encode_rr(&in, OP_W | (emit_fits8(i) ? 0x6b : 0x69), d, s);
    encode_alu_imm(&in, i);
    emit_insn(e, &in);
}

void emit_imul_rm(struct emit *e, enum reg d, enum reg base, int32_t disp)
{
    emit_op_rm(e, OP_W | OP_0F | 0xaf, d, base, disp);
}

void emit_cqo(struct emit *e)
{
    emit_bytes(e, (const uint8_t[]){0x48, 0x99}, 2);
}

void emit_idiv_r(struct emit *e, enum reg s)
{
    emit_op_rr(e, OP_W | 0xf7, 7, s);
}

void emit_neg(struct emit *e, enum reg d)
{
    emit_op_rr(e, OP_W | 0xf7, 3, d);
}

void emit_not(struct emit *e, enum reg d)
{
    emit_op_rr(e, OP_W | 0xf7, 2, d);
}

void emit_shift_ri(struct emit *e, enum shift op, enum reg d, uint8_t i)
{
    struct emit_insn in = {.size = 0};
    emit_encode_rr(&in, OP_W | 0xc1, op, d);
    emit_encode_imm(&in, i, 1);
    emit_insn(e, &in);
}

void emit_shift_rcl(struct emit *e, enum shift op, enum reg d)
{
    emit_op_rr(e, OP_W | 0xd3, op, d);
}

void emit_inc32_m(struct emit *e, enum reg base, int32_t disp)
{
    emit_op_rm(e, 0xff, 0, base, disp);
}

void emit_dec32_m(struct emit *e, enum reg base, int32_t disp)
{
    emit_op_rm(e, 0xff, 1, base, disp);
}

void emit_inc64_m(struct emit *e, enum reg base, int32_t disp)
{
    emit_op_rm(e, OP_W | 0xff, 0, base, disp);
}

void emit_dec64_m(struct emit *e, enum reg base, int32_t disp)
{
    emit_op_rm(e, OP_W | 0xff, 1, base, disp);
}

void emit_setcc(struct emit *e, enum cc cc, enum reg d)
{
    emit_op_rr(e, OP_0F | OP_BYTE_RM | (0x90 + (unsigned)cc), 0, d);
}

void emit_movzx8(struct emit *e, enum reg d, enum reg s)
{
    emit_op_rr(e, OP_0F | OP_BYTE_RM | 0xb6, d, s);
}

void emit_cmov(struct emit *e, enum cc cc, enum reg d, enum reg s)
{
    emit_op_rr(e, OP_W | OP_0F | (0x40 + (unsigned)cc), d, s);
}
