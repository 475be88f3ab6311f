/* jit_emit_test.c: the compilers' assembler, code memory, and the ways into machine code and out of it.
 *
 * Each emitter is called for all registers, with displacements and immediates around the borders of their
 * encodings; then a disassembler that knows nothing of it reads the bytes, and its text has to be what was
 * asked for, instruction by instruction. What disassembles right need not run right (labels, alignment), so
 * that some code is executed too.
 */
#include <Zydis/Zydis.h>
#include <check.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "refvm/vm.h"

#include "refvm/jit/emit.h"
#include "refvm/jit/jit.h"
#include "refvm/jit/mcode.h"

/* ---- surroundings of a VM ------------------------------------------------------------------------ */

enum code_op { CODE_MAP, CODE_PROTECT, CODE_UNMAP, CODE_OPS };

enum { MAPS_MAX = 64, BLOCK_HEAD = 16 };

static struct host {
    unsigned allocations, fail_allocation; /* number of the one that fails; 0: none */
    unsigned live;                         /* blocks */
    unsigned code_ops, fail_code, fail_code_from;
    unsigned ops[CODE_OPS];
    unsigned maps;
    bool irregular; /* an unmap or protect of what was not mapped */
    struct {
        void *address;
        size_t size;
    } map[MAPS_MAX];
} host;

/* A block's size stands before it, so that the size that the caller gives back can be checked. */
static void *host_resize(void *ctx, void *block, size_t old_size, size_t new_size, enum vut_domain domain,
                         uint32_t site)
{
    (void)ctx;
    ck_assert_int_eq(domain, VUT_DOMAIN_COMPILER);
    char *head = block ? (char *)block - BLOCK_HEAD : NULL;
    ck_assert_uint_eq(head ? *(size_t *)head : 0, old_size);
    if (new_size == 0) {
        host.live -= head != NULL;
        free(head);
        return NULL;
    }
    ck_assert_uint_ne(site, SITE_NONE);
    if (new_size > old_size && ++host.allocations == host.fail_allocation)
        return NULL;
    char *p = malloc(BLOCK_HEAD + new_size);
    ck_assert_ptr_nonnull(p);
    *(size_t *)p = new_size;
    if (head)
        memcpy(p + BLOCK_HEAD, block, old_size);
    else
        host.live++;
    free(head);
    return p + BLOCK_HEAD;
}

static bool code_op_fails(enum code_op op)
{
    host.ops[op]++;
    host.code_ops++;
    return host.code_ops == host.fail_code || (host.fail_code_from && host.code_ops >= host.fail_code_from);
}

static unsigned find_map(const void *address, size_t size)
{
    unsigned i = 0;
    while (i < host.maps && !(host.map[i].address == address && host.map[i].size == size))
        i++;
    host.irregular |= i == host.maps;
    return i;
}

static void *host_map(void *ctx, void *hint, size_t size, int prot)
{
    (void)ctx;
    ck_assert_int_eq(prot, VUT_PROT_READ | VUT_PROT_WRITE);
    if (code_op_fails(CODE_MAP))
        return MAP_FAILED;
    void *p = mmap(hint, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ck_assert_uint_lt(host.maps, MAPS_MAX);
    host.map[host.maps].address = p;
    host.map[host.maps++].size = size;
    return p;
}

static int host_protect(void *ctx, void *address, size_t size, int prot)
{
    (void)ctx;
    ck_assert_int_eq(prot, VUT_PROT_READ | VUT_PROT_EXEC);
    ck_assert_uint_lt(find_map(address, size), host.maps);
    return code_op_fails(CODE_PROTECT) ? -1 : mprotect(address, size, PROT_READ | PROT_EXEC);
}

static int host_unmap(void *ctx, void *address, size_t size)
{
    (void)ctx;
    unsigned i = find_map(address, size);
    ck_assert_uint_lt(i, host.maps);
    if (code_op_fails(CODE_UNMAP))
        return -1;
    host.map[i] = host.map[--host.maps];
    return munmap(address, size);
}

static const struct vut_hooks hooks = {
    .resize = host_resize,
    .code_map = host_map,
    .code_protect = host_protect,
    .code_unmap = host_unmap,
};

static struct vut_settings settings;
static struct vm *vm;
static struct emit e;

enum { SIZE_MAX_OF_TESTS = 64 << 20 };

static void begin(void)
{
    host = (struct host){.live = 0};
    settings.param[PARAM_JIT_MAXMCODE] = 1024;
    vm = calloc(1, sizeof *vm);
    ck_assert_ptr_nonnull(vm);
    vm->hooks = &hooks;
    vm->settings = &settings;
    emit_begin(&e, vm, SIZE_MAX_OF_TESTS);
}

/* What was left mapped on purpose is unmapped here. */
static void end(void)
{
    emit_free(&e);
    mcode_end(vm);
    ck_assert_uint_eq(host.live, 0);
    ck_assert(!host.irregular);
    for (unsigned i = 0; i < host.maps; i++)
        munmap(host.map[i].address, host.map[i].size);
    free(vm);
}

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

enum { NUMBERS = sizeof numbers / sizeof *numbers, LINE_MAX_SIZE = 96 };

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

/* Register numbers, from 0 on; xmm registers are these plus XMM0. */
#define FOR_REG(r) for (enum reg r = 0; r < 16; r++)
#define FOR_NUMBER(i)                                                                                      \
    for (int32_t i##_at = 0, i = numbers[0]; i##_at < NUMBERS; i = ++i##_at < NUMBERS ? numbers[i##_at] : 0)
#define FOR_MEMORY(base, disp) FOR_REG(base) FOR_NUMBER(disp)

static const char *displacement(int32_t disp)
{
    static char text[16];
    snprintf(text, sizeof text, "%+d", disp);
    return disp ? text : "";
}

static const char *m(enum reg base, int32_t disp)
{
    static char text[32];
    snprintf(text, sizeof text, "[%s%s]", q[base], displacement(disp));
    return text;
}

static const char *mx(enum reg base, enum reg index, int scale, int32_t disp)
{
    static char text[48];
    snprintf(text, sizeof text, "[%s+%s*%d%s]", q[base], q[index], scale, displacement(disp));
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

/* ---- text: moves --------------------------------------------------------------------------------- */

START_TEST(test_moves_between_registers)
{
    FOR_REG(t)
    FOR_REG(s)
    if (t != s)
        TRY(emit_mov_rr(&e, t, s), "mov %s, %s", q[t], q[s]);
    else
        emit_mov_rr(&e, t, s);
    check_text();
}
END_TEST

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

static void want_constant(enum reg t, uint64_t i)
{
    if (i <= UINT32_MAX)
        want("mov %s, %d", d[t], (int32_t)i);
    else
        want("mov %s, %ld", q[t], (int64_t)i);
}

START_TEST(test_moves_of_constants)
{
    FOR_REG(t)
    {
        TRY(emit_mov_ri(&e, t, 0), "xor %s, %s", d[t], d[t]);
        TRY(emit_mov_ri_keep(&e, t, 0), "mov %s, 0", d[t]);
        for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
            emit_mov_ri(&e, t, wide[i]);
            want_constant(t, wide[i]);
            emit_mov_ri_keep(&e, t, wide[i]);
            want_constant(t, wide[i]);
        }
    }
    check_text();
}
END_TEST

START_TEST(test_constants_are_short)
{
    static const struct {
        uint64_t i;
        size_t size;
    } sizes[] = {{0, 2},          {1, 5}, {UINT32_MAX, 5}, {(uint64_t)-1, 7}, {(uint64_t)INT32_MIN, 7},
                 {1ull << 32, 10}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        size_t before = e.size;
        emit_mov_ri(&e, RCX, sizes[i].i);
        ck_assert_uint_eq(e.size - before, sizes[i].size);
    }
}
END_TEST

START_TEST(test_loads_and_stores)
{
    FOR_REG(r)
    FOR_MEMORY(base, disp)
    {
        TRY(emit_load64(&e, r, base, disp), "mov %s, qword ptr %s", q[r], m(base, disp));
        TRY(emit_load32(&e, r, base, disp), "mov %s, dword ptr %s", d[r], m(base, disp));
        TRY(emit_load8(&e, r, base, disp), "movzx %s, byte ptr %s", d[r], m(base, disp));
        TRY(emit_store64(&e, base, disp, r), "mov qword ptr %s, %s", m(base, disp), q[r]);
        TRY(emit_store32(&e, base, disp, r), "mov dword ptr %s, %s", m(base, disp), d[r]);
        TRY(emit_store8(&e, base, disp, r), "mov byte ptr %s, %s", m(base, disp), b[r]);
        TRY(emit_lea(&e, r, base, disp), "lea %s, %s", q[r], m(base, disp));
    }
    check_text();
}
END_TEST

START_TEST(test_stores_of_constants)
{
    FOR_MEMORY(base, disp)
    {
        FOR_NUMBER(i)
        {
            TRY(emit_store32_i(&e, base, disp, (uint32_t)i), "mov dword ptr %s, %d", m(base, disp), i);
            TRY(emit_store64_i(&e, base, disp, (uint64_t)(int64_t)i), "mov qword ptr %s, %d", m(base, disp),
                i);
        }
        if (base == REG_SCRATCH)
            continue;
        TRY(emit_store64_i(&e, base, disp, 1ull << 31), "mov eax, %d", INT32_MIN);
        want("mov qword ptr %s, rax", m(base, disp));
        TRY(emit_store64_i(&e, base, disp, 1ull << 32), "mov rax, %ld", 1l << 32);
        want("mov qword ptr %s, rax", m(base, disp));
    }
    check_text();
}
END_TEST

static void try_indexed(enum reg base, enum reg index, int scale, int32_t disp)
{
    static const enum reg some[] = {RAX, RSP, RBP, R12, R15};
    const char *text = mx(base, index, scale, disp);
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        enum reg r = some[i], f = XMM0 + r;
        TRY(emit_lea_x(&e, r, base, index, scale, disp), "lea %s, %s", q[r], text);
        TRY(emit_load64_x(&e, r, base, index, scale, disp), "mov %s, qword ptr %s", q[r], text);
        TRY(emit_load32_x(&e, r, base, index, scale, disp), "mov %s, dword ptr %s", d[r], text);
        TRY(emit_loadf_x(&e, f, base, index, scale, disp), "movsd %s, qword ptr %s", x[r], text);
    }
}

START_TEST(test_indexed)
{
    FOR_MEMORY(base, disp)
    FOR_REG(index)
    for (int scale = 1; scale <= 8; scale *= 2)
        if (index != RSP)
            try_indexed(base, index, scale, disp);
    check_text();
}
END_TEST

/* ---- text: integers ------------------------------------------------------------------------------ */

START_TEST(test_alu_registers)
{
    for (enum alu op = 0; op < 8; op++)
        FOR_REG(t)
        {
            FOR_REG(s)
            {
                TRY(emit_alu_rr(&e, op, t, s), "%s %s, %s", alus[op], q[t], q[s]);
                TRY(emit_alu32_rr(&e, op, t, s), "%s %s, %s", alus[op], d[t], d[s]);
            }
            FOR_NUMBER(i)
            {
                TRY(emit_alu_ri(&e, op, t, i), "%s %s, %d", alus[op], q[t], i);
                TRY(emit_alu32_ri(&e, op, t, i), "%s %s, %d", alus[op], d[t], i);
            }
        }
    check_text();
}
END_TEST

START_TEST(test_alu_memory)
{
    for (enum alu op = 0; op < 8; op++)
        FOR_REG(r)
    FOR_MEMORY(base, disp)
    {
        const char *text = m(base, disp);
        TRY(emit_alu_rm(&e, op, r, base, disp), "%s %s, qword ptr %s", alus[op], q[r], text);
        TRY(emit_alu_mr(&e, op, base, disp, r), "%s qword ptr %s, %s", alus[op], text, q[r]);
        TRY(emit_alu32_rm(&e, op, r, base, disp), "%s %s, dword ptr %s", alus[op], d[r], text);
    }
    check_text();
}
END_TEST

START_TEST(test_alu_memory_constants)
{
    for (enum alu op = 0; op < 8; op++)
        FOR_MEMORY(base, disp)
    FOR_NUMBER(i)
    {
        const char *text = m(base, disp);
        TRY(emit_alu_mi(&e, op, base, disp, i), "%s qword ptr %s, %d", alus[op], text, i);
        TRY(emit_alu32_mi(&e, op, base, disp, i), "%s dword ptr %s, %d", alus[op], text, i);
        TRY(emit_alu8_mi(&e, op, base, disp, (uint8_t)i), "%s byte ptr %s, %d", alus[op], text, (int8_t)i);
    }
    check_text();
}
END_TEST

START_TEST(test_tests)
{
    FOR_REG(r)
    {
        FOR_REG(s)
        TRY(emit_test_rr(&e, r, s), "test %s, %s", q[r], q[s]);
        FOR_NUMBER(i)
        TRY(emit_test32_ri(&e, r, (uint32_t)i), "test %s, %d", d[r], i);
        FOR_NUMBER(disp)
        FOR_NUMBER(i)
        {
            TRY(emit_test8_mi(&e, r, disp, (uint8_t)i), "test byte ptr %s, %d", m(r, disp), (int8_t)i);
            TRY(emit_test32_mi(&e, r, disp, (uint32_t)i), "test dword ptr %s, %d", m(r, disp), i);
        }
    }
    check_text();
}
END_TEST

START_TEST(test_multiply_divide)
{
    FOR_REG(r)
    {
        FOR_REG(s)
        {
            TRY(emit_imul_rr(&e, r, s), "imul %s, %s", q[r], q[s]);
            FOR_NUMBER(i)
            TRY(emit_imul_rri(&e, r, s, i), "imul %s, %s, %d", q[r], q[s], i);
        }
        FOR_MEMORY(base, disp)
        TRY(emit_imul_rm(&e, r, base, disp), "imul %s, qword ptr %s", q[r], m(base, disp));
        TRY(emit_idiv_r(&e, r), "idiv %s", q[r]);
        TRY(emit_cqo(&e), "cqo");
    }
    check_text();
}
END_TEST

START_TEST(test_one_operand)
{
    static const struct {
        enum shift op;
        const char *name;
    } shifts[] = {{SHIFT_SHL, "shl"}, {SHIFT_SHR, "shr"}, {SHIFT_SAR, "sar"}};
    FOR_REG(r)
    {
        TRY(emit_neg(&e, r), "neg %s", q[r]);
        TRY(emit_not(&e, r), "not %s", q[r]);
        for (size_t i = 0; i < 3; i++) {
            TRY(emit_shift_ri(&e, shifts[i].op, r, 1), "%s %s, 1", shifts[i].name, q[r]);
            TRY(emit_shift_ri(&e, shifts[i].op, r, 63), "%s %s, 63", shifts[i].name, q[r]);
            TRY(emit_shift_rcl(&e, shifts[i].op, r), "%s %s, cl", shifts[i].name, q[r]);
        }
        FOR_NUMBER(disp)
        {
            TRY(emit_inc32_m(&e, r, disp), "inc dword ptr %s", m(r, disp));
            TRY(emit_dec32_m(&e, r, disp), "dec dword ptr %s", m(r, disp));
            TRY(emit_inc64_m(&e, r, disp), "inc qword ptr %s", m(r, disp));
            TRY(emit_dec64_m(&e, r, disp), "dec qword ptr %s", m(r, disp));
        }
    }
    check_text();
}
END_TEST

START_TEST(test_conditions)
{
    FOR_REG(r)
    {
        for (enum cc cc = 0; cc < 16; cc++) {
            TRY(emit_setcc(&e, cc, r), "set%s %s", ccs[cc], b[r]);
            FOR_REG(s)
            TRY(emit_cmov(&e, cc, r, s), "cmov%s %s, %s", ccs[cc], q[r], q[s]);
        }
        FOR_REG(s)
        TRY(emit_movzx8(&e, r, s), "movzx %s, %s", d[r], b[s]);
    }
    ck_assert_int_eq(cc_not(CC_L), CC_GE);
    ck_assert_int_eq(cc_not(CC_A), CC_BE);
    check_text();
}
END_TEST

/* ---- text: floats -------------------------------------------------------------------------------- */

static const struct {
    enum fop op;
    const char *name;
} fops[] = {
    {FOP_ADD, "addsd"}, {FOP_MUL, "mulsd"}, {FOP_SUB, "subsd"}, {FOP_DIV, "divsd"}, {FOP_SQRT, "sqrtsd"}};

enum { FOPS = sizeof fops / sizeof *fops };

START_TEST(test_float_registers)
{
    FOR_REG(r)
    FOR_REG(s)
    {
        enum reg f = XMM0 + r, g = XMM0 + s;
        for (size_t i = 0; i < FOPS; i++)
            TRY(emit_f_rr(&e, fops[i].op, f, g), "%s %s, %s", fops[i].name, x[r], x[s]);
        emit_movf_rr(&e, f, g);
        if (r != s)
            want("movaps %s, %s", x[r], x[s]);
        TRY(emit_movq_fr(&e, f, s), "movq %s, %s", x[r], q[s]);
        TRY(emit_movq_rf(&e, r, g), "movq %s, %s", q[r], x[s]);
        TRY(emit_cvtsi2sd(&e, f, s), "xorps %s, %s\ncvtsi2sd %s, %s", x[r], x[r], x[r], q[s]);
        TRY(emit_cvttsd2si(&e, r, g), "cvttsd2si %s, %s", q[r], x[s]);
        TRY(emit_ucomisd(&e, f, g), "ucomisd %s, %s", x[r], x[s]);
        TRY(emit_xorps(&e, f, g), "xorps %s, %s", x[r], x[s]);
    }
    check_text();
}
END_TEST

START_TEST(test_float_memory)
{
    FOR_REG(r)
    FOR_MEMORY(base, disp)
    {
        const char *text = m(base, disp);
        enum reg f = XMM0 + r;
        for (size_t i = 0; i < FOPS; i++)
            TRY(emit_f_rm(&e, fops[i].op, f, base, disp), "%s %s, qword ptr %s", fops[i].name, x[r], text);
        TRY(emit_loadf(&e, f, base, disp), "movsd %s, qword ptr %s", x[r], text);
        TRY(emit_storef(&e, base, disp, f), "movsd qword ptr %s, %s", text, x[r]);
        TRY(emit_cvtsi2sd_m(&e, f, base, disp), "xorps %s, %s\ncvtsi2sd %s, qword ptr %s", x[r], x[r], x[r],
            text);
        TRY(emit_ucomisd_rm(&e, f, base, disp), "ucomisd %s, qword ptr %s", x[r], text);
    }
    check_text();
}
END_TEST

START_TEST(test_float_constants)
{
    static const double values[] = {-0.0, 1.5, -2.0, 1e300, INFINITY, 5e-324};
    FOR_REG(r)
    {
        TRY(emit_movf_i(&e, XMM0 + r, 0.0), "xorps %s, %s", x[r], x[r]);
        for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
            uint64_t bits;
            memcpy(&bits, &values[i], sizeof bits);
            emit_movf_i(&e, XMM0 + r, values[i]);
            want_constant(RAX, bits);
            want("movq %s, rax", x[r]);
        }
    }
    check_text();
}
END_TEST

/* ---- text: control ------------------------------------------------------------------------------- */

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

START_TEST(test_jumps_out)
{
    static const uintptr_t targets[] = {0x1000, 0x7fffffff, 0x80000000, 0x7fff12345678};
    FOR_REG(r)
    {
        TRY(emit_jmp_r(&e, r), "jmp %s", q[r]);
        FOR_NUMBER(disp)
        TRY(emit_jmp_m(&e, r, disp), "jmp qword ptr %s", m(r, disp));
    }
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        const void *target = (const void *)targets[i];
        emit_jmp_slot(&e, target);
        want_constant(RAX, targets[i]);
        want("jmp qword ptr [rax]");
        emit_jmp_abs(&e, target);
        want_constant(RAX, targets[i]);
        want("jmp rax");
        emit_call_abs(&e, target);
        want_constant(RAX, targets[i]);
        want("call rax");
        emit_leave(&e, target);
        want_constant(RCX, targets[i]);
        want("jmp rcx");
    }
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
        emit_free(&e);
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
        emit_free(&e);
        ck_assert_uint_eq(host.live, 0);
    }
    ck_assert_uint_gt(n, 10);
}
END_TEST

START_TEST(test_too_long)
{
    emit_free(&e);
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

/* ---- code that runs ------------------------------------------------------------------------------ */

typedef uint64_t code_fn(uint64_t a, uint64_t b, void *memory);

static code_fn *commit(struct mcode *code)
{
    ck_assert(emit_finish(&e));
    ck_assert_int_eq(mcode_commit(vm, &e, code), STOP_NONE);
    code_fn *function;
    memcpy(&function, &code->address, sizeof function);
    return function;
}

START_TEST(test_run_loop)
{
    uint32_t loop = emit_label(&e), end_label = emit_label(&e);
    emit_mov_ri(&e, RAX, 0);
    emit_align(&e, 16);
    emit_bind(&e, loop);
    emit_test_rr(&e, RDI, RDI);
    emit_jcc(&e, CC_E, end_label);
    emit_alu_rr(&e, ALU_ADD, RAX, RDI);
    emit_alu_ri(&e, ALU_SUB, RDI, 1);
    emit_jmp(&e, loop);
    emit_bind(&e, end_label);
    emit_ret(&e);
    struct mcode code;
    ck_assert_uint_eq(commit(&code)(1000, 0, NULL), 500500);
    mcode_drop(vm, &code);
}
END_TEST

START_TEST(test_run_overflow)
{
    emit_mov_ri(&e, RSI, 3);
    emit_imul_rr(&e, RDI, RSI);
    emit_setcc(&e, CC_O, RSI);
    emit_movzx8(&e, RAX, RSI);
    emit_ret(&e);
    struct mcode code;
    code_fn *f = commit(&code);
    ck_assert_uint_eq(f(INT64_MAX / 3, 0, NULL), 0);
    ck_assert_uint_eq(f(INT64_MAX / 3 + 1, 0, NULL), 1);
    mcode_drop(vm, &code);
}
END_TEST

START_TEST(test_run_division)
{
    emit_mov_rr(&e, R8, RDX);
    emit_mov_rr(&e, RAX, RDI);
    emit_cqo(&e);
    emit_idiv_r(&e, RSI);
    emit_store64(&e, R8, 0, RAX);
    emit_store64(&e, R8, 8, RDX);
    emit_ret(&e);
    struct mcode code;
    int64_t result[2];
    commit (&code)((uint64_t)-17, 5, result);
    ck_assert_int_eq(result[0], -3);
    ck_assert_int_eq(result[1], -2);
    mcode_drop(vm, &code);
}
END_TEST

/* sqrt(a * a + [memory + b * 8 + 8]), stored at [memory]; 1 if that is above 4.5. */
START_TEST(test_run_float)
{
    emit_cvtsi2sd(&e, XMM9, RDI);
    emit_f_rr(&e, FOP_MUL, XMM9, XMM9);
    emit_loadf_x(&e, XMM3, RDX, RSI, 8, 8);
    emit_f_rr(&e, FOP_ADD, XMM9, XMM3);
    emit_f_rr(&e, FOP_SQRT, XMM0, XMM9);
    emit_storef(&e, RDX, 0, XMM0);
    emit_movf_i(&e, XMM15, 4.5);
    emit_mov_ri(&e, RAX, 0);
    emit_ucomisd(&e, XMM0, XMM15);
    emit_setcc(&e, CC_A, RAX);
    emit_ret(&e);
    struct mcode code;
    code_fn *f = commit(&code);
    double memory[4] = {0, 0, 16, NAN};
    ck_assert_uint_eq(f(3, 1, memory), 1);
    ck_assert_double_eq(memory[0], 5);
    ck_assert_uint_eq(f(0, 1, memory), 0);
    ck_assert_uint_eq(f(3, 2, memory), 0); /* unordered */
    mcode_drop(vm, &code);
}
END_TEST

static uint64_t triple(uint64_t n)
{
    return 3 * n;
}

/* A call, then a jump through a slot to code that jumps back to an absolute address. */
START_TEST(test_run_calls_and_slots)
{
    const void *slot = NULL;
    uint32_t second = emit_label(&e);
    emit_alu_ri(&e, ALU_SUB, RSP, 8);
    emit_call_abs(&e, (const void *)(uintptr_t)triple);
    emit_alu_ri(&e, ALU_ADD, RSP, 8);
    emit_mov_rr(&e, RDI, RAX);
    emit_jmp_slot(&e, &slot);
    emit_int3(&e);
    emit_bind(&e, second);
    emit_jmp_abs(&e, (const void *)(uintptr_t)triple);
    struct mcode code;
    code_fn *f = commit(&code);
    slot = code.address + emit_label_offset(&e, second);
    ck_assert_uint_eq(f(5, 0, NULL), 45);
    mcode_drop(vm, &code);
}
END_TEST

/* ---- in and out of machine code ------------------------------------------------------------------ */

static struct {
    uintptr_t frame, rsp_parity;
    uint32_t depth;
} seen;

static void look_around(struct vm *in, uintptr_t frame, uintptr_t rsp)
{
    ck_assert_ptr_eq(in, vm);
    seen.frame = frame;
    seen.rsp_parity = rsp % 16;
    seen.depth = in->jit.depth;
}

enum { GUARDS = 1000, OPLINE = 0x5550, FRAME = 0x7770 };

/* Looks around, counts a guard, damages what belongs to the caller, and leaves with its opline, tagged. */
static void emit_visit(const void *leave, int32_t rsp_shift, bool overwrite)
{
    emit_mov_rr(&e, R14, RDI);
    emit_mov_rr(&e, RDI, REG_VM);
    emit_mov_rr(&e, RSI, REG_FRAME);
    emit_mov_rr(&e, RDX, RSP);
    emit_call_abs(&e, (const void *)(uintptr_t)look_around);
    emit_alu_ri(&e, ALU_SUB, REG_GUARDS, 1);
    if (overwrite)
        emit_store64_i(&e, RSP, 0, 0);
    if (rsp_shift)
        emit_alu_ri(&e, ALU_ADD, RSP, rsp_shift);
    emit_lea(&e, RAX, R14, ENTER);
    emit_mov_ri(&e, REG_FRAME, 0);
    emit_mov_ri(&e, R15, 0);
    emit_leave(&e, leave);
}

/* Enters the code by machine code that has known values in the registers that a call keeps; the number of
 * those that were changed. */
static uint64_t enter_and_compare(const struct mcode *code, const struct opline **result)
{
    static const enum reg kept[] = {RBX, RBP, R12, R13, R14, R15};
    enum { KEPT = sizeof kept / sizeof *kept };
    emit_free(&e);
    emit_begin(&e, vm, SIZE_MAX_OF_TESTS);
    emit_mov_rr(&e, R8, RDI);
    emit_alu_ri(&e, ALU_SUB, RSP, 8 * KEPT + 24);
    for (int i = 0; i < KEPT; i++) {
        emit_store64(&e, RSP, 8 * i, kept[i]);
        emit_mov_ri(&e, kept[i], 0x1111111111111111ull * (uint64_t)(i + 1));
    }
    emit_store64(&e, RSP, 8 * KEPT, RDI);
    emit_mov_ri(&e, RDI, OPLINE);
    emit_mov_ri(&e, RSI, FRAME);
    emit_mov_ri(&e, RDX, (uintptr_t)vm);
    emit_mov_ri(&e, RCX, (uintptr_t)code->address);
    emit_call_abs(&e, (const void *)(uintptr_t)jit_enter);
    emit_load64(&e, RCX, RSP, 8 * KEPT);
    emit_store64(&e, RCX, 0, RAX);
    emit_mov_ri(&e, RAX, 0);
    for (int i = 0; i < KEPT; i++) {
        emit_mov_ri(&e, RCX, 0x1111111111111111ull * (uint64_t)(i + 1));
        emit_alu_rr(&e, ALU_CMP, RCX, kept[i]);
        emit_setcc(&e, CC_NE, RCX);
        emit_movzx8(&e, RCX, RCX);
        emit_alu_rr(&e, ALU_ADD, RAX, RCX);
        emit_load64(&e, kept[i], RSP, 8 * i);
    }
    emit_alu_ri(&e, ALU_ADD, RSP, 8 * KEPT + 24);
    emit_ret(&e);
    struct mcode caller;
    uint64_t changed = commit(&caller)((uintptr_t)result, 0, NULL);
    mcode_drop(vm, &caller);
    return changed;
}

static void check_visit(const void *leave, int32_t rsp_shift, bool overwrite, uint64_t wrong)
{
    vm->jit.guard_left = GUARDS;
    vm->jit.host_stack_wrong = 0;
    emit_visit(leave, rsp_shift, overwrite);
    struct mcode code;
    commit(&code);
    const struct opline *result = NULL;
    ck_assert_uint_eq(enter_and_compare(&code, &result), 0);
    ck_assert_uint_eq((uintptr_t)result, OPLINE | ENTER);
    ck_assert_uint_eq(seen.frame, FRAME);
    ck_assert_uint_eq(seen.rsp_parity, 0);
    ck_assert_uint_eq(seen.depth, 1);
    ck_assert_uint_eq(vm->jit.depth, 0);
    ck_assert_uint_eq(vm->jit.guard_left, GUARDS - 1);
    ck_assert_uint_eq(vm->jit.host_stack_wrong, wrong);
    mcode_drop(vm, &code);
}

START_TEST(test_enter_and_leave)
{
    check_visit(jit_leave, 0, false, 0);
}
END_TEST

START_TEST(test_leave_takes_any_rsp)
{
    check_visit(jit_leave, -64, false, 0);
}
END_TEST

START_TEST(test_leave_checked)
{
    check_visit(jit_leave_checked, 0, false, 0);
}
END_TEST

START_TEST(test_leave_checked_counts_and_repairs)
{
    check_visit(jit_leave_checked, -16, false, 1);
}
END_TEST

START_TEST(test_leave_checked_repairs_the_other_way)
{
    check_visit(jit_leave_checked, 32, false, 1);
}
END_TEST

START_TEST(test_leave_sees_a_wild_spill)
{
    check_visit(jit_leave, -64, true, 1);
}
END_TEST

/* ---- code memory --------------------------------------------------------------------------------- */

static enum stop commit_size(size_t size, struct mcode *code)
{
    emit_free(&e);
    emit_begin(&e, vm, SIZE_MAX_OF_TESTS);
    for (size_t i = 0; i < size; i++)
        emit_ret(&e);
    ck_assert(emit_finish(&e));
    return mcode_commit(vm, &e, code);
}

START_TEST(test_code_is_mapped_and_unmapped)
{
    struct mcode code[3];
    const size_t sizes[] = {1, 4096, 4097}, mapped[] = {4096, 4096, 8192};
    for (unsigned i = 0; i < 3; i++) {
        ck_assert_int_eq(commit_size(sizes[i], &code[i]), STOP_NONE);
        ck_assert_uint_eq(code[i].size, sizes[i]);
        ck_assert_uint_eq(code[i].mapped, mapped[i]);
        for (size_t at = 0; at < mapped[i]; at++)
            ck_assert_uint_eq(code[i].address[at], at < sizes[i] ? 0xc3 : 0xcc);
    }
    ck_assert_uint_eq(vm->jit.mcode_used, 16384);
    for (unsigned i = 0; i < 3; i++) {
        mcode_drop(vm, &code[i]);
        ck_assert_ptr_null(code[i].address);
        mcode_drop(vm, &code[i]); /* nothing is there any more */
    }
    ck_assert_uint_eq(vm->jit.mcode_used, 0);
    ck_assert_uint_eq(host.maps, 0);
}
END_TEST

START_TEST(test_maxmcode)
{
    settings.param[PARAM_JIT_MAXMCODE] = 8;
    struct mcode a, c, none;
    ck_assert_int_eq(commit_size(100, &a), STOP_NONE);
    ck_assert_int_eq(commit_size(5000, &none), STOP_MAXMCODE);
    ck_assert_ptr_null(none.address);
    ck_assert_int_eq(commit_size(4096, &c), STOP_NONE);
    ck_assert_int_eq(commit_size(1, &none), STOP_MAXMCODE);
    mcode_drop(vm, &a);
    ck_assert_int_eq(commit_size(1, &a), STOP_NONE);
    mcode_drop(vm, &a);
    mcode_drop(vm, &c);
}
END_TEST

START_TEST(test_dropped_code_waits)
{
    struct mcode a, c;
    ck_assert_int_eq(commit_size(1, &a), STOP_NONE);
    ck_assert_int_eq(commit_size(1, &c), STOP_NONE);
    vm->jit.depth = 1;
    host.fail_allocation = host.allocations + 1; /* noting it needs no memory */
    mcode_drop(vm, &a);
    mcode_drop(vm, &c);
    mcode_sweep(vm);
    ck_assert_uint_eq(host.maps, 2);
    ck_assert_uint_eq(vm->jit.waiting_count, 2);
    ck_assert_uint_eq(host.ops[CODE_UNMAP], 0);
    vm->jit.depth = 0;
    mcode_sweep(vm);
    ck_assert_uint_eq(host.maps, 0);
    ck_assert_uint_eq(vm->jit.mcode_used, 0);
}
END_TEST

START_TEST(test_map_fails)
{
    struct mcode code;
    host.fail_code = 1;
    ck_assert_int_eq(commit_size(1, &code), STOP_MCODE_MAP);
    ck_assert_ptr_null(code.address);
    ck_assert_uint_eq(vm->jit.mcode_used, 0);
    ck_assert_int_eq(commit_size(1, &code), STOP_NONE);
    mcode_drop(vm, &code);
}
END_TEST

START_TEST(test_protect_fails)
{
    struct mcode code;
    host.fail_code = 2;
    ck_assert_int_eq(commit_size(1, &code), STOP_MCODE_PROTECT);
    ck_assert_ptr_null(code.address);
    ck_assert_uint_eq(host.maps, 0);
    ck_assert_uint_eq(vm->jit.mcode_used, 0);
}
END_TEST

/* Protect and the unmap behind it: the mapping waits, also while code runs, and goes at the next sweep. */
START_TEST(test_protect_and_unmap_fail)
{
    struct mcode code;
    vm->jit.depth = 1;
    host.fail_code_from = 2;
    ck_assert_int_eq(commit_size(1, &code), STOP_MCODE_PROTECT);
    ck_assert_ptr_null(code.address);
    ck_assert_uint_eq(vm->jit.waiting_count, 1);
    ck_assert_uint_eq(vm->jit.mcode_used, 4096);
    host.fail_code_from = 0;
    vm->jit.depth = 0;
    mcode_sweep(vm);
    ck_assert_uint_eq(host.maps, 0);
    ck_assert_uint_eq(vm->jit.mcode_used, 0);
}
END_TEST

START_TEST(test_unmap_fails_once)
{
    struct mcode code;
    ck_assert_int_eq(commit_size(1, &code), STOP_NONE);
    host.fail_code = host.code_ops + 1;
    mcode_drop(vm, &code);
    ck_assert_ptr_null(code.address);
    ck_assert_uint_eq(host.maps, 1);
    mcode_sweep(vm);
    ck_assert_uint_eq(host.maps, 0);
}
END_TEST

/* Each mapping is tried, so that the harness sees that it refused; and the end comes. */
START_TEST(test_every_unmap_fails)
{
    enum { PIECES = 40 };
    struct mcode code[PIECES];
    for (unsigned i = 0; i < PIECES; i++)
        ck_assert_int_eq(commit_size(1, &code[i]), STOP_NONE);
    host.fail_code_from = host.code_ops + 1;
    vm->jit.depth = 1;
    for (unsigned i = 0; i < PIECES; i++)
        mcode_drop(vm, &code[i]);
    vm->jit.depth = 0;
    mcode_sweep(vm);
    ck_assert_uint_eq(host.ops[CODE_UNMAP], 1);
    mcode_end(vm);
    ck_assert_uint_ge(host.ops[CODE_UNMAP], PIECES + 1);
    ck_assert_uint_le(host.ops[CODE_UNMAP], 4 * PIECES);
    ck_assert_uint_eq(host.maps, PIECES);
    ck_assert_uint_eq(vm->jit.mcode_used, 0);
    host.fail_code_from = 0;
    ck_assert_int_eq(commit_size(1, &code[0]), STOP_NONE); /* the next program is as in a fresh VM */
    mcode_drop(vm, &code[0]);
    ck_assert_uint_eq(host.maps, PIECES);
}
END_TEST

START_TEST(test_no_memory_for_the_list)
{
    struct mcode code;
    ck_assert_int_eq(commit_size(1, &code), STOP_NONE);
    mcode_drop(vm, &code);
    mcode_end(vm);
    unsigned before = host.allocations;
    ck_assert_int_eq(commit_size(1, &code), STOP_NONE);
    mcode_drop(vm, &code);
    mcode_end(vm);
    unsigned last = host.allocations - before; /* of a commit: the list */
    unsigned maps = host.ops[CODE_MAP];
    host.fail_allocation = host.allocations + last;
    ck_assert_int_eq(commit_size(1, &code), STOP_MEMORY);
    ck_assert_ptr_null(code.address);
    ck_assert_uint_eq(host.ops[CODE_MAP], maps);
}
END_TEST

/* ---- suite --------------------------------------------------------------------------------------- */

static const TTest *const text_tests[] = {
    test_moves_between_registers,
    test_moves_of_constants,
    test_constants_are_short,
    test_loads_and_stores,
    test_stores_of_constants,
    test_indexed,
    test_alu_registers,
    test_alu_memory,
    test_alu_memory_constants,
    test_tests,
    test_multiply_divide,
    test_one_operand,
    test_conditions,
    test_float_registers,
    test_float_memory,
    test_float_constants,
    test_jumps_to_labels,
    test_jumps_out,
    test_align,
    test_each_allocation_may_fail,
    test_too_long,
};

static const TTest *const run_tests[] = {
    test_run_loop,
    test_run_overflow,
    test_run_division,
    test_run_float,
    test_run_calls_and_slots,
    test_enter_and_leave,
    test_leave_takes_any_rsp,
    test_leave_checked,
    test_leave_checked_counts_and_repairs,
    test_leave_checked_repairs_the_other_way,
    test_leave_sees_a_wild_spill,
};

static const TTest *const code_tests[] = {
    test_code_is_mapped_and_unmapped,
    test_maxmcode,
    test_dropped_code_waits,
    test_map_fails,
    test_protect_fails,
    test_protect_and_unmap_fail,
    test_unmap_fails_once,
    test_every_unmap_fails,
    test_no_memory_for_the_list,
};

static void add(Suite *suite, const char *name, const TTest *const *tests, size_t count)
{
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_set_timeout(tcase, 60);
    for (size_t i = 0; i < count; i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
}

int main(void)
{
    Suite *suite = suite_create("jit_emit");
    add(suite, "text", text_tests, sizeof text_tests / sizeof *text_tests);
    add(suite, "run", run_tests, sizeof run_tests / sizeof *run_tests);
    add(suite, "code", code_tests, sizeof code_tests / sizeof *code_tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
