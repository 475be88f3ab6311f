/* emit_move.c: moves between general registers and memory; see emit.h. */
#include <assert.h>

#include "jit/emit_parts.h"

void emit_mov_rr(struct emit *e, enum reg d, enum reg s)
{
    if (d != s)
        emit_op_rr(e, OP_W | 0x8b, d, s);
}

void emit_mov_ri(struct emit *e, enum reg d, uint64_t i)
{
    if (i == 0)
        emit_op_rr(e, 0x33, d, d);
    else
        emit_mov_ri_keep(e, d, i);
}

/* A 32-bit move clears the upper half, so that the long forms are for negative and for large ones only. */
void emit_mov_ri_keep(struct emit *e, enum reg d, uint64_t i)
{
    struct emit_insn in = {.size = 0};
    if (i <= UINT32_MAX) {
        emit_encode_r(&in, 0xb8, d);
        emit_encode_imm(&in, i, 4);
    } else if (emit_fits32((int64_t)i)) {
        emit_encode_rr(&in, OP_W | 0xc7, 0, d);
        emit_encode_imm(&in, i, 4);
    } else {
        emit_encode_r(&in, OP_W | 0xb8, d);
        emit_encode_imm(&in, i, 8);
    }
    emit_insn(e, &in);
}

void emit_load64(struct emit *e, enum reg d, enum reg base, int32_t disp)
{
    emit_op_rm(e, OP_W | 0x8b, d, base, disp);
}

void emit_load32(struct emit *e, enum reg d, enum reg base, int32_t disp)
{
    emit_op_rm(e, 0x8b, d, base, disp);
}

void emit_load8(struct emit *e, enum reg d, enum reg base, int32_t disp)
{
    emit_op_rm(e, OP_0F | 0xb6, d, base, disp);
}

void emit_store64(struct emit *e, enum reg base, int32_t disp, enum reg s)
{
    emit_op_rm(e, OP_W | 0x89, s, base, disp);
}

void emit_store32(struct emit *e, enum reg base, int32_t disp, enum reg s)
{
    emit_op_rm(e, 0x89, s, base, disp);
}

void emit_store8(struct emit *e, enum reg base, int32_t disp, enum reg s)
{
    emit_op_rm(e, OP_BYTE_REG | 0x88, s, base, disp);
}

void emit_store32_i(struct emit *e, enum reg base, int32_t disp, uint32_t i)
{
    struct emit_insn in = {.size = 0};
    emit_encode_rm(&in, 0xc7, 0, base, disp);
    emit_encode_imm(&in, i, 4);
    emit_insn(e, &in);
}

void emit_store64_i(struct emit *e, enum reg base, int32_t disp, uint64_t i)
{
    if (!emit_fits32((int64_t)i)) {
        assert(base != REG_SCRATCH);
        emit_mov_ri_keep(e, REG_SCRATCH, i);
        emit_store64(e, base, disp, REG_SCRATCH);
        return;
    }
    struct emit_insn in = {.size = 0};
    emit_encode_rm(&in, OP_W | 0xc7, 0, base, disp);
    emit_encode_imm(&in, i, 4);
    emit_insn(e, &in);
}

void emit_lea(struct emit *e, enum reg d, enum reg base, int32_t disp)
{
    emit_op_rm(e, OP_W | 0x8d, d, base, disp);
}

void emit_lea_x(struct emit *e, enum reg d, enum reg base, enum reg index, int scale, int32_t disp)
{
    emit_op_rx(e, OP_W | 0x8d, d, base, index, scale, disp);
}

void emit_load64_x(struct emit *e, enum reg d, enum reg base, enum reg index, int scale, int32_t disp)
{
    emit_op_rx(e, OP_W | 0x8b, d, base, index, scale, disp);
}

void emit_load32_x(struct emit *e, enum reg d, enum reg base, enum reg index, int scale, int32_t disp)
{
    emit_op_rx(e, 0x8b, d, base, index, scale, disp);
}
