/* guards_test.c: which guards of a run are chosen to be forced. */
#include <check.h>

#include "check_main.h"
#include "guards.h"

static struct guards guards;

static void begin(void)
{
    static uint64_t key;
    ck_assert(guards_begin(&guards, ++key));
    guards_measured(&guards, 1000);
    ck_assert(!guards_begin(&guards, key));
}

static void note(uint32_t flushes, uint32_t trace, uint32_t exit, uint64_t number)
{
    guards_note(&guards, &(struct vut_guard){flushes, trace, exit, number});
}

static bool forced(uint32_t flushes, uint32_t trace, uint32_t exit)
{
    return guards_note_forced(&guards,
                              &(struct vut_guard){.flushes = flushes, .trace = trace, .exit = exit});
}

/* Whatever the order in which they were told. */
START_TEST(each_exit_has_its_turn)
{
    static const uint64_t wanted[] = {1, 2, 9, 70, 400, 0};
    uint64_t n = 0;
    begin();
    note(0, 2, 0, 70);
    note(0, 2, 1, 400);
    note(0, 1, 0, 2);
    note(0, 1, 1, 9);
    note(0, 1, 2, 1);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        n = guards_next(&guards, n + 1);
        ck_assert_uint_eq(n, wanted[i]);
    }
    ck_assert_uint_eq(guards.executed, 5);
}
END_TEST

/* Where a process ended, the next one goes on behind, or there. */
START_TEST(it_goes_on_anywhere)
{
    begin();
    note(0, 1, 0, 10);
    note(0, 1, 1, 20);
    ck_assert_uint_eq(guards_next(&guards, 20), 20);
    ck_assert_uint_eq(guards_next(&guards, 21), 0);
    ck_assert_uint_eq(guards_next(&guards, 10), 10);
    ck_assert_uint_eq(guards_next(&guards, 11), 20);
}
END_TEST

START_TEST(an_exit_counts_once)
{
    begin();
    note(0, 1, 2, 5);
    note(1, 1, 2, 7);
    ck_assert(forced(0, 1, 2));
    ck_assert(!forced(0, 1, 2));
    ck_assert(forced(1, 1, 2));
    ck_assert(!forced(2, 1, 2));
    ck_assert(!forced(1, 1, 3));
    ck_assert(!forced(1, 2, 2));
    ck_assert_uint_eq(guards.unnoted, 3);
}
END_TEST

START_TEST(a_run_without_guards_has_none)
{
    begin();
    note(0, 1, 0, 10);
    begin();
    ck_assert_uint_eq(guards_next(&guards, 1), 0);
    ck_assert(!forced(0, 1, 0));
}
END_TEST

/* A process that ends while the run is measured leaves half of it. */
START_TEST(it_is_measured_again)
{
    enum { KEY = 1 << 20 };
    for (int i = 0; i < GUARDS_TRIES_MAX; i++) {
        ck_assert(guards_begin(&guards, KEY));
        ck_assert_uint_eq(guards.executed, 0);
        note(0, 1, 0, 10);
    }
    ck_assert(!guards_begin(&guards, KEY));
    ck_assert(guards_begin(&guards, KEY + 1));
    guards_measured(&guards, 7);
    ck_assert(!guards_begin(&guards, KEY + 1));
    ck_assert_uint_eq(guards.passed, 7);
}
END_TEST

START_TEST(too_many_show)
{
    begin();
    for (uint32_t i = 0; i < GUARDS_EXITS_MAX + 1; i++)
        note(0, 1, i, i + 1);
    ck_assert_uint_eq(guards_next(&guards, GUARDS_EXITS_MAX), GUARDS_EXITS_MAX);
    ck_assert_uint_eq(guards_next(&guards, GUARDS_EXITS_MAX + 1), 0);
    ck_assert_uint_eq(guards.executed, GUARDS_EXITS_MAX + 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("guards");
    TCase *tcase = tcase_create("guards");
    tcase_add_test(tcase, each_exit_has_its_turn);
    tcase_add_test(tcase, it_goes_on_anywhere);
    tcase_add_test(tcase, an_exit_counts_once);
    tcase_add_test(tcase, a_run_without_guards_has_none);
    tcase_add_test(tcase, it_is_measured_again);
    tcase_add_test(tcase, too_many_show);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
