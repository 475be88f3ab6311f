/* emit_parts.h: how instructions are encoded; for emit*.c only.
 *
 * An instruction is put together in a struct emit_insn (opcode with registers or memory, then an
 * immediate), and goes to the buffer as a whole.
 */
#ifndef REFVM_JIT_EMIT_PARTS_H
#define REFVM_JIT_EMIT_PARTS_H

#include "jit/emit.h"

enum { EMIT_INSN_MAX = 16 }; /* the longest that exists has 15 bytes */

struct emit_insn {
    uint8_t bytes[EMIT_INSN_MAX];
    unsigned size;
};

/* An opcode is its last byte with these: */
enum {
    OP_W = 1 << 8,         /* 64 bits */
    OP_0F = 1 << 9,        /* the two-byte map */
    OP_66 = 1 << 10,       /* prefixes */
    OP_F2 = 1 << 11,       /* */
    OP_BYTE_REG = 1 << 12, /* the register in the reg field is a byte: 4..7 are spl..dil by a REX prefix */
    OP_BYTE_RM = 1 << 13,  /* the one in the rm field */
};

/* Opcode and operands. `reg` is a register or an opcode's extension ("/5"). */
void emit_encode_rr(struct emit_insn *in, unsigned op, unsigned reg, enum reg rm);
void emit_encode_rm(struct emit_insn *in, unsigned op, unsigned reg, enum reg base, int32_t disp);
void emit_encode_rx(struct emit_insn *in, unsigned op, unsigned reg, enum reg base, enum reg index,
                    int scale, int32_t disp);
/* A register within the opcode ("+r"). */
void emit_encode_r(struct emit_insn *in, unsigned op, enum reg r);
/* The low bytes of an immediate, behind the operands. */
void emit_encode_imm(struct emit_insn *in, uint64_t i, unsigned size);

/* To the buffer. */
void emit_bytes(struct emit *e, const uint8_t *bytes, size_t size);
void emit_insn(struct emit *e, const struct emit_insn *in);

/* Whole instructions without immediate. */
void emit_op_rr(struct emit *e, unsigned op, unsigned reg, enum reg rm);
void emit_op_rm(struct emit *e, unsigned op, unsigned reg, enum reg base, int32_t disp);
void emit_op_rx(struct emit *e, unsigned op, unsigned reg, enum reg base, enum reg index, int scale,
                int32_t disp);

static inline bool emit_fits8(int64_t i)
{
    return i == (int8_t)i;
}

static inline bool emit_fits32(int64_t i)
{
    return i == (int32_t)i;
}

#endif
