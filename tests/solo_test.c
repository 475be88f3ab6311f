/* solo_test.c: a VM alone in this process: what is seen of a program, and what is called wrong. */
#include <check.h>
#include <string.h>
#include <sys/mman.h>

#include "check_main.h"
#include "solo.h"

extern const struct vut vut_refvm, vut_toy;

static struct solo vm;
static char why[512];

static void setup(void)
{
    solo_init(&vm, &vut_refvm, "call");
    ck_assert(solo_set(&vm, "memory", 1024));
    ck_assert(solo_open(&vm, 1000));
}

static void teardown(void)
{
    solo_close(&vm);
    ck_assert_uint_eq(vm.blocks, 0);
}

static bool run(struct solo *s, const char *program)
{
    return solo_run(s, program, strlen(program));
}

START_TEST(unknown_setting)
{
    struct solo other;
    solo_init(&other, &vut_refvm, "call");
    ck_assert(!solo_set(&other, "none", 1));
}
END_TEST

START_TEST(unknown_engine)
{
    struct solo other;
    solo_init(&other, &vut_refvm, "none");
    ck_assert(!solo_open(&other, 1000));
}
END_TEST

START_TEST(program_after_program)
{
    for (int i = 0; i < 3; i++) {
        ck_assert(run(&vm, "<?php $a = [1]; $a[] = &$a; echo count($a);"));
        ck_assert_str_eq(vm.shown.output, "2");
        ck_assert_int_eq(vm.shown.record.status, VUT_OK);
        ck_assert(!solo_is_wrong(&vm, why, sizeof why));
    }
}
END_TEST

START_TEST(rejected)
{
    ck_assert(!run(&vm, "<?php echo"));
    ck_assert_int_eq(vm.shown.record.status, VUT_REJECTED);
    ck_assert(!solo_is_wrong(&vm, why, sizeof why));
}
END_TEST

START_TEST(ended_by_steps)
{
    ck_assert(run(&vm, "<?php for (;;);"));
    ck_assert_int_eq(vm.shown.record.status, VUT_STEPS);
    ck_assert(!solo_is_wrong(&vm, why, sizeof why));
}
END_TEST

START_TEST(ended_by_memory)
{
    ck_assert(run(&vm, "<?php $s = 'x'; for (;;) $s .= $s;"));
    ck_assert_int_eq(vm.shown.record.status, VUT_ERROR);
    ck_assert_ptr_nonnull(strstr(vm.shown.record.error_text, "Allowed memory size of 1048576 bytes"));
    ck_assert(!solo_is_wrong(&vm, why, sizeof why));
}
END_TEST

START_TEST(long_output)
{
    ck_assert(run(&vm, "<?php for ($i = 0; $i < 9; $i++) echo str_repeat($i, 1000);"));
    ck_assert_uint_eq(vm.shown.output_size, 9000);
    ck_assert_int_eq(vm.shown.output[SOLO_OUTPUT_KEPT - 1], '4');
}
END_TEST

static const struct {
    const char *name;
    size_t offset;
} wrong[] = {
    {"opline", offsetof(struct solo_shown, record.opline_wrong)},
    {"refcount", offsetof(struct solo_shown, record.refcount_wrong)},
    {"immutable", offsetof(struct solo_shown, record.immutable_wrong)},
    {"vm-stack", offsetof(struct solo_shown, record.frame_count)},
    {"leak", offsetof(struct solo_shown, blocks_left)},
    {"leak", offsetof(struct solo_shown, maps_left)},
    {"size", offsetof(struct solo_shown, sizes_wrong)},
};

START_TEST(called_wrong)
{
    ck_assert(run(&vm, "<?php echo 1;"));
    ((char *)&vm.shown)[wrong[_i].offset] = 1;
    ck_assert(solo_is_wrong(&vm, why, sizeof why));
    ck_assert_int_eq(strncmp(why, wrong[_i].name, strlen(wrong[_i].name)), 0);
}
END_TEST

static const struct {
    const char *what, *a, *b;
} differences[] = {
    {NULL, "<?php echo 1 + 1;", "<?php echo 1 + 1;"},
    {"output", "<?php echo 1;", "<?php echo 2;"},
    {"status", "<?php for (;;);", "<?php for ($i = 0; $i < 9; $i++);"},
    {"steps", "<?php for ($i = 0; $i < 9; $i++);", "<?php for ($i = 0; $i < 8; $i++);"},
};

START_TEST(two_engines)
{
    struct solo other;
    solo_init(&other, &vut_refvm, "hybrid");
    ck_assert(solo_open(&other, 1000));
    run(&vm, differences[_i].a);
    run(&other, differences[_i].b);
    ck_assert_int_eq(solo_differ(&vm, &other, why, sizeof why), differences[_i].what != NULL);
    if (differences[_i].what)
        ck_assert_msg(strstr(why, differences[_i].what) != NULL, "%s", why);
    solo_close(&other);
}
END_TEST

/* Of the toy, which compiles: what its compiler takes and tells is no difference, nor are guards that are
 * forced. */
START_TEST(a_compiler_may_do_more)
{
    struct solo plain, compiled;
    const char *program = "set i 0\nrepeat 9\nset i i + 1\nprint i\nend\n";
    solo_init(&plain, &vut_toy, "interp");
    solo_init(&compiled, &vut_toy, "trace");
    compiled.guard_every = _i == 0 ? 0 : 3;
    ck_assert(solo_open(&plain, 1000) && solo_open(&compiled, 1000));
    ck_assert(run(&plain, program) && run(&compiled, program));
    ck_assert_uint_eq(compiled.shown.events[VUT_EVENT_TRACE_STOP], 1);
    ck_assert_int_eq(compiled.shown.events[VUT_EVENT_TRACE_EXIT] > 0, _i);
    ck_assert_msg(!solo_differ(&plain, &compiled, why, sizeof why), "%s", why);
    solo_close(&plain);
    solo_close(&compiled);
    ck_assert_uint_eq(compiled.blocks, 0);
}
END_TEST

START_TEST(code_memory_is_counted)
{
    enum { PAGE = 4096 };
    const struct vut_hooks *hooks = &vm.hooks;
    char *page = hooks->code_map(hooks->ctx, NULL, PAGE, VUT_PROT_READ | VUT_PROT_WRITE);
    ck_assert_ptr_ne(page, MAP_FAILED);
    ck_assert_uint_eq(vm.maps, 1);
    *page = 1;
    ck_assert_int_eq(hooks->code_protect(hooks->ctx, page, PAGE, VUT_PROT_READ), 0);
    ck_assert_int_eq(hooks->code_unmap(hooks->ctx, page, PAGE), 0);
    ck_assert_uint_eq(vm.maps, 0);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("solo");
    TCase *t = tcase_create("solo");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, unknown_setting);
    tcase_add_test(t, unknown_engine);
    tcase_add_test(t, program_after_program);
    tcase_add_test(t, rejected);
    tcase_add_test(t, ended_by_steps);
    tcase_add_test(t, ended_by_memory);
    tcase_add_test(t, long_output);
    tcase_add_loop_test(t, called_wrong, 0, sizeof wrong / sizeof wrong[0]);
    tcase_add_loop_test(t, two_engines, 0, sizeof differences / sizeof differences[0]);
    tcase_add_loop_test(t, a_compiler_may_do_more, 0, 2);
    tcase_add_test(t, code_memory_is_counted);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return check_main(suite());
}
