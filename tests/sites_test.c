/* sites_test.c: the table of fault sites, and what several workers have seen put together. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "sites.h"

static struct sites sites;
static struct job_site *table;

static void setup(void)
{
    ck_assert(sites_open(&sites));
    table = calloc(JOB_SITES_MAX, sizeof *table);
    ck_assert_ptr_nonnull(table);
}

static void teardown(void)
{
    free(table);
    sites_close(&sites);
    ck_assert_ptr_null(sites.table);
}

START_TEST(a_site_has_one_slot_for_each_engine)
{
    struct job_site *a = sites_note(table, 7, 0, false), *b = sites_note(table, 7, 1, false);
    ck_assert_ptr_ne(a, b);
    ck_assert_uint_eq(a->engine, 0);
    ck_assert_uint_eq(b->engine, 1);
    ck_assert_uint_eq(a->hash, 7);
    a->hits = 5;
    ck_assert_ptr_eq(sites_note(table, 7, 0, false), a);
    ck_assert_uint_eq(a->hits, 5);
}
END_TEST

START_TEST(a_site_that_failed_has_failed_for_good)
{
    ck_assert(!sites_note(table, 7, 0, false)->failed);
    ck_assert(sites_note(table, 7, 0, true)->failed);
    ck_assert(sites_note(table, 7, 0, false)->failed);
    ck_assert(!sites_note(table, 7, 1, false)->failed);
}
END_TEST

/* All of these want the same slot, the last of the table. */
START_TEST(sites_that_collide_are_told_apart)
{
    struct job_site *slot[10];
    for (uint64_t i = 0; i < 10; i++) {
        slot[i] = sites_note(table, (i + 1) * JOB_SITES_MAX - 1, 0, i % 2);
        ck_assert_ptr_nonnull(slot[i]);
    }
    for (uint64_t i = 0; i < 10; i++) {
        ck_assert_ptr_eq(sites_note(table, (i + 1) * JOB_SITES_MAX - 1, 0, false), slot[i]);
        ck_assert_uint_eq(slot[i]->failed, i % 2);
    }
}
END_TEST

START_TEST(a_full_table_takes_no_more)
{
    for (uint64_t i = 1; i <= JOB_SITES_MAX; i++)
        ck_assert_ptr_nonnull(sites_note(table, i * 0x9e3779b97f4a7c15u, 0, true));
    ck_assert_ptr_null(sites_note(table, 1, 0, true));
    ck_assert_ptr_nonnull(sites_note(table, 0x9e3779b97f4a7c15u, 0, false)); /* the first is still there */
    sites_merge(&sites, table);
    ck_assert_uint_eq(sites.total, JOB_SITES_MAX);
    ck_assert_uint_eq(sites.failed, JOB_SITES_MAX);
}
END_TEST

START_TEST(merging_adds_up_and_again_changes_nothing)
{
    struct job_site *other = calloc(JOB_SITES_MAX, sizeof *other);
    ck_assert_ptr_nonnull(other);
    sites_note(table, 1, 0, false);
    sites_note(table, 2, 0, true);
    sites_note(table, 3, 1, false);
    sites_note(other, 1, 0, true);
    sites_note(other, 1, 1, false);
    for (int i = 0; i < 2; i++) {
        sites_merge(&sites, table);
        ck_assert_uint_eq(sites.total, i ? 4 : 3);
        ck_assert_uint_eq(sites.failed, i ? 2 : 1);
        sites_merge(&sites, other);
        ck_assert_uint_eq(sites.total, 4);
        ck_assert_uint_eq(sites.failed, 2);
    }
    free(other);
}
END_TEST

/* ---- named sites --------------------------------------------------------------------------------- */

START_TEST(a_named_site_has_a_state_in_each_engine)
{
    static const struct vut_engine ENGINES[] = {{"interp", .reference = true}, {"trace", .compiles = true}};
    static const struct vut_site ROWS[] = {{"value.text", VUT_DOMAIN_HEAP, NULL},
                                           {"jit.trace", VUT_DOMAIN_COMPILER, NULL},
                                           {"adapter", VUT_DOMAIN_HARNESS, NULL}};
    static const struct vut vut = {
        .name = "vm", .engines = ENGINES, .engine_count = 2, .sites = ROWS, .site_count = 3};
    uint32_t failed;
    ck_assert_int_eq(sites_state(table, &vut, 0, 0, &failed), SITE_UNSEEN);
    ck_assert_int_eq(sites_state(table, &vut, 1, 0, &failed), SITE_OUTSIDE);
    ck_assert_int_eq(sites_state(table, &vut, 1, 1, &failed), SITE_UNSEEN);
    ck_assert_int_eq(sites_state(table, &vut, 2, 1, &failed), SITE_OUTSIDE);
    sites_note(table, inject_named_site(&vut, 0), 0, 0);
    ck_assert_int_eq(sites_state(table, &vut, 0, 0, &failed), SITE_PASSED);
    ck_assert(!sites_engine_judged(table, &vut, 0));
    sites_note(table, inject_named_site(&vut, 0), 0, 4)->hits = 1;
    sites_note(table, inject_named_site(&vut, 0), 0, 1);
    ck_assert_int_eq(sites_state(table, &vut, 0, 0, &failed), SITE_FAILED);
    ck_assert_uint_eq(failed, 5);
    ck_assert_int_eq(sites_state(table, &vut, 0, 1, &failed), SITE_UNSEEN);
    sites_merge(&sites, table);
    ck_assert(sites_engine_judged(sites.table, &vut, 0));
    ck_assert(!sites_engine_judged(sites.table, &vut, 1));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sites");
    TCase *tcase = tcase_create("sites");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_site_has_one_slot_for_each_engine);
    tcase_add_test(tcase, a_site_that_failed_has_failed_for_good);
    tcase_add_test(tcase, sites_that_collide_are_told_apart);
    tcase_add_test(tcase, a_full_table_takes_no_more);
    tcase_add_test(tcase, merging_adds_up_and_again_changes_nothing);
    tcase_add_test(tcase, a_named_site_has_a_state_in_each_engine);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
