/* rounds_test.c: each event has one round; what is rare comes early, and nothing is left out. */
#include <check.h>

#include "check_main.h"
#include "rounds.h"

enum { PROGRAMS = 1000, SEEDS = 20 };

static const struct rounds_event common = {.seed = 1,
                                           .n = 7,
                                           .total = 200,
                                           .kind = VUT_FAULT_OOM,
                                           .place = 99,
                                           .occurrence = 1,
                                           .programs = PROGRAMS};

/* How many of PROGRAMS programs have this event in a round up to this one. */
static unsigned programs_until(struct rounds_event e, unsigned round)
{
    unsigned count = 0;
    for (e.seed = 1; e.seed <= PROGRAMS; e.seed++)
        count += rounds_of(&e) <= round;
    return count;
}

/* How many of the events of SEEDS programs, all of them at no place. */
static unsigned events_until(uint64_t total, unsigned round)
{
    struct rounds_event e = {.total = total, .kind = VUT_FAULT_INTERRUPT};
    unsigned count = 0;
    for (e.seed = 1; e.seed <= SEEDS; e.seed++)
        for (e.n = 1; e.n <= total; e.n++)
            count += rounds_of(&e) <= round;
    return count;
}

START_TEST(each_event_has_one_round)
{
    struct rounds_event e = common;
    for (e.n = 1; e.n <= e.total; e.n++)
        for (e.occurrence = 0; e.occurrence < 3; e.occurrence++) {
            unsigned round = rounds_of(&e);
            ck_assert_uint_ge(round, ROUNDS_FIRST);
            ck_assert_uint_le(round, ROUNDS_LAST);
            ck_assert_uint_eq(rounds_of(&e), round);
        }
}
END_TEST

START_TEST(a_rare_place_comes_first)
{
    struct rounds_event e = common;
    e.programs = 3;
    ck_assert_uint_eq(programs_until(e, ROUNDS_FIRST), PROGRAMS);
    e.programs = 4;
    ck_assert_uint_lt(programs_until(e, ROUNDS_FIRST), PROGRAMS);
}
END_TEST

START_TEST(a_common_place_is_tried_a_few_times_at_first)
{
    unsigned first = programs_until(common, ROUNDS_FIRST),
             second = programs_until(common, ROUNDS_FIRST + 1);
    ck_assert_uint_ge(first, 1);
    ck_assert_uint_le(first, 12);
    ck_assert_uint_gt(second, first);
    ck_assert_uint_lt(second, 40);
    ck_assert_uint_eq(programs_until(common, ROUNDS_LAST - 1), PROGRAMS);
}
END_TEST

/* Memory fails at each place of each program a round before a collection happens there. */
START_TEST(failures_come_before_the_rest)
{
    struct rounds_event e = common;
    e.kind = VUT_FAULT_GC;
    for (unsigned round = ROUNDS_FIRST; round < ROUNDS_LAST - 1; round++)
        ck_assert_uint_lt(programs_until(e, round), programs_until(common, round));
    ck_assert_uint_eq(programs_until(common, ROUNDS_LAST - 2), PROGRAMS);
    ck_assert_uint_eq(programs_until(e, ROUNDS_LAST - 1), PROGRAMS);
}
END_TEST

START_TEST(a_place_that_was_passed_before_comes_later)
{
    struct rounds_event e = common;
    e.programs = 1;
    e.occurrence = 2;
    ck_assert_uint_eq(programs_until(e, ROUNDS_FIRST), 0);
    ck_assert_uint_gt(programs_until(e, ROUNDS_LAST - 1), 0);
    ck_assert_uint_lt(programs_until(e, ROUNDS_LAST - 1), PROGRAMS);
}
END_TEST

START_TEST(of_events_without_a_place_ever_more_are_drawn)
{
    unsigned before = 0;
    for (unsigned round = ROUNDS_FIRST; round < ROUNDS_LAST; round++) {
        unsigned count = events_until(1000, round);
        ck_assert_uint_gt(count, before);
        before = count;
    }
    ck_assert_uint_lt(before, SEEDS * 50);
    ck_assert_uint_eq(events_until(1000, ROUNDS_LAST), SEEDS * 1000);
    ck_assert_uint_eq(events_until(4, ROUNDS_LAST - 2), SEEDS * 4);
}
END_TEST

START_TEST(a_seed_draws_others)
{
    struct rounds_event a = common, b = common;
    unsigned differ = 0;
    b.seed = 2;
    for (a.n = b.n = 1; a.n <= 100; a.n++, b.n++) {
        a.place = b.place = a.n;
        differ += rounds_of(&a) != rounds_of(&b);
    }
    ck_assert_uint_gt(differ, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rounds");
    TCase *tcase = tcase_create("rounds");
    tcase_add_test(tcase, each_event_has_one_round);
    tcase_add_test(tcase, a_rare_place_comes_first);
    tcase_add_test(tcase, a_common_place_is_tried_a_few_times_at_first);
    tcase_add_test(tcase, failures_come_before_the_rest);
    tcase_add_test(tcase, a_place_that_was_passed_before_comes_later);
    tcase_add_test(tcase, of_events_without_a_place_ever_more_are_drawn);
    tcase_add_test(tcase, a_seed_draws_others);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
