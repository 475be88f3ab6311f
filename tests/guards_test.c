/* guards_test.c: which guards of a run are chosen to be forced. */
#include <check.h>

#include "check_main.h"
#include "guards.h"

enum { PASSED = 10000 };

static struct guards guards;
static uint64_t chosen;

/* A run of one trace: guard n takes the exit that exit_at says, or one that is not known. */
static void sweep(uint32_t (*exit_at)(uint64_t n))
{
    uint64_t n;
    for (chosen = 0; (n = guards_next(&guards)) != 0; chosen++) {
        ck_assert_uint_le(n, PASSED);
        struct guards_exit e = {.trace = 1, .exit = exit_at(n)};
        guards_note_forced(&guards, &e);
    }
}

static void begin(uint32_t exits)
{
    static uint64_t key;
    ck_assert(guards_begin(&guards, ++key));
    ck_assert(!guards_begin(&guards, key));
    guards_note_trace(&guards, 0, 1, exits, exits, 100);
    guards.passed = PASSED;
}

static uint32_t count_forced(void)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < guards.exits; i++)
        count += guards.forced.word[i / 64] >> i % 64 & 1;
    return count;
}

/* A loop of ten guards. */
static uint32_t of_loop(uint64_t n)
{
    return (uint32_t)((n - 1) % 10);
}

/* As before; only from guard 7000 on there are ten passes that get further. */
static uint32_t of_late_pass(uint64_t n)
{
    return n >= 7000 && n < 7200 ? 10 + (uint32_t)(n - 7000) % 20 : of_loop(n);
}

START_TEST(a_loop_takes_few)
{
    begin(10);
    sweep(of_loop);
    ck_assert_uint_eq(count_forced(), 10);
    ck_assert_uint_le(chosen, 2 * 10 + GUARDS_MORE + GUARDS_IDLE_MAX);
    ck_assert_uint_eq(guards_next(&guards), 0);
}
END_TEST

START_TEST(what_fails_by_itself_leads_to_a_late_pass)
{
    begin(30);
    guards_note_left(&guards, &(struct guards_exit){0, 1, 29}, 7019);
    guards_note_left(&guards, &(struct guards_exit){0, 1, 29}, 7039);
    ck_assert_uint_eq(guards.left_count, 1);
    sweep(of_late_pass);
    ck_assert_uint_eq(count_forced(), 30);
}
END_TEST

START_TEST(a_late_pass_is_found_by_chance)
{
    begin(30);
    sweep(of_late_pass);
    ck_assert_uint_eq(count_forced(), 30);
    ck_assert_uint_lt(chosen, PASSED / 10);
}
END_TEST

static uint32_t of_nothing_known(uint64_t n)
{
    return 1000 + (uint32_t)n;
}

START_TEST(no_guard_is_chosen_twice)
{
    static bool seen[PASSED + 1];
    uint64_t n;
    begin(PASSED);
    while ((n = guards_next(&guards)) != 0) {
        ck_assert(!seen[n]);
        seen[n] = true;
    }
    begin(10);
    sweep(of_nothing_known);
    ck_assert_uint_eq(count_forced(), 0);
    ck_assert_uint_le(chosen, 2 * 10 + GUARDS_MORE + GUARDS_IDLE_MAX);
}
END_TEST

START_TEST(traces_are_told_apart_by_the_flushes_before)
{
    begin(4);
    guards_note_trace(&guards, 1, 1, 4, 3, 200);
    ck_assert_uint_eq(guards.can_force, 4 + 3);
    ck_assert(guards_note_forced(&guards, &(struct guards_exit){0, 1, 2}));
    ck_assert(guards_note_forced(&guards, &(struct guards_exit){1, 1, 2}));
    ck_assert(!guards_note_forced(&guards, &(struct guards_exit){1, 1, 2}));
    ck_assert(!guards_note_forced(&guards, &(struct guards_exit){2, 1, 2}));
    ck_assert(!guards_note_forced(&guards, &(struct guards_exit){1, 1, 4}));
}
END_TEST

START_TEST(a_run_without_guards_has_none)
{
    ck_assert(guards_begin(&guards, UINT64_MAX));
    ck_assert_uint_eq(guards_next(&guards), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("guards");
    TCase *tcase = tcase_create("guards");
    tcase_add_test(tcase, a_loop_takes_few);
    tcase_add_test(tcase, what_fails_by_itself_leads_to_a_late_pass);
    tcase_add_test(tcase, a_late_pass_is_found_by_chance);
    tcase_add_test(tcase, no_guard_is_chosen_twice);
    tcase_add_test(tcase, traces_are_told_apart_by_the_flushes_before);
    tcase_add_test(tcase, a_run_without_guards_has_none);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
