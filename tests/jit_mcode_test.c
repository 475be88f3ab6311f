/* jit_mcode_test.c: code memory, code of the compilers' assembler that runs there, and the ways into
 * machine code and out of it.
 */
#include <math.h>

#include "jit_host.h"

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
    if (rsp_shift != 0)
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
    emit_drop(&e);
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

static const struct {
    const char *leave;
    int32_t rsp_shift;
    bool overwrite;
    uint64_t wrong;
} visits[] = {
    {jit_leave, 0, false, 0},          {jit_leave, -64, false, 0},
    {jit_leave, -64, true, 1}, /* a spill slot too far up */
    {jit_leave_checked, 0, false, 0},  {jit_leave_checked, -16, false, 1},
    {jit_leave_checked, 32, false, 1}, {jit_leave_checked, 0, true, 1},
};

START_TEST(test_enter_and_leave)
{
    vm->jit.guard_left = GUARDS;
    emit_visit(visits[_i].leave, visits[_i].rsp_shift, visits[_i].overwrite);
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
    ck_assert_uint_eq(vm->jit.host_stack_wrong, visits[_i].wrong);
    mcode_drop(vm, &code);
}
END_TEST

/* ---- code memory --------------------------------------------------------------------------------- */

static enum stop commit_size(size_t size, struct mcode *code)
{
    emit_drop(&e);
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

static void add_run(Suite *suite)
{
    TCase *tcase = host_tcase(suite, "run");
    tcase_add_test(tcase, test_run_loop);
    tcase_add_test(tcase, test_run_overflow);
    tcase_add_test(tcase, test_run_division);
    tcase_add_test(tcase, test_run_float);
    tcase_add_test(tcase, test_run_calls_and_slots);
    tcase_add_loop_test(tcase, test_enter_and_leave, 0, (int)COUNT(visits));
}

static void add_code(Suite *suite)
{
    TCase *tcase = host_tcase(suite, "code memory");
    tcase_add_test(tcase, test_code_is_mapped_and_unmapped);
    tcase_add_test(tcase, test_maxmcode);
    tcase_add_test(tcase, test_dropped_code_waits);
    tcase_add_test(tcase, test_map_fails);
    tcase_add_test(tcase, test_protect_fails);
    tcase_add_test(tcase, test_protect_and_unmap_fail);
    tcase_add_test(tcase, test_unmap_fails_once);
    tcase_add_test(tcase, test_every_unmap_fails);
    tcase_add_test(tcase, test_no_memory_for_the_list);
}

int main(void)
{
    Suite *suite = suite_create("jit_mcode");
    add_run(suite);
    add_code(suite);
    return host_run(suite);
}
