/* jit_emit_test.c: the compilers' assembler.
 *
 * Each emitter is called for all registers, with displacements and immediates around the borders of their
 * encodings; then a disassembler that knows nothing of it reads the bytes, and its text has to be what was
 * asked for, instruction by instruction. What disassembles right need not run right, so that
 * jit_mcode_test.c executes some.
 */
#include <Zydis/Zydis.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "jit_host.h"

/* ---- what a disassembler should say -------------------------------------------------------------- */

static const char *const q[16] = {"rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
                                  "r8",  "r9",  "r10", "r11", "r12", "r13", "r14", "r15"};
static const char *const d[16] = {"eax", "ecx", "edx",  "ebx",  "esp",  "ebp",  "esi",  "edi",
                                  "r8d", "r9d", "r10d", "r11d", "r12d", "r13d", "r14d", "r15d"};
static const char *const b[16] = {"al",  "cl",  "dl",   "bl",   "spl",  "bpl",  "sil",  "dil",
                                  "r8b", "r9b", "r10b", "r11b", "r12b", "r13b", "r14b", "r15b"};
static const char *const x[16] = {"xmm0", "xmm1", "xmm2",  "xmm3",  "xmm4",  "xmm5",  "xmm6",  "xmm7",
                                  "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15"};
static const char *const ccs[16] = {"o", "no", "b", "nb", "z", "nz", "be", "nbe",
                                    "s", "ns", "p", "np", "l", "nl", "le", "nle"};
static const char *const alus[8] = {"add", "or", "adc", "sbb", "and", "sub", "xor", "cmp"};

static const int32_t numbers[] = {0, 1, -1, 127, 128, -128, -129, 0x1234, INT32_MAX, INT32_MIN};

enum { REGS = 16, NUMBERS = COUNT(numbers), LINE_MAX_SIZE = 96 };

static struct {
    char *text;
    size_t size;
    FILE *stream;
} wanted;

__attribute__((format(printf, 1, 2))) static void want(const char *format, ...)
{
    if (!wanted.stream)
        wanted.stream = open_memstream(&wanted.text, &wanted.size);
    va_list args;
    va_start(args, format);
    vfprintf(wanted.stream, format, args);
    va_end(args);
    fputc('\n', wanted.stream);
}

#define TRY(call, ...)                                                                                     \
    do {                                                                                                   \
        call;                                                                                              \
        want(__VA_ARGS__);                                                                                 \
    } while (0)

static const char *displacement(int32_t disp)
{
    static char text[16];
    snprintf(text, sizeof text, "%+d", disp);
    return disp ? text : "";
}

static const char *memory_text(enum reg base, int32_t disp)
{
    static char text[32];
    snprintf(text, sizeof text, "[%s%s]", q[base], displacement(disp));
    return text;
}

static void formatter_begin(ZydisFormatter *f)
{
    ZydisFormatterInit(f, ZYDIS_FORMATTER_STYLE_INTEL);
    ZydisFormatterSetProperty(f, ZYDIS_FORMATTER_PROP_FORCE_SIZE, 1);
    ZydisFormatterSetProperty(f, ZYDIS_FORMATTER_PROP_DISP_BASE, ZYDIS_NUMERIC_BASE_DEC);
    ZydisFormatterSetProperty(f, ZYDIS_FORMATTER_PROP_ADDR_BASE, ZYDIS_NUMERIC_BASE_DEC);
    ZydisFormatterSetProperty(f, ZYDIS_FORMATTER_PROP_IMM_BASE, ZYDIS_NUMERIC_BASE_DEC);
    ZydisFormatterSetProperty(f, ZYDIS_FORMATTER_PROP_IMM_SIGNEDNESS, ZYDIS_SIGNEDNESS_SIGNED);
    ZydisFormatterSetProperty(f, ZYDIS_FORMATTER_PROP_DISP_PADDING, ZYDIS_PADDING_DISABLED);
    ZydisFormatterSetProperty(f, ZYDIS_FORMATTER_PROP_IMM_PADDING, ZYDIS_PADDING_DISABLED);
    ZydisFormatterSetProperty(f, ZYDIS_FORMATTER_PROP_ADDR_PADDING_ABSOLUTE, ZYDIS_PADDING_DISABLED);
}

/* One instruction; its length. */
static size_t disassemble(const ZydisFormatter *f, size_t at, char *text)
{
    ZydisDecoder decoder;
    ZydisDecodedInstruction insn;
    ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
    ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    if (!ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, e.bytes + at, e.size - at, &insn, operands))) {
        snprintf(text, LINE_MAX_SIZE, "no instruction: %02x", e.bytes[at]);
        return e.size - at;
    }
    ZydisFormatterFormatInstruction(f, &insn, operands, insn.operand_count_visible, text, LINE_MAX_SIZE, at,
                                    NULL);
    return insn.length;
}

/* All that was emitted says what was wanted. */
static void check_text(void)
{
    ZydisFormatter formatter;
    formatter_begin(&formatter);
    ck_assert(emit_finish(&e));
    fclose(wanted.stream);
    char *line = wanted.text;
    size_t at = 0;
    while (at < e.size) {
        char text[LINE_MAX_SIZE];
        size_t length = disassemble(&formatter, at, text);
        char *line_end = strchr(line, '\n');
        ck_assert_msg(line_end != NULL, "expected no more, got '%s'", text);
        *line_end = '\0';
        ck_assert_msg(strcmp(line, text) == 0, "expected '%s', got '%s'", line, text);
        line = line_end + 1;
        at += length;
    }
    ck_assert_str_eq(line, "");
    free(wanted.text);
    wanted.stream = NULL;
}

/* ---- text: operands ------------------------------------------------------------------------------ */

/* One choice of operands; a memory operand is [s + disp]. An xmm register is XMM0 and the number. */
struct operands {
    enum reg r, s;
    int32_t disp, i;
};

typedef void try_fn(struct operands o);

/* What a case goes through all values of; the others stay 0. */
enum { OVER_R = 1, OVER_S = 2, OVER_DISP = 4, OVER_I = 8, OVER_M = OVER_S | OVER_DISP };

static unsigned count_of(unsigned over, unsigned bit, unsigned count)
{
    return over & bit ? count : 1;
}

static void each(unsigned over, try_fn *try)
{
    for (unsigned r = 0; r < count_of(over, OVER_R, REGS); r++)
        for (unsigned s = 0; s < count_of(over, OVER_S, REGS); s++)
            for (unsigned disp = 0; disp < count_of(over, OVER_DISP, NUMBERS); disp++)
                for (unsigned i = 0; i < count_of(over, OVER_I, NUMBERS); i++)
                    try((struct operands){(enum reg)r, (enum reg)s, numbers[disp], numbers[i]});
}

/* The memory operand. */
static const char *m(struct operands o)
{
    return memory_text(o.s, o.disp);
}

/* ---- text: moves --------------------------------------------------------------------------------- */

static void try_mov(struct operands o)
{
    emit_mov_rr(&e, o.r, o.s);
    if (o.r != o.s)
        want("mov %s, %s", q[o.r], q[o.s]);
}

static const uint64_t wide[] = {1,
                                127,
                                128,
                                INT32_MAX,
                                (uint64_t)INT32_MAX + 1,
                                UINT32_MAX,
                                (uint64_t)UINT32_MAX + 1,
                                INT64_MAX,
                                (uint64_t)INT64_MIN,
                                (uint64_t)INT32_MIN,
                                (uint64_t)INT32_MIN - 1,
                                (uint64_t)-1,
                                0x123456789abcdef0};

static void want_constant(enum reg r, uint64_t i)
{
    if (i <= UINT32_MAX)
        want("mov %s, %d", d[r], (int32_t)i);
    else
        want("mov %s, %ld", q[r], (int64_t)i);
}

static void try_constants(struct operands o)
{
    TRY(emit_mov_ri(&e, o.r, 0), "xor %s, %s", d[o.r], d[o.r]);
    TRY(emit_mov_ri_keep(&e, o.r, 0), "mov %s, 0", d[o.r]);
    for (size_t i = 0; i < COUNT(wide); i++) {
        emit_mov_ri(&e, o.r, wide[i]);
        want_constant(o.r, wide[i]);
        emit_mov_ri_keep(&e, o.r, wide[i]);
        want_constant(o.r, wide[i]);
    }
}

static void try_loads_and_stores(struct operands o)
{
    TRY(emit_load64(&e, o.r, o.s, o.disp), "mov %s, qword ptr %s", q[o.r], m(o));
    TRY(emit_load32(&e, o.r, o.s, o.disp), "mov %s, dword ptr %s", d[o.r], m(o));
    TRY(emit_load8(&e, o.r, o.s, o.disp), "movzx %s, byte ptr %s", d[o.r], m(o));
    TRY(emit_store64(&e, o.s, o.disp, o.r), "mov qword ptr %s, %s", m(o), q[o.r]);
    TRY(emit_store32(&e, o.s, o.disp, o.r), "mov dword ptr %s, %s", m(o), d[o.r]);
    TRY(emit_store8(&e, o.s, o.disp, o.r), "mov byte ptr %s, %s", m(o), b[o.r]);
    TRY(emit_lea(&e, o.r, o.s, o.disp), "lea %s, %s", q[o.r], m(o));
}

static void try_stores_of_constants(struct operands o)
{
    TRY(emit_store32_i(&e, o.s, o.disp, (uint32_t)o.i), "mov dword ptr %s, %d", m(o), o.i);
    TRY(emit_store64_i(&e, o.s, o.disp, (uint64_t)(int64_t)o.i), "mov qword ptr %s, %d", m(o), o.i);
}

/* Those that go through the scratch register, which is no base then. */
static void try_stores_of_wide_constants(struct operands o)
{
    static const uint64_t wider[] = {1ull << 31, UINT32_MAX, 1ull << 32, (uint64_t)INT32_MIN - 1};
    if (o.s == REG_SCRATCH)
        return;
    for (size_t i = 0; i < COUNT(wider); i++) {
        emit_store64_i(&e, o.s, o.disp, wider[i]);
        want_constant(RAX, wider[i]);
        want("mov qword ptr %s, rax", m(o));
    }
}

static void try_scaled(struct operands o, enum reg r, int scale)
{
    char text[48];
    snprintf(text, sizeof text, "[%s+%s*%d%s]", q[o.s], q[o.r], scale, displacement(o.disp));
    TRY(emit_lea_x(&e, r, o.s, o.r, scale, o.disp), "lea %s, %s", q[r], text);
    TRY(emit_load64_x(&e, r, o.s, o.r, scale, o.disp), "mov %s, qword ptr %s", q[r], text);
    TRY(emit_load32_x(&e, r, o.s, o.r, scale, o.disp), "mov %s, dword ptr %s", d[r], text);
    TRY(emit_loadf_x(&e, XMM0 + r, o.s, o.r, scale, o.disp), "movsd %s, qword ptr %s", x[r], text);
}

/* r is the index; rsp cannot be one. */
static void try_indexed(struct operands o)
{
    static const enum reg targets[] = {RAX, RSP, RBP, R12, R15};
    for (size_t i = 0; i < COUNT(targets) && o.r != RSP; i++)
        for (int scale = 1; scale <= 8; scale *= 2)
            try_scaled(o, targets[i], scale);
}

/* ---- text: integers ------------------------------------------------------------------------------ */

static void try_alu_rr(struct operands o)
{
    for (enum alu op = 0; op < COUNT(alus); op++) {
        TRY(emit_alu_rr(&e, op, o.r, o.s), "%s %s, %s", alus[op], q[o.r], q[o.s]);
        TRY(emit_alu32_rr(&e, op, o.r, o.s), "%s %s, %s", alus[op], d[o.r], d[o.s]);
    }
}

static void try_alu_ri(struct operands o)
{
    for (enum alu op = 0; op < COUNT(alus); op++) {
        TRY(emit_alu_ri(&e, op, o.r, o.i), "%s %s, %d", alus[op], q[o.r], o.i);
        TRY(emit_alu32_ri(&e, op, o.r, o.i), "%s %s, %d", alus[op], d[o.r], o.i);
    }
}

static void try_alu_memory(struct operands o)
{
    for (enum alu op = 0; op < COUNT(alus); op++) {
        TRY(emit_alu_rm(&e, op, o.r, o.s, o.disp), "%s %s, qword ptr %s", alus[op], q[o.r], m(o));
        TRY(emit_alu_mr(&e, op, o.s, o.disp, o.r), "%s qword ptr %s, %s", alus[op], m(o), q[o.r]);
        TRY(emit_alu32_rm(&e, op, o.r, o.s, o.disp), "%s %s, dword ptr %s", alus[op], d[o.r], m(o));
    }
}

static void try_alu_mi(struct operands o)
{
    for (enum alu op = 0; op < COUNT(alus); op++) {
        TRY(emit_alu_mi(&e, op, o.s, o.disp, o.i), "%s qword ptr %s, %d", alus[op], m(o), o.i);
        TRY(emit_alu32_mi(&e, op, o.s, o.disp, o.i), "%s dword ptr %s, %d", alus[op], m(o), o.i);
        TRY(emit_alu8_mi(&e, op, o.s, o.disp, (uint8_t)o.i), "%s byte ptr %s, %d", alus[op], m(o),
            (int8_t)o.i);
    }
}

static void try_register_pairs(struct operands o)
{
    TRY(emit_test_rr(&e, o.r, o.s), "test %s, %s", q[o.r], q[o.s]);
    TRY(emit_imul_rr(&e, o.r, o.s), "imul %s, %s", q[o.r], q[o.s]);
    TRY(emit_movzx8(&e, o.r, o.s), "movzx %s, %s", d[o.r], b[o.s]);
    for (enum cc cc = 0; cc < COUNT(ccs); cc++)
        TRY(emit_cmov(&e, cc, o.r, o.s), "cmov%s %s, %s", ccs[cc], q[o.r], q[o.s]);
}

static void try_test_mi(struct operands o)
{
    TRY(emit_test8_mi(&e, o.s, o.disp, (uint8_t)o.i), "test byte ptr %s, %d", m(o), (int8_t)o.i);
    TRY(emit_test32_mi(&e, o.s, o.disp, (uint32_t)o.i), "test dword ptr %s, %d", m(o), o.i);
}

static void try_test_ri(struct operands o)
{
    TRY(emit_test32_ri(&e, o.r, (uint32_t)o.i), "test %s, %d", d[o.r], o.i);
}

static void try_imul_rri(struct operands o)
{
    TRY(emit_imul_rri(&e, o.r, o.s, o.i), "imul %s, %s, %d", q[o.r], q[o.s], o.i);
}

static void try_imul_rm(struct operands o)
{
    TRY(emit_imul_rm(&e, o.r, o.s, o.disp), "imul %s, qword ptr %s", q[o.r], m(o));
}

static void try_one_register(struct operands o)
{
    TRY(emit_idiv_r(&e, o.r), "idiv %s", q[o.r]);
    TRY(emit_cqo(&e), "cqo");
    TRY(emit_neg(&e, o.r), "neg %s", q[o.r]);
    TRY(emit_not(&e, o.r), "not %s", q[o.r]);
    for (enum cc cc = 0; cc < COUNT(ccs); cc++)
        TRY(emit_setcc(&e, cc, o.r), "set%s %s", ccs[cc], b[o.r]);
}

static void try_shifts(struct operands o)
{
    static const struct {
        enum shift op;
        const char *name;
    } shifts[] = {{SHIFT_SHL, "shl"}, {SHIFT_SHR, "shr"}, {SHIFT_SAR, "sar"}};
    for (size_t i = 0; i < COUNT(shifts); i++) {
        TRY(emit_shift_ri(&e, shifts[i].op, o.r, 1), "%s %s, 1", shifts[i].name, q[o.r]);
        TRY(emit_shift_ri(&e, shifts[i].op, o.r, 63), "%s %s, 63", shifts[i].name, q[o.r]);
        TRY(emit_shift_rcl(&e, shifts[i].op, o.r), "%s %s, cl", shifts[i].name, q[o.r]);
    }
}

static void try_counts(struct operands o)
{
    TRY(emit_inc32_m(&e, o.s, o.disp), "inc dword ptr %s", m(o));
    TRY(emit_dec32_m(&e, o.s, o.disp), "dec dword ptr %s", m(o));
    TRY(emit_inc64_m(&e, o.s, o.disp), "inc qword ptr %s", m(o));
    TRY(emit_dec64_m(&e, o.s, o.disp), "dec qword ptr %s", m(o));
}

/* ---- text: floats -------------------------------------------------------------------------------- */

static const struct {
    enum fop op;
    const char *name;
} fops[] = {
    {FOP_ADD, "addsd"}, {FOP_MUL, "mulsd"}, {FOP_SUB, "subsd"}, {FOP_DIV, "divsd"}, {FOP_SQRT, "sqrtsd"}};

static void try_float_pairs(struct operands o)
{
    enum reg f = XMM0 + o.r, g = XMM0 + o.s;
    for (size_t i = 0; i < COUNT(fops); i++)
        TRY(emit_f_rr(&e, fops[i].op, f, g), "%s %s, %s", fops[i].name, x[o.r], x[o.s]);
    emit_movf_rr(&e, f, g);
    if (f != g)
        want("movaps %s, %s", x[o.r], x[o.s]);
    TRY(emit_movq_fr(&e, f, o.s), "movq %s, %s", x[o.r], q[o.s]);
    TRY(emit_movq_rf(&e, o.r, g), "movq %s, %s", q[o.r], x[o.s]);
    TRY(emit_cvtsi2sd(&e, f, o.s), "xorps %s, %s", x[o.r], x[o.r]);
    want("cvtsi2sd %s, %s", x[o.r], q[o.s]);
    TRY(emit_cvttsd2si(&e, o.r, g), "cvttsd2si %s, %s", q[o.r], x[o.s]);
    TRY(emit_ucomisd(&e, f, g), "ucomisd %s, %s", x[o.r], x[o.s]);
    TRY(emit_xorps(&e, f, g), "xorps %s, %s", x[o.r], x[o.s]);
}

static void try_float_memory(struct operands o)
{
    enum reg f = XMM0 + o.r;
    for (size_t i = 0; i < COUNT(fops); i++)
        TRY(emit_f_rm(&e, fops[i].op, f, o.s, o.disp), "%s %s, qword ptr %s", fops[i].name, x[o.r], m(o));
    TRY(emit_loadf(&e, f, o.s, o.disp), "movsd %s, qword ptr %s", x[o.r], m(o));
    TRY(emit_storef(&e, o.s, o.disp, f), "movsd qword ptr %s, %s", m(o), x[o.r]);
    TRY(emit_cvtsi2sd_m(&e, f, o.s, o.disp), "xorps %s, %s", x[o.r], x[o.r]);
    want("cvtsi2sd %s, qword ptr %s", x[o.r], m(o));
    TRY(emit_ucomisd_rm(&e, f, o.s, o.disp), "ucomisd %s, qword ptr %s", x[o.r], m(o));
}

static void try_float_constants(struct operands o)
{
    static const double values[] = {-0.0, 1.5, -2.0, 1e300, INFINITY, 5e-324};
    TRY(emit_movf_i(&e, XMM0 + o.r, 0.0), "xorps %s, %s", x[o.r], x[o.r]);
    for (size_t i = 0; i < COUNT(values); i++) {
        uint64_t bits;
        memcpy(&bits, &values[i], sizeof bits);
        emit_movf_i(&e, XMM0 + o.r, values[i]);
        want_constant(RAX, bits);
        want("movq %s, rax", x[o.r]);
    }
}

/* ---- text: jumps out ----------------------------------------------------------------------------- */

static void try_jmp_r(struct operands o)
{
    TRY(emit_jmp_r(&e, o.r), "jmp %s", q[o.r]);
}

static void try_jmp_m(struct operands o)
{
    TRY(emit_jmp_m(&e, o.s, o.disp), "jmp qword ptr %s", m(o));
}

static void try_jumps_far(struct operands o)
{
    static const struct {
        void (*emit)(struct emit *, const void *);
        enum reg reg;
        const char *text;
    } jumps[] = {{emit_jmp_slot, RAX, "jmp qword ptr [rax]"},
                 {emit_jmp_abs, RAX, "jmp rax"},
                 {emit_call_abs, RAX, "call rax"},
                 {emit_leave, RCX, "jmp rcx"}};
    static const uintptr_t targets[] = {0x1000, 0x7fffffff, 0x80000000, 0x7fff12345678};
    (void)o;
    for (size_t i = 0; i < COUNT(targets); i++)
        for (size_t j = 0; j < COUNT(jumps); j++) {
            jumps[j].emit(&e, (const void *)targets[i]);
            want_constant(jumps[j].reg, targets[i]);
            want("%s", jumps[j].text);
        }
}

static const struct {
    try_fn *try;
    unsigned over;
} text_cases[] = {
    {try_mov, OVER_R | OVER_S},
    {try_constants, OVER_R},
    {try_loads_and_stores, OVER_R | OVER_M},
    {try_stores_of_constants, OVER_M | OVER_I},
    {try_stores_of_wide_constants, OVER_M},
    {try_indexed, OVER_R | OVER_M},
    {try_alu_rr, OVER_R | OVER_S},
    {try_alu_ri, OVER_R | OVER_I},
    {try_alu_memory, OVER_R | OVER_M},
    {try_alu_mi, OVER_M | OVER_I},
    {try_register_pairs, OVER_R | OVER_S},
    {try_test_mi, OVER_M | OVER_I},
    {try_test_ri, OVER_R | OVER_I},
    {try_imul_rri, OVER_R | OVER_S | OVER_I},
    {try_imul_rm, OVER_R | OVER_M},
    {try_one_register, OVER_R},
    {try_shifts, OVER_R},
    {try_counts, OVER_M},
    {try_float_pairs, OVER_R | OVER_S},
    {try_float_memory, OVER_R | OVER_M},
    {try_float_constants, OVER_R},
    {try_jmp_r, OVER_R},
    {try_jmp_m, OVER_M},
    {try_jumps_far, 0},
};

START_TEST(test_text)
{
    each(text_cases[_i].over, text_cases[_i].try);
    check_text();
}
END_TEST

static size_t size_of_add(int32_t i)
{
    size_t before = e.size;
    emit_alu_ri(&e, ALU_ADD, RCX, i);
    return e.size - before;
}

START_TEST(test_constants_are_short)
{
    static const struct {
        uint64_t i;
        size_t size;
    } sizes[] = {{0, 2}, {1, 5}, {UINT32_MAX, 5}, {(uint64_t)INT32_MIN, 7}, {1ull << 32, 10}};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        size_t before = e.size;
        emit_mov_ri(&e, RCX, sizes[i].i);
        ck_assert_uint_eq(e.size - before, sizes[i].size);
    }
    static const int32_t small[] = {1, -1, 127, -128}, large[] = {128, -129};
    for (size_t i = 0; i < COUNT(small); i++)
        ck_assert_uint_eq(size_of_add(small[i]), 4);
    for (size_t i = 0; i < COUNT(large); i++)
        ck_assert_uint_eq(size_of_add(large[i]), 7);
}
END_TEST

/* ---- labels and alignment ------------------------------------------------------------------------ */

enum { JCC_SIZE = 6, JMP_SIZE = 5 };

START_TEST(test_jumps_to_labels)
{
    uint32_t back = emit_label(&e), ahead = emit_label(&e), far = emit_label(&e);
    const int ahead_at = 16 * 2 * JCC_SIZE + 2 * JMP_SIZE;
    emit_bind(&e, back);
    for (enum cc cc = 0; cc < 16; cc++) {
        TRY(emit_jcc(&e, cc, back), "j%s 0", ccs[cc]);
        TRY(emit_jcc(&e, cc, ahead), "j%s %d", ccs[cc], ahead_at);
    }
    TRY(emit_jmp(&e, back), "jmp 0");
    TRY(emit_jmp(&e, ahead), "jmp %d", ahead_at);
    emit_bind(&e, ahead);
    TRY(emit_jmp(&e, far), "jmp %d", ahead_at + JMP_SIZE + 5000);
    for (unsigned i = 0; i < 5000; i++)
        TRY(emit_int3(&e), "int3");
    emit_bind(&e, far);
    TRY(emit_ret(&e), "ret");
    ck_assert_uint_eq(emit_label_offset(&e, back), 0);
    ck_assert_uint_eq(emit_label_offset(&e, ahead), (size_t)ahead_at);
    check_text();
}
END_TEST

START_TEST(test_align)
{
    ZydisFormatter formatter;
    formatter_begin(&formatter);
    for (unsigned before = 0; before <= 32; before++) {
        for (unsigned i = 0; i < before; i++)
            emit_ret(&e);
        size_t at = e.size;
        emit_align(&e, 32);
        ck_assert_uint_eq(e.size % 32, 0);
        ck_assert_uint_lt(e.size - at, 32);
        while (at < e.size) {
            char text[LINE_MAX_SIZE];
            at += disassemble(&formatter, at, text);
            ck_assert_msg(strncmp(text, "nop", 3) == 0, "expected 'nop', got '%s'", text);
        }
    }
    ck_assert(emit_ok(&e));
}
END_TEST

/* ---- failures of the buffer ---------------------------------------------------------------------- */

enum { FAILURE_JUMPS = 100 };

/* Makes everything grow more than once. */
static void emit_much(void)
{
    uint32_t labels[FAILURE_JUMPS];
    for (unsigned i = 0; i < FAILURE_JUMPS; i++) {
        labels[i] = emit_label(&e);
        emit_jcc(&e, CC_E, labels[i]);
        emit_mov_ri(&e, RAX, UINT64_MAX / 3);
        emit_align(&e, 16);
    }
    for (unsigned i = 0; i < FAILURE_JUMPS; i++)
        emit_bind(&e, labels[i]);
    emit_ret(&e);
}

START_TEST(test_each_allocation_may_fail)
{
    bool ok = false;
    unsigned n = 0;
    while (!ok) {
        emit_drop(&e);
        emit_begin(&e, vm, SIZE_MAX_OF_TESTS);
        host.allocations = 0;
        host.fail_allocation = ++n;
        emit_much();
        ok = emit_ok(&e);
        ck_assert_int_eq(emit_finish(&e), ok);
        ck_assert_int_eq(ok, host.allocations < n);
        struct mcode code;
        if (!ok)
            ck_assert_int_eq(mcode_commit(vm, &e, &code), STOP_MEMORY);
        ck_assert(!e.too_long);
        ck_assert_uint_eq(host.code_ops, 0);
        emit_drop(&e);
        ck_assert_uint_eq(host.live, 0);
    }
    ck_assert_uint_gt(n, 10);
}
END_TEST

START_TEST(test_too_long)
{
    emit_drop(&e);
    emit_begin(&e, vm, 1000);
    for (unsigned i = 0; i < 999; i++)
        emit_ret(&e);
    emit_ret(&e);
    ck_assert(emit_ok(&e));
    emit_ret(&e);
    ck_assert(!emit_ok(&e));
    ck_assert(e.too_long);
    uint32_t label = emit_label(&e);
    emit_jmp(&e, label);
    emit_bind(&e, label);
    emit_align(&e, 64);
    ck_assert_uint_eq(emit_label_offset(&e, label), 0);
    ck_assert_uint_eq(e.size, 1000);
    ck_assert(!emit_finish(&e));
    struct mcode code;
    ck_assert_int_eq(mcode_commit(vm, &e, &code), STOP_SIZEMCODE);
    ck_assert_ptr_null(code.address);
}
END_TEST

/* ---- suite --------------------------------------------------------------------------------------- */

int main(void)
{
    Suite *suite = suite_create("jit_emit");
    TCase *tcase = host_tcase(suite, "text");
    tcase_add_loop_test(tcase, test_text, 0, (int)COUNT(text_cases));
    tcase_add_test(tcase, test_constants_are_short);
    tcase_add_test(tcase, test_jumps_to_labels);
    tcase_add_test(tcase, test_align);
    tcase_add_test(tcase, test_each_allocation_may_fail);
    tcase_add_test(tcase, test_too_long);
    return host_run(suite);
}
