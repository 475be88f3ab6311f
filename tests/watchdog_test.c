/* watchdog_test.c: a run that does not come back is ended in time, with a record; any other is left alone.
 */
#include <check.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "callers.h"
#include "check_main.h"
#include "crash.h"
#include "watchdog.h"

enum { MILLISECOND = 1000, PAGE = 4096 };

static struct obs_crash *record;

static void setup(void)
{
    record = mmap(NULL, sizeof *record, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ck_assert_ptr_ne(record, MAP_FAILED);
    ck_assert(callers_scan());
}

static void pass_time(uint64_t microseconds)
{
    for (uint64_t end = watchdog_now() + microseconds; watchdog_now() < end;)
        continue;
}

/* The exit status of a child that runs this under the watchdog; -1 when a signal ended it. */
static int status_of(void (*function)(void))
{
    pid_t child = fork();
    if (child == 0) {
        crash_install(record);
        crash_phase("run");
        watchdog_install();
        function();
        crash_expect_exit();
        _exit(0);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void assert_hang(void (*function)(void), uint64_t at_least, uint64_t at_most)
{
    uint64_t start = watchdog_now();
    ck_assert_int_eq(status_of(function), CRASH_EXIT_STATUS);
    uint64_t took = watchdog_now() - start;
    ck_assert_uint_ge(took, at_least);
    ck_assert_uint_le(took, at_most);
    ck_assert_int_eq(record->kind, OBS_CRASH_HANG);
    ck_assert_str_eq(record->what, "wall");
    ck_assert_str_eq(record->phase, "run");
}

static volatile bool goes_on = true;

__attribute__((noinline)) void spin_for_ever(void);
void spin_for_ever(void)
{
    while (goes_on)
        continue;
}

static void hang(void)
{
    watchdog_allow(100 * MILLISECOND);
    spin_for_ever();
}

START_TEST(a_hang_is_ended)
{
    assert_hang(hang, 100 * MILLISECOND, 5000 * MILLISECOND);
    ck_assert_int_ge(record->frame_count, 1);
    ck_assert_str_eq(record->frame[0], "spin_for_ever");
}
END_TEST

static void sleep_for_ever(void)
{
    watchdog_allow(60 * MILLISECOND);
    while (goes_on)
        pause();
}

START_TEST(a_sleeper_is_ended)
{
    assert_hang(sleep_for_ever, 60 * MILLISECOND, 5000 * MILLISECOND);
}
END_TEST

static void endure(void)
{
    pass_time(100 * MILLISECOND); /* nobody has set an end yet */
    watchdog_allow(10000 * MILLISECOND);
    pass_time(100 * MILLISECOND);
    watchdog_allow(30 * MILLISECOND);
    watchdog_allow(0);
    pass_time(100 * MILLISECOND);
}

START_TEST(without_an_end_nothing_is_ended)
{
    ck_assert_int_eq(status_of(endure), 0);
    ck_assert_int_eq(record->kind, OBS_CRASH_NONE);
}
END_TEST

static void be_allowed_again(void)
{
    for (int i = 0; i < 6; i++) {
        watchdog_allow(200 * MILLISECOND);
        pass_time(60 * MILLISECOND);
    }
    watchdog_allow(40 * MILLISECOND);
    spin_for_ever();
}

START_TEST(each_allowance_counts_from_now)
{
    assert_hang(be_allowed_again, 400 * MILLISECOND, 5000 * MILLISECOND);
}
END_TEST

/* A program that uses up its stack is ended on another one. */
static void spin_without_stack(void)
{
    char *pages = mmap(NULL, 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *stack = pages + PAGE; /* below it, nothing may be written */
    mprotect(stack, PAGE, PROT_READ | PROT_WRITE);
    watchdog_allow(60 * MILLISECOND);
    __asm__ volatile("movq %0, %%rsp\n1: pause\n jmp 1b" ::"r"(stack + 16) : "memory");
}

START_TEST(a_hang_without_stack_is_ended)
{
    assert_hang(spin_without_stack, 60 * MILLISECOND, 5000 * MILLISECOND);
}
END_TEST

static volatile uint64_t passed;

static uint64_t tell_progress(void *ctx)
{
    return *(volatile uint64_t *)ctx;
}

static void hang_watched(void)
{
    watchdog_watch(tell_progress, (void *)(uintptr_t)&passed);
    hang();
}

static void get_on_for_ever(void)
{
    watchdog_watch(tell_progress, (void *)(uintptr_t)&passed);
    watchdog_allow(100 * MILLISECOND);
    for (;;)
        passed++;
}

static void end_unwatched(void)
{
    watchdog_watch(tell_progress, (void *)(uintptr_t)&passed);
    watchdog_watch(NULL, NULL);
    hang();
}

/* Who gets on and who does not is told apart; of who is not watched nothing is known. */
START_TEST(no_progress_is_noted)
{
    ck_assert_int_eq(status_of(hang_watched), CRASH_EXIT_STATUS);
    ck_assert_str_eq(record->what, "stuck");
    ck_assert_int_eq(status_of(get_on_for_ever), CRASH_EXIT_STATUS);
    ck_assert_str_eq(record->what, "wall");
    ck_assert_int_eq(status_of(end_unwatched), CRASH_EXIT_STATUS);
    ck_assert_str_eq(record->what, "wall");
}
END_TEST

/* Ticks are not to be noticed by what runs: a call that they interrupt goes on. */
static void wait_in_calls(void)
{
    int ends[2];
    char byte;
    if (pipe(ends) != 0)
        _exit(2);
    if (fork() == 0) {
        pass_time(150 * MILLISECOND);
        _exit(write(ends[1], "x", 1) == 1 ? 0 : 3);
    }
    if (read(ends[0], &byte, 1) != 1)
        _exit(4);
}

START_TEST(ticks_interrupt_no_read)
{
    ck_assert_int_eq(status_of(wait_in_calls), 0);
}
END_TEST

START_TEST(time_goes_forward)
{
    uint64_t before = watchdog_now();
    struct timespec nap = {0, 20 * MILLISECOND * 1000};
    nanosleep(&nap, NULL);
    ck_assert_uint_ge(watchdog_now() - before, 20 * MILLISECOND);
    ck_assert_uint_le(watchdog_now() - before, 5000 * MILLISECOND);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("watchdog");
    TCase *tcase = tcase_create("watchdog");
    tcase_add_checked_fixture(tcase, setup, NULL);
    tcase_add_test(tcase, a_hang_is_ended);
    tcase_add_test(tcase, a_sleeper_is_ended);
    tcase_add_test(tcase, without_an_end_nothing_is_ended);
    tcase_add_test(tcase, each_allowance_counts_from_now);
    tcase_add_test(tcase, a_hang_without_stack_is_ended);
    tcase_add_test(tcase, no_progress_is_noted);
    tcase_add_test(tcase, ticks_interrupt_no_read);
    tcase_add_test(tcase, time_goes_forward);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
