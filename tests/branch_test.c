/* branch_test.c: a sweep that runs the way to each fault only once shows, fault by fault, exactly what a
 * run of its own shows.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bind.h"
#include "branch_sweep.h"
#include "check_main.h"

static const char *vm_name;

static void open_named(const char *name)
{
    program_between = "local t = {} for i = 1, 40 do t[i] = i .. '' end return #t";
    open_vm(vm_find(vm_name = name));
}

static struct binding bind(const char *engine)
{
    struct fcase c = {0};
    struct binding b;
    char why[256];
    snprintf(c.vm, sizeof c.vm, "%s", vm_name);
    snprintf(c.engine, sizeof c.engine, "%s", engine);
    ck_assert(case_bind(&c, &b, why, sizeof why));
    return b;
}

static void compare(const char *program, const char *engine, struct fault fault, exec_visit_fn *visitor)
{
    struct binding b = bind(engine);
    struct exec_request rq = {
        .program = program, .program_size = strlen(program), .settings = &b.subject_settings};
    compare_sweep(rq, fault, visitor, 5);
}

/* None of these crashes Debian's LuaJIT at any n; most programs do. Loops that are compiled, errors that
 * are caught, output before and after, strings and tables that grow.
 */
static const char *const programs[] = {
    "local n = 0 for i = 1, 30 do n = n + i end print(n)",
    "local t = {} for i = 1, 20 do t[i] = {i, i + 0.5} end return #t, t[20][2]",
    "local n, bad = 0, 0\n"
    "for i = 1, 12 do\n"
    "  local ok = pcall(function() local t = {} for k = 1, i do t['k' .. k] = k end n = n + 1 end)\n"
    "  if not ok then bad = bad + 1 end\n"
    "end\n"
    "print(n, bad)",
    "local function f(x) if x == 0 then return {} end local t = f(x - 1) t[#t + 1] = x return t end\n"
    "for i = 1, 4 do print(table.concat(f(i * 3), ',')) end",
    "local co = coroutine.wrap(function() for i = 1, 9 do coroutine.yield(('y'):rep(i)) end end)\n"
    "for i = 1, 9 do print(co()) end",
};

START_TEST(each_fault_shows_what_a_run_of_its_own_shows)
{
    open_named("luajit");
    compare(programs[_i], "interp", (struct fault){.kind = VUT_FAULT_OOM, .n = 1}, visit);
    compare(programs[_i], "trace", (struct fault){.kind = VUT_FAULT_OOM, .n = 1}, visit);
}
END_TEST

START_TEST(persistent_faults_too)
{
    open_named("luajit");
    compare(programs[_i], "interp", (struct fault){.kind = VUT_FAULT_OOM, .n = 1, .from = true}, visit);
}
END_TEST

START_TEST(collections_and_interrupts_too)
{
    open_named("luajit");
    struct fault interrupt = {
        .kind = VUT_FAULT_INTERRUPT, .n = 1, .alloc = true, .action = VUT_ACTION_CALL};
    compare(programs[_i], "trace", (struct fault){.kind = VUT_FAULT_GC, .n = 1}, visit);
    compare(programs[_i], "interp", interrupt, visit);
}
END_TEST

/* The toy counts its safepoints, where a run can be put back as well. */
static const char toy_program[] = "set i 0\n"
                                  "repeat 5\n"
                                  "  try\n"
                                  "    set i i + 1\n"
                                  "    append s i\n"
                                  "    print i s s\n"
                                  "  catch\n"
                                  "    print error\n"
                                  "  end\n"
                                  "end\n";

START_TEST(safepoints_too)
{
    open_named("toy");
    for (int action = 0; action < VUT_ACTION_COUNT; action++) {
        struct fault interrupt = {
            .kind = VUT_FAULT_INTERRUPT, .n = 1, .action = (enum vut_action)action, .alloc = _i == 1};
        compare(toy_program, "interp", interrupt, visit);
        compare(toy_program, "trace", interrupt, visit);
    }
    compare(toy_program, "trace", (struct fault){.kind = VUT_FAULT_FLUSH, .n = 1}, visit);
}
END_TEST

START_TEST(runs_in_between_do_not_show)
{
    open_named("luajit");
    compare(programs[_i], "trace", (struct fault){.kind = VUT_FAULT_OOM, .n = 1}, visit_and_run);
}
END_TEST

static bool visit_three(void *ctx, struct observation *o)
{
    visit(ctx, o);
    return shown_count < 3;
}

START_TEST(a_visitor_can_stop)
{
    open_named("luajit");
    struct binding b = bind("trace");
    struct fault fault = {.kind = VUT_FAULT_OOM, .n = 4};
    struct exec_request rq = {.program = programs[1],
                              .program_size = strlen(programs[1]),
                              .settings = &b.subject_settings,
                              .faults = &fault,
                              .fault_count = 1};
    if (!exec_can_sweep(&exec, &rq))
        return;
    ck_assert_int_eq(exec_sweep(&exec, &rq, &fault, visit_three), EXEC_SWEPT_ALL);
    ck_assert_uint_eq(shown_count, 3);
    ck_assert_uint_eq(fault.n, 6);
}
END_TEST

/* ---- the mark itself ----------------------------------------------------------------------------- */

static struct cstack stack;
static struct cstack_mark mark;
static char saved[65536];
static int calls, passes;

static void marked(void *argument)
{
    volatile int local = 7;
    calls++;
    if (cstack_mark(&mark) == 0)
        memcpy(saved, mark.rsp, (size_t)(stack.entry - mark.rsp));
    passes++;
    local += *(int *)argument;
    *(int *)argument = local;
}

START_TEST(a_call_goes_on_at_its_mark_as_often_as_asked)
{
    int value = 1;
    struct cstack_report report = {0};
    if (!cstack_can_resume())
        return;
    ck_assert(cstack_open(&stack));
    cstack_call(&stack, marked, &value, &report);
    ck_assert_int_eq(value, 8);
    for (int i = 0; i < 3; i++) {
        value = i;
        memcpy(mark.rsp, saved, (size_t)(stack.entry - mark.rsp));
        cstack_resume(&stack, &mark, &report);
        ck_assert_int_eq(value, 7 + i);
    }
    ck_assert_int_eq(calls, 1);
    ck_assert_int_eq(passes, 4);
    ck_assert(!report.rsp_wrong && !report.regs_wrong && !report.above_overwritten);
}
END_TEST

int main(void)
{
    const int count = sizeof programs / sizeof programs[0];
    Suite *suite = suite_create("branch");
    TCase *tests = tcase_create("branch");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, each_fault_shows_what_a_run_of_its_own_shows, 0, count);
    tcase_add_loop_test(tests, persistent_faults_too, 0, count);
    tcase_add_loop_test(tests, collections_and_interrupts_too, 0, count);
    tcase_add_loop_test(tests, safepoints_too, 0, 2);
    tcase_add_loop_test(tests, runs_in_between_do_not_show, 0, count);
    tcase_add_test(tests, a_visitor_can_stop);
    tcase_add_test(tests, a_call_goes_on_at_its_mark_as_often_as_asked);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
