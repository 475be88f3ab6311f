/* emit.h: an assembler for the x86-64 instructions that the compilers use.
 *
 * Bytes go to a growable buffer in compiler memory; the code is position-independent (jumps inside are
 * relative; everything outside is an absolute address in a register), so that a finished buffer is copied
 * to code memory as it is. An error is sticky: after a failed growth every call does nothing and
 * emit_ok() is false, so that callers look once, at the end.
 *
 * Conventions of all compiled code
 *
 *   rbp  frame pointer of the enter trampoline (jit_enter); never changed by compiled code
 *   rsp  below it; spill slots at [rsp + 8 n]; 16-byte aligned between instructions, so that a call is
 *        made without further ado
 *   rbx  function JIT: the current frame. Trace: the base, frame offsets are relative to it
 *   r12  struct vm *
 *   r13  guards left until the harness wants to be asked (vm->jit.guard_left while C code runs)
 *   rax  scratch: any emitter of more than one instruction may overwrite it
 *   xmm15 scratch
 */
#ifndef REFVM_JIT_EMIT_H
#define REFVM_JIT_EMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vm;

enum reg {
    RAX,
    RCX,
    RDX,
    RBX,
    RSP,
    RBP,
    RSI,
    RDI,
    R8,
    R9,
    R10,
    R11,
    R12,
    R13,
    R14,
    R15,
    XMM0,
    XMM1,
    XMM2,
    XMM3,
    XMM4,
    XMM5,
    XMM6,
    XMM7,
    XMM8,
    XMM9,
    XMM10,
    XMM11,
    XMM12,
    XMM13,
    XMM14,
    XMM15,
    REG_NONE = 255,
    REG_FRAME = RBX,
    REG_VM = R12,
    REG_GUARDS = R13,
    REG_SCRATCH = RAX,
    REG_FSCRATCH = XMM15,
};

/* Conditions, as encoded. Unordered floats: CC_P; after ucomisd use CC_A, CC_AE (false when unordered) or
 * their opposites CC_BE, CC_B (true when unordered). */
enum cc {
    CC_O,
    CC_NO,
    CC_B,
    CC_AE,
    CC_E,
    CC_NE,
    CC_BE,
    CC_A,
    CC_S,
    CC_NS,
    CC_P,
    CC_NP,
    CC_L,
    CC_GE,
    CC_LE,
    CC_G,
};

static inline enum cc cc_not(enum cc cc)
{
    return (enum cc)(cc ^ 1);
}

struct emit {
    struct vm *vm;
    uint8_t *bytes;
    size_t size, capacity, size_max; /* max: limit sizemcode; more is a sticky error, too_long set */
    struct emit_label *labels;       /* label number -> where it is */
    uint32_t label_count, label_capacity;
    struct emit_fixup *fixups; /* jumps to labels that are not bound yet */
    uint32_t fixup_count, fixup_capacity;
    size_t extra; /* of `size`: what is there only to note guards, and counts for no limit */
    bool failed, too_long;
};

void emit_begin(struct emit *e, struct vm *vm, size_t size_max);
void emit_drop(struct emit *e);
bool emit_ok(const struct emit *e);
/* Resolves all jumps: to be called once when all labels are bound. False after a sticky error. */
bool emit_finish(struct emit *e);

/* Labels: a number that may be jumped to before it is bound. */
uint32_t emit_label(struct emit *e);
void emit_bind(struct emit *e, uint32_t label);
size_t emit_label_offset(const struct emit *e, uint32_t label); /* after it was bound */

/* ---- moves. Registers are general ones but where the name has f (xmm). [base + disp]: any disp. ---- */
void emit_mov_rr(struct emit *e, enum reg d, enum reg s);
void emit_mov_ri(struct emit *e, enum reg d, uint64_t i); /* the shortest form; 0 by xor (flags change) */
void emit_mov_ri_keep(struct emit *e, enum reg d, uint64_t i); /* flags are kept */
void emit_load64(struct emit *e, enum reg d, enum reg base, int32_t disp);
void emit_load32(struct emit *e, enum reg d, enum reg base, int32_t disp); /* zero-extended */
void emit_load8(struct emit *e, enum reg d, enum reg base, int32_t disp);  /* zero-extended */
void emit_store64(struct emit *e, enum reg base, int32_t disp, enum reg s);
void emit_store32(struct emit *e, enum reg base, int32_t disp, enum reg s);
void emit_store8(struct emit *e, enum reg base, int32_t disp, enum reg s);
void emit_store32_i(struct emit *e, enum reg base, int32_t disp, uint32_t i);
/* Any 64-bit constant: through rax if it is no sign-extended 32-bit one. */
void emit_store64_i(struct emit *e, enum reg base, int32_t disp, uint64_t i);
/* [base + index * 16 + disp]: elements of packed arrays; scale 1, 2, 4 or 8 in the x forms. */
void emit_lea(struct emit *e, enum reg d, enum reg base, int32_t disp);
void emit_lea_x(struct emit *e, enum reg d, enum reg base, enum reg index, int scale, int32_t disp);
void emit_load64_x(struct emit *e, enum reg d, enum reg base, enum reg index, int scale, int32_t disp);
void emit_load32_x(struct emit *e, enum reg d, enum reg base, enum reg index, int scale, int32_t disp);

/* ---- integers (64 bits, but *32) ----------------------------------------------------------------- */
enum alu { ALU_ADD, ALU_OR, ALU_ADC, ALU_SBB, ALU_AND, ALU_SUB, ALU_XOR, ALU_CMP };
void emit_alu_rr(struct emit *e, enum alu op, enum reg d, enum reg s);
void emit_alu_ri(struct emit *e, enum alu op, enum reg d, int32_t i);
void emit_alu_rm(struct emit *e, enum alu op, enum reg d, enum reg base, int32_t disp); /* d op= [m] */
void emit_alu_mr(struct emit *e, enum alu op, enum reg base, int32_t disp, enum reg s); /* [m] op= s */
void emit_alu_mi(struct emit *e, enum alu op, enum reg base, int32_t disp, int32_t i);  /* [m] op= i */
void emit_alu32_rr(struct emit *e, enum alu op, enum reg d, enum reg s);
void emit_alu32_ri(struct emit *e, enum alu op, enum reg d, int32_t i);
void emit_alu32_rm(struct emit *e, enum alu op, enum reg d, enum reg base, int32_t disp);
void emit_alu32_mi(struct emit *e, enum alu op, enum reg base, int32_t disp, int32_t i);
void emit_alu8_mi(struct emit *e, enum alu op, enum reg base, int32_t disp, uint8_t i);
void emit_test_rr(struct emit *e, enum reg a, enum reg b);
void emit_test32_ri(struct emit *e, enum reg a, uint32_t i);
void emit_test8_mi(struct emit *e, enum reg base, int32_t disp, uint8_t i);
void emit_test32_mi(struct emit *e, enum reg base, int32_t disp, uint32_t i);
void emit_imul_rr(struct emit *e, enum reg d, enum reg s); /* OF on overflow */
void emit_imul_rri(struct emit *e, enum reg d, enum reg s, int32_t i);
void emit_imul_rm(struct emit *e, enum reg d, enum reg base, int32_t disp);
void emit_cqo(struct emit *e);
void emit_idiv_r(struct emit *e, enum reg s); /* rdx:rax / s: quotient rax, remainder rdx */
void emit_neg(struct emit *e, enum reg d);
void emit_not(struct emit *e, enum reg d);
enum shift { SHIFT_SHL = 4, SHIFT_SHR = 5, SHIFT_SAR = 7 };
void emit_shift_ri(struct emit *e, enum shift op, enum reg d, uint8_t i);
void emit_shift_rcl(struct emit *e, enum shift op, enum reg d); /* by cl */
void emit_inc32_m(struct emit *e, enum reg base, int32_t disp);
void emit_dec32_m(struct emit *e, enum reg base, int32_t disp);
void emit_dec64_m(struct emit *e, enum reg base, int32_t disp);
void emit_inc64_m(struct emit *e, enum reg base, int32_t disp);
void emit_setcc(struct emit *e, enum cc cc, enum reg d); /* the low byte */
void emit_movzx8(struct emit *e, enum reg d, enum reg s);
void emit_cmov(struct emit *e, enum cc cc, enum reg d, enum reg s);

/* ---- floats (double) ----------------------------------------------------------------------------- */
enum fop { FOP_ADD = 0x58, FOP_MUL = 0x59, FOP_SUB = 0x5c, FOP_DIV = 0x5e, FOP_SQRT = 0x51 };
void emit_f_rr(struct emit *e, enum fop op, enum reg d, enum reg s);
void emit_f_rm(struct emit *e, enum fop op, enum reg d, enum reg base, int32_t disp);
void emit_movf_rr(struct emit *e, enum reg d, enum reg s);
void emit_loadf(struct emit *e, enum reg d, enum reg base, int32_t disp);
void emit_storef(struct emit *e, enum reg base, int32_t disp, enum reg s);
void emit_loadf_x(struct emit *e, enum reg d, enum reg base, enum reg index, int scale, int32_t disp);
void emit_movq_fr(struct emit *e, enum reg d, enum reg s);  /* general -> xmm */
void emit_movq_rf(struct emit *e, enum reg d, enum reg s);  /* xmm -> general */
void emit_movf_i(struct emit *e, enum reg d, double v);     /* through rax, 0.0 by xorps */
void emit_cvtsi2sd(struct emit *e, enum reg d, enum reg s); /* 64 bits; breaks the dependency first */
void emit_cvtsi2sd_m(struct emit *e, enum reg d, enum reg base, int32_t disp);
void emit_cvttsd2si(struct emit *e, enum reg d, enum reg s);
void emit_ucomisd(struct emit *e, enum reg a, enum reg b);
void emit_ucomisd_rm(struct emit *e, enum reg a, enum reg base, int32_t disp);
void emit_xorps(struct emit *e, enum reg d, enum reg s);

/* ---- control ------------------------------------------------------------------------------------- */
void emit_jmp(struct emit *e, uint32_t label);
void emit_jcc(struct emit *e, enum cc cc, uint32_t label);
void emit_jmp_r(struct emit *e, enum reg r);
void emit_jmp_m(struct emit *e, enum reg base, int32_t disp);
/* jmp through a 64-bit slot of data memory at an absolute address; changes rax. */
void emit_jmp_slot(struct emit *e, const void *slot);
void emit_jmp_abs(struct emit *e, const void *target);  /* changes rax */
void emit_call_abs(struct emit *e, const void *target); /* mov rax, imm64; call rax */
/* Jumps to jit_leave or jit_leave_checked: keeps rax, which says where to go on; changes rcx. */
void emit_leave(struct emit *e, const void *leave);
void emit_ret(struct emit *e);
void emit_int3(struct emit *e);
void emit_nop(struct emit *e);                       /* one byte */
void emit_align(struct emit *e, unsigned alignment); /* with nops */

#endif
