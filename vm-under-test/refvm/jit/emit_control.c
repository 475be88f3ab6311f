/* emit_control.c: jumps and calls out of the buffer; those to labels are in emit.c. See emit.h. */
#include "jit/emit_parts.h"

enum { JMP_EXTENSION = 4, CALL_EXTENSION = 2 };

void emit_jmp_r(struct emit *e, enum reg r)
{
    emit_op_rr(e, 0xff, JMP_EXTENSION, r);
}

void emit_jmp_m(struct emit *e, enum reg base, int32_t disp)
{
    emit_op_rm(e, 0xff, JMP_EXTENSION, base, disp);
}

void emit_jmp_slot(struct emit *e, const void *slot)
{
    emit_mov_ri_keep(e, REG_SCRATCH, (uintptr_t)slot);
    emit_jmp_m(e, REG_SCRATCH, 0);
}

void emit_jmp_abs(struct emit *e, const void *target)
{
    emit_mov_ri_keep(e, REG_SCRATCH, (uintptr_t)target);
    emit_jmp_r(e, REG_SCRATCH);
}

void emit_call_abs(struct emit *e, const void *target)
{
    emit_mov_ri_keep(e, REG_SCRATCH, (uintptr_t)target);
    emit_op_rr(e, 0xff, CALL_EXTENSION, REG_SCRATCH);
}

void emit_leave(struct emit *e, const void *leave)
{
    emit_mov_ri_keep(e, RCX, (uintptr_t)leave);
    emit_jmp_r(e, RCX);
}

void emit_ret(struct emit *e)
{
    emit_bytes(e, (const uint8_t[]){0xc3}, 1);
}

void emit_int3(struct emit *e)
{
    emit_bytes(e, (const uint8_t[]){0xcc}, 1);
}

void emit_nop(struct emit *e)
{
    emit_bytes(e, (const uint8_t[]){0x90}, 1);
}

/* One instruction for each length, as the manuals recommend them; they cost less than as many one-byte
 * ones. */
enum { NOP_MAX = 9 };

static const uint8_t nops[NOP_MAX][NOP_MAX] = {
    {0x90},
    {0x66, 0x90},
    {0x0f, 0x1f, 0x00},
    {0x0f, 0x1f, 0x40, 0x00},
    {0x0f, 0x1f, 0x44, 0x00, 0x00},
    {0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00},
    {0x0f, 0x1f, 0x80, 0x00, 0x00, 0x00, 0x00},
    {0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00},
    {0x66, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00},
};

void emit_align(struct emit *e, unsigned alignment)
{
    size_t left = -e->size & (alignment - 1);
    while (left > 0 && emit_ok(e)) {
        size_t size = left < NOP_MAX ? left : NOP_MAX;
        emit_bytes(e, nops[size - 1], size);
        left -= size;
    }
}
