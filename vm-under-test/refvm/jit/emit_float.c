/* emit_float.c: doubles in xmm registers; see emit.h. */
#include <string.h>

#include "jit/emit_parts.h"

enum { OP_SD = OP_F2 | OP_0F, OP_LOAD_SD = OP_SD | 0x10, OP_STORE_SD = OP_SD | 0x11 };

void emit_f_rr(struct emit *e, enum fop op, enum reg d, enum reg s)
{
    emit_op_rr(e, OP_SD | (unsigned)op, d, s);
}

void emit_f_rm(struct emit *e, enum fop op, enum reg d, enum reg base, int32_t disp)
{
    emit_op_rm(e, OP_SD | (unsigned)op, d, base, disp);
}

/* The whole register, so that nothing waits for what was in its upper half. */
void emit_movf_rr(struct emit *e, enum reg d, enum reg s)
{
    if (d != s)
        emit_op_rr(e, OP_0F | 0x28, d, s);
}

void emit_loadf(struct emit *e, enum reg d, enum reg base, int32_t disp)
{
    emit_op_rm(e, OP_LOAD_SD, d, base, disp);
}

void emit_storef(struct emit *e, enum reg base, int32_t disp, enum reg s)
{
    emit_op_rm(e, OP_STORE_SD, s, base, disp);
}

void emit_loadf_x(struct emit *e, enum reg d, enum reg base, enum reg index, int scale, int32_t disp)
{
    emit_op_rx(e, OP_LOAD_SD, d, base, index, scale, disp);
}

void emit_movq_fr(struct emit *e, enum reg d, enum reg s)
{
    emit_op_rr(e, OP_66 | OP_W | OP_0F | 0x6e, d, s);
}

void emit_movq_rf(struct emit *e, enum reg d, enum reg s)
{
    emit_op_rr(e, OP_66 | OP_W | OP_0F | 0x7e, s, d);
}

void emit_movf_i(struct emit *e, enum reg d, double v)
{
    uint64_t bits; /* -0.0 is another number than 0.0 */
    memcpy(&bits, &v, sizeof bits);
    if (bits == 0) {
        emit_xorps(e, d, d);
        return;
    }
    emit_mov_ri_keep(e, REG_SCRATCH, bits);
    emit_movq_fr(e, d, REG_SCRATCH);
}

void emit_cvtsi2sd(struct emit *e, enum reg d, enum reg s)
{
    emit_xorps(e, d, d);
    emit_op_rr(e, OP_SD | OP_W | 0x2a, d, s);
}

void emit_cvtsi2sd_m(struct emit *e, enum reg d, enum reg base, int32_t disp)
{
    emit_xorps(e, d, d);
    emit_op_rm(e, OP_SD | OP_W | 0x2a, d, base, disp);
}

void emit_cvttsd2si(struct emit *e, enum reg d, enum reg s)
{
    emit_op_rr(e, OP_SD | OP_W | 0x2c, d, s);
}

void emit_ucomisd(struct emit *e, enum reg a, enum reg b)
{
    emit_op_rr(e, OP_66 | OP_0F | 0x2e, a, b);
}

void emit_ucomisd_rm(struct emit *e, enum reg a, enum reg base, int32_t disp)
{
    emit_op_rm(e, OP_66 | OP_0F | 0x2e, a, base, disp);
}

void emit_xorps(struct emit *e, enum reg d, enum reg s)
{
    emit_op_rr(e, OP_0F | 0x57, d, s);
}
