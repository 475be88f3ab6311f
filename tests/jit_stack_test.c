/* jit_stack_test.c: a loop of machine code whose stack pointer drifts is seen while it runs (`set:
 * shadow=1`). What is seen on leaving machine code, jit_mcode_test.c shows.
 */
#include "jit_host.h"
#include "refvm/jit/asm.h"

enum { SPILL_SIZE = 48, ITERATIONS = 3 };

/* Goes round a loop whose iterations each move rsp by `drift`, and leaves with rsp as it was. */
static void emit_drifting_loop(struct assembler *as, int32_t drift)
{
    emit_alu_ri(&as->e, ALU_SUB, RSP, SPILL_SIZE);
    for (int i = 0; i < ITERATIONS; i++) {
        asm_check_stack(as);
        emit_alu_ri(&as->e, ALU_SUB, RSP, drift);
    }
    emit_alu_ri(&as->e, ALU_ADD, RSP, SPILL_SIZE + ITERATIONS * drift);
    emit_mov_ri(&as->e, RAX, ENTER);
    emit_leave(&as->e, jit_leave_checked);
}

static const struct {
    int32_t drift;
    bool shadow;
    uint64_t wrong;
} drifts[] = {{0, true, 0}, {16, true, ITERATIONS - 1}, {-8, true, ITERATIONS - 1}, {16, false, 0}};

START_TEST(test_drift_is_counted)
{
    settings.param[PARAM_SHADOW] = drifts[_i].shadow;
    struct assembler as = {.vm = vm, .spill_size = SPILL_SIZE};
    emit_begin(&as.e, vm, SIZE_MAX_OF_TESTS);
    emit_drifting_loop(&as, drifts[_i].drift);
    ck_assert(emit_finish(&as.e));
    struct mcode code;
    ck_assert_int_eq(mcode_commit(vm, &as.e, &code), STOP_NONE);
    ck_assert_uint_eq((uintptr_t)jit_enter(NULL, NULL, vm, code.address), ENTER);
    ck_assert_uint_eq(vm->jit.host_stack_wrong, drifts[_i].wrong);
    mcode_drop(vm, &code);
    emit_drop(&as.e);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("jit_stack");
    tcase_add_loop_test(host_tcase(suite, "drift"), test_drift_is_counted, 0, COUNT(drifts));
    return host_run(suite);
}
