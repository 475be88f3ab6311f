/* crash_test.c: each way to die leaves a complete record for another process. */
#include <assert.h>
#include <check.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include "callers.h"
#include "check_main.h"
#include "crash.h"
#include "sanitizer.h"

#ifdef WITH_ASAN
#include <sanitizer/common_interface_defs.h>
#endif

/* The tests crash on purpose, in ways that a sanitizer would report first. */
#define PLAIN __attribute__((noinline, no_sanitize("undefined"), no_sanitize("address")))

static struct obs_crash *record;
static volatile int sink;

/* ---- Running what crashes ------------------------------------------------------------------------ */

static __attribute__((noinline)) void child_run(void (*function)(void))
{
    struct rlimit no_core = {0};
    setrlimit(RLIMIT_CORE, &no_core);
    int log = memfd_create("stderr", 0);
    dup2(log, STDERR_FILENO);
    crash_install(record);
    crash_set_stderr(log);
    crash_phase("run");
    function();
    _exit(0);
}

/* Returns the exit status of a process that runs the function, or -1 when a signal ended it. */
static int status_of(void (*function)(void))
{
    memset(record, 0, sizeof(*record));
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        child_run(function);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void expect_crash(void (*function)(void), enum obs_crash_kind kind, const char *what)
{
    ck_assert_int_eq(status_of(function), CRASH_EXIT_STATUS);
    ck_assert_int_eq(record->kind, kind);
    ck_assert_str_eq(record->what, what);
    ck_assert_str_eq(record->phase, "run");
}

/* The names of the first frames, which must be these. */
static void expect_frames(const char *first, const char *second)
{
    ck_assert_int_ge(record->frame_count, 2);
    ck_assert_str_eq(record->frame[0], first);
    ck_assert_str_eq(record->frame[1], second);
}

/* ---- Signals ------------------------------------------------------------------------------------- */

static PLAIN void read_at(uintptr_t address)
{
    sink = *(volatile int *)address;
}

static PLAIN void read_null(void)
{
    read_at(0);
    sink++;
}

static PLAIN void read_unmapped(void)
{
    read_at(0x7000);
    sink++;
}

static PLAIN void jump_wild(void)
{
    ((void (*)(void))0x123456789000)();
    sink++;
}

static PLAIN void jump_caller(void)
{
    jump_wild();
    sink++;
}

static PLAIN void lose_stack(void)
{
    __asm__ volatile("movabs $0x4141414141414141, %%rsp\n\tmov %%rsp, %%rbp\n\tmov 0, %%rax" : : : "rax");
}

static PLAIN void smash_stack(void)
{
    uintptr_t *frame = __builtin_frame_address(0);
    for (int i = 1; i < 16; i++) {
        ((volatile uintptr_t *)frame)[i] = 0x4141414141414141;
    }
}

static PLAIN int recurse(int depth)
{
    volatile char block[512];
    block[0] = (char)depth;
    return depth < sink ? 0 : recurse(depth + 1) + block[0];
}

static PLAIN void overflow_stack(void)
{
    sink = recurse(0);
}

static PLAIN void trap(void)
{
    __asm__ volatile("int3");
    sink++;
}

static PLAIN void illegal(void)
{
    __asm__ volatile("ud2");
    sink++;
}

static PLAIN void divide(void)
{
    __asm__ volatile("xor %%ecx, %%ecx\n\tidiv %%ecx" : : : "eax", "ecx", "edx");
    sink++;
}

START_TEST(a_null_read)
{
    expect_crash(read_null, OBS_CRASH_SIGNAL, "SIGSEGV");
    expect_frames("read_at", "read_null");
    ck_assert_str_eq(record->text, "access near null");
}
END_TEST

START_TEST(a_read_out_of_bounds)
{
    expect_crash(read_unmapped, OBS_CRASH_SIGNAL, "SIGSEGV");
    expect_frames("read_at", "read_unmapped");
    ck_assert_str_eq(record->text, "access out of bounds");
}
END_TEST

START_TEST(a_wild_jump_names_its_caller)
{
    expect_crash(jump_caller, OBS_CRASH_SIGNAL, "SIGSEGV");
    ck_assert_str_eq(record->text, "jump to no code");
    expect_frames("[wild]", "jump_wild");
    ck_assert_str_eq(record->frame[2], "jump_caller");
}
END_TEST

START_TEST(a_lost_stack_pointer)
{
    expect_crash(lose_stack, OBS_CRASH_SIGNAL, "SIGSEGV");
    ck_assert_int_eq(record->frame_count, 1);
    ck_assert_str_eq(record->frame[0], "lose_stack");
    ck_assert(!record->unsymbolized);
}
END_TEST

/* The frames above are gone: unwinding reads what was written over them. */
START_TEST(a_smashed_stack)
{
    expect_crash(smash_stack, OBS_CRASH_SIGNAL, "SIGSEGV");
    ck_assert_int_ge(record->frame_count, 1);
    ck_assert_str_eq(record->frame[0], "smash_stack");
    ck_assert_int_le(record->frame_count, 2);
}
END_TEST

START_TEST(an_overflown_stack)
{
    expect_crash(overflow_stack, OBS_CRASH_SIGNAL, "SIGSEGV");
    ck_assert_int_eq(record->frame_count, OBS_FRAMES_MAX);
    expect_frames("recurse", "recurse");
}
END_TEST

static const struct signal_row {
    void (*function)(void);
    const char *what, *frame;
} signal_rows[] = {
    {trap, "SIGTRAP", "trap"},
    {illegal, "SIGILL", "illegal"},
    {divide, "SIGFPE", "divide"},
};

START_TEST(other_signals)
{
    const struct signal_row *row = &signal_rows[_i];
    expect_crash(row->function, OBS_CRASH_SIGNAL, row->what);
    expect_frames(row->frame, "child_run");
    ck_assert(!record->unsymbolized);
    ck_assert_str_eq(record->text, "");
}
END_TEST

START_TEST(nothing_happens)
{
    static void (*const scan)(void) = (void (*)(void))callers_scan;
    ck_assert_int_eq(status_of(scan), 0);
    ck_assert_int_eq(record->kind, OBS_CRASH_NONE);
    ck_assert_str_eq(record->phase, "run");
}
END_TEST

/* ---- A damaged unwinding ------------------------------------------------------------------------- */

/* A stack whose only frames lead to an address that nobody can read: the unwinder itself faults there. */
static PLAIN void fault_below_nowhere(void)
{
    static _Alignas(16) uintptr_t stack[512];
    for (size_t i = 0; i < 512; i++) {
        stack[i] = 0x666666660000;
    }
    __asm__ volatile("mov %0, %%rsp\n\tmov %0, %%rbp\n\tmov 0, %%rax"
                     :
                     : "r"(&stack[256])
                     : "rax", "memory");
}

/* callers_here meets the same outside of any handler. */
static PLAIN void look_up(void)
{
    struct caller callers[CALLERS_MAX];
    size_t count = callers_here(callers, CALLERS_MAX);
    _exit(count >= 1 && count <= 3 ? 0 : 1);
}

static PLAIN void look_from_nowhere(void)
{
    static _Alignas(16) uintptr_t stack[8192];
    for (size_t i = 0; i < 8192; i++) {
        stack[i] = 0x666666660000;
    }
    __asm__ volatile("mov %0, %%rsp\n\tmov %0, %%rbp\n\tcall *%1"
                     :
                     : "r"(&stack[8000]), "r"(look_up)
                     : "rax", "memory");
}

START_TEST(a_fault_while_unwinding_ends_the_list)
{
    expect_crash(fault_below_nowhere, OBS_CRASH_SIGNAL, "SIGSEGV");
    ck_assert_int_ge(record->frame_count, 1);
    ck_assert_str_eq(record->frame[0], "fault_below_nowhere");
    for (int i = 1; i < record->frame_count; i++) {
        ck_assert_str_eq(record->frame[i], "[wild]");
    }
}
END_TEST

START_TEST(a_fault_while_looking_for_callers_is_survived)
{
    ck_assert_int_eq(status_of(look_from_nowhere), 0);
    ck_assert_int_eq(record->kind, OBS_CRASH_NONE);
}
END_TEST

/* ---- A stack made by hand ------------------------------------------------------------------------ */

static ucontext_t made_context, main_context;
static char made_stack[256 << 10];

static void made_entry(void)
{
#ifdef WITH_ASAN
    __sanitizer_finish_switch_fiber(NULL, NULL, NULL);
#endif
    read_null();
    sink++;
}

static void crash_on_made_stack(void)
{
    void *fake = NULL;
    getcontext(&made_context);
    made_context.uc_stack.ss_sp = made_stack;
    made_context.uc_stack.ss_size = sizeof(made_stack);
    made_context.uc_link = &main_context;
    makecontext(&made_context, made_entry, 0);
#ifdef WITH_ASAN
    __sanitizer_start_switch_fiber(&fake, made_stack, sizeof(made_stack));
#endif
    (void)fake;
    swapcontext(&main_context, &made_context);
}

START_TEST(a_crash_on_a_hand_made_stack)
{
    expect_crash(crash_on_made_stack, OBS_CRASH_SIGNAL, "SIGSEGV");
    expect_frames("read_at", "read_null");
    ck_assert_str_eq(record->frame[2], "made_entry");
    ck_assert_int_le(record->frame_count, 4); /* libc's own start of a context may be one */
}
END_TEST

/* ---- Ends that the program chooses --------------------------------------------------------------- */

static PLAIN void call_abort(void)
{
    abort();
}

static PLAIN void call_abort_after_text(void)
{
    fprintf(stderr, "first line\nblock 0x7f1234567890 of 0x10 is damaged\n\n");
    abort();
}

static PLAIN void fail_assertion(void)
{
    assert(sink == 12345);
}

static PLAIN void call_exit(void)
{
    exit(3);
}

static PLAIN void call_exit_negative(void)
{
    exit(-12);
}

static PLAIN void exit_as_announced(void)
{
    crash_expect_exit();
    exit(7);
}

static PLAIN void panic(void)
{
    crash_end(OBS_CRASH_PANIC, "memory", "not enough memory", NULL);
}

START_TEST(an_abort)
{
    expect_crash(call_abort, OBS_CRASH_ABORT, "SIGABRT");
    expect_frames("call_abort", "child_run");
    ck_assert_str_eq(record->text, "");
    ck_assert(!record->unsymbolized);
}
END_TEST

START_TEST(an_abort_takes_the_last_line_of_stderr)
{
    expect_crash(call_abort_after_text, OBS_CRASH_ABORT, "SIGABRT");
    ck_assert_str_eq(record->text, "block 0x* of 0x10 is damaged");
}
END_TEST

START_TEST(a_failed_assertion_has_its_text)
{
    expect_crash(fail_assertion, OBS_CRASH_ABORT, "SIGABRT");
    ck_assert_ptr_nonnull(strstr(record->text, "Assertion `sink == 12345' failed."));
    expect_frames("fail_assertion", "child_run");
}
END_TEST

START_TEST(an_exit)
{
    expect_crash(call_exit, OBS_CRASH_EXIT, "3");
    expect_frames("call_exit", "child_run");
    expect_crash(call_exit_negative, OBS_CRASH_EXIT, "-12");
}
END_TEST

START_TEST(an_announced_exit_is_none)
{
    ck_assert_int_eq(status_of(exit_as_announced), 7);
    ck_assert_int_eq(record->kind, OBS_CRASH_NONE);
}
END_TEST

START_TEST(a_panic)
{
    expect_crash(panic, OBS_CRASH_PANIC, "memory");
    ck_assert_str_eq(record->text, "not enough memory");
    expect_frames("panic", "child_run");
}
END_TEST

/* ---- Standard error through a pipe --------------------------------------------------------------- */

static PLAIN void abort_with_pipe(void)
{
    int ends[2];
    if (pipe(ends) == 0) {
        dup2(ends[1], STDERR_FILENO);
        crash_set_stderr(ends[0]);
    }
    for (int i = 0; i < 500; i++) {
        fprintf(stderr, "line %d of many\n", i);
    }
    abort();
}

START_TEST(text_comes_out_of_a_pipe)
{
    expect_crash(abort_with_pipe, OBS_CRASH_ABORT, "SIGABRT");
    ck_assert_str_eq(record->text, "line 499 of many");
}
END_TEST

/* ---- A hang -------------------------------------------------------------------------------------- */

static void on_alarm(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)info;
    crash_end(OBS_CRASH_HANG, "wall", "no end within 10 ms", context);
}

static PLAIN void spin(void)
{
    while (sink != 12345) {
    }
}

/* `flags` is where the handler runs: on the alternate stack, or on the one that it interrupted. */
static PLAIN void hang_with(int flags)
{
    struct sigaction action = {.sa_sigaction = on_alarm, .sa_flags = SA_SIGINFO | flags};
    struct itimerval soon = {.it_value = {.tv_usec = 10000}};
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &soon, NULL);
    spin();
    sink++;
}

static PLAIN void hang_here(void)
{
    hang_with(0);
    sink++;
}

static PLAIN void hang_aside(void)
{
    hang_with(SA_ONSTACK);
    sink++;
}

START_TEST(a_hang_names_where_it_hangs)
{
    expect_crash(_i == 0 ? hang_here : hang_aside, OBS_CRASH_HANG, "wall");
    ck_assert_str_eq(record->text, "no end within 10 ms");
    expect_frames("spin", "hang_with");
}
END_TEST

/* ---- A record that can't be written -------------------------------------------------------------- */

static PLAIN void crash_in_record(void)
{
    crash_end(OBS_CRASH_PANIC, "panic", (const char *)0x7000, NULL);
}

START_TEST(a_fault_while_recording_keeps_what_there_is)
{
    expect_crash(crash_in_record, OBS_CRASH_PANIC, "panic");
}
END_TEST

/* ---- Sanitizers ---------------------------------------------------------------------------------- */

#ifdef WITH_ASAN
static __attribute__((noinline)) void use_after_free(void)
{
    int *volatile block = malloc(40);
    free(block);
    sink = block[1];
}

static __attribute__((noinline)) void write_behind(void)
{
    volatile char *block = malloc(40);
    block[40] = 1;
    sink = block[39];
}

static __attribute__((noinline)) void free_twice(void)
{
    char *volatile block = malloc(40);
    free(block);
    free(block);
}

static __attribute__((noinline)) void overflow_int(void)
{
    volatile int big = 0x7fffffff;
    sink = big + 1;
}

START_TEST(a_use_after_free)
{
    expect_crash(use_after_free, OBS_CRASH_SANITIZER, "heap-use-after-free");
    expect_frames("use_after_free", "child_run");
    ck_assert_str_eq(record->text, "read");
}
END_TEST

START_TEST(a_write_behind_a_block)
{
    expect_crash(write_behind, OBS_CRASH_SANITIZER, "heap-buffer-overflow");
    expect_frames("write_behind", "child_run");
    ck_assert_str_eq(record->text, "write");
}
END_TEST

START_TEST(a_double_free)
{
    expect_crash(free_twice, OBS_CRASH_SANITIZER, "double-free");
    ck_assert_int_ge(record->frame_count, 2);
    ck_assert(strcmp(record->frame[0], "free_twice") == 0 || strcmp(record->frame[1], "free_twice") == 0);
}
END_TEST

START_TEST(undefined_behavior)
{
    expect_crash(overflow_int, OBS_CRASH_SANITIZER, "signed-integer-overflow");
    expect_frames("overflow_int", "child_run");
    ck_assert_ptr_nonnull(strstr(record->text, "2147483647 + 1"));
}
END_TEST
#endif

/* ---- The suite ----------------------------------------------------------------------------------- */

static void set_up(void)
{
    record = mmap(NULL, sizeof(*record), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ck_assert_ptr_ne(record, MAP_FAILED);
    ck_assert(callers_scan());
}

static void tear_down(void)
{
    munmap(record, sizeof(*record));
}

static TCase *signals_case(void)
{
    TCase *tcase = tcase_create("signals");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, a_null_read);
    tcase_add_test(tcase, a_read_out_of_bounds);
    tcase_add_test(tcase, a_wild_jump_names_its_caller);
    tcase_add_test(tcase, a_lost_stack_pointer);
    tcase_add_test(tcase, a_smashed_stack);
    tcase_add_test(tcase, an_overflown_stack);
    tcase_add_loop_test(tcase, other_signals, 0, 3);
    tcase_add_test(tcase, nothing_happens);
    tcase_add_test(tcase, a_fault_while_unwinding_ends_the_list);
    tcase_add_test(tcase, a_fault_while_looking_for_callers_is_survived);
    tcase_add_test(tcase, a_crash_on_a_hand_made_stack);
    return tcase;
}

static TCase *ends_case(void)
{
    TCase *tcase = tcase_create("ends");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, an_abort);
    tcase_add_test(tcase, an_abort_takes_the_last_line_of_stderr);
    tcase_add_test(tcase, a_failed_assertion_has_its_text);
    tcase_add_test(tcase, an_exit);
    tcase_add_test(tcase, an_announced_exit_is_none);
    tcase_add_test(tcase, a_panic);
    tcase_add_test(tcase, text_comes_out_of_a_pipe);
    tcase_add_loop_test(tcase, a_hang_names_where_it_hangs, 0, 2);
    tcase_add_test(tcase, a_fault_while_recording_keeps_what_there_is);
    return tcase;
}

#ifdef WITH_ASAN
static TCase *sanitizers_case(void)
{
    TCase *tcase = tcase_create("sanitizers");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, a_use_after_free);
    tcase_add_test(tcase, a_write_behind_a_block);
    tcase_add_test(tcase, a_double_free);
    tcase_add_test(tcase, undefined_behavior);
    return tcase;
}
#endif

int main(void)
{
    Suite *suite = suite_create("crash");
    suite_add_tcase(suite, signals_case());
    suite_add_tcase(suite, ends_case());
#ifdef WITH_ASAN
    suite_add_tcase(suite, sanitizers_case());
#endif
    return check_main(suite);
}
