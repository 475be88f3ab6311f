/* campaign_test.c: what a fuzz engine tells of itself survives it, and is counted once. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "campaign.h"
#include "check_main.h"

static char path[] = "/tmp/campaign_test.XXXXXX";
static struct campaign *campaign;

static void setup(void)
{
    close(mkstemp(path));
    campaign = campaign_map(path);
    ck_assert_ptr_nonnull(campaign);
}

static void teardown(void)
{
    campaign_unmap(campaign);
    unlink(path);
}

static struct job_finding finding(const char *signature)
{
    struct job_finding f = {.oracle = "leak"};
    snprintf(f.signature, sizeof f.signature, "%s", signature);
    return f;
}

START_TEST(both_sides_see_the_same_and_it_stays)
{
    struct campaign *other = campaign_map(path);
    ck_assert_uint_eq(other->executions, 0);
    campaign->executions = 5;
    ck_assert_uint_eq(other->executions, 5);
    campaign_unmap(other);
    campaign_unmap(campaign);
    campaign = campaign_map(path);
    ck_assert_uint_eq(campaign->executions, 5);
    errno = 0;
    ck_assert_ptr_null(campaign_map("/nonexistent/file"));
    ck_assert_int_eq(errno, ENOENT);
    campaign_unmap(NULL);
}
END_TEST

START_TEST(a_signature_is_noted_once_and_counted)
{
    struct job_finding a = finding("a"), b = finding("b");
    ck_assert(!campaign_count(campaign, &a));
    campaign->executions = 12;
    ck_assert(campaign_note(campaign, &a, "a.case"));
    ck_assert(campaign_count(campaign, &a));
    ck_assert(!campaign_count(campaign, &b));
    ck_assert_uint_eq(campaign->finding_count, 1);
    ck_assert_uint_eq(campaign->finding[0].count, 2);
    ck_assert_uint_eq(campaign->finding[0].execution, 12);
    ck_assert_str_eq(campaign->finding[0].path, "a.case");
    ck_assert_str_eq(campaign->finding[0].finding.oracle, "leak");
    ck_assert_uint_gt(campaign->last_new, 0);
}
END_TEST

START_TEST(there_is_room_for_so_many)
{
    char name[16];
    for (int i = 0; i <= CAMPAIGN_FINDINGS_MAX; i++) {
        snprintf(name, sizeof name, "%d", i);
        struct job_finding f = finding(name);
        ck_assert_int_eq(campaign_note(campaign, &f, ""), i < CAMPAIGN_FINDINGS_MAX);
    }
    ck_assert_uint_eq(campaign->finding_count, CAMPAIGN_FINDINGS_MAX);
}
END_TEST

/* A worker that was replaced counts from 0 again. */
START_TEST(gains_are_added)
{
    struct job_stats sum = {.runs = 100}, before = {.runs = 5, .faults = 4, .given_up = 1};
    struct job_stats now = {.runs = 7, .faults = 2, .given_up = 1, .gc_visible = 3};
    campaign_add(&sum, &now, &before);
    ck_assert_uint_eq(sum.runs, 102);
    ck_assert_uint_eq(sum.faults, 2);
    ck_assert_uint_eq(sum.given_up, 0);
    ck_assert_uint_eq(sum.gc_visible, 3);
}
END_TEST

static void read_file(const char *name, char *out, size_t size)
{
    FILE *file = fopen(name, "r");
    ck_assert_ptr_nonnull(file);
    out[fread(out, 1, size - 1, file)] = '\0';
    fclose(file);
}

START_TEST(what_can_not_be_saved_is_kept_until_it_can)
{
    char folder[] = "/tmp/campaign_test_kept.XXXXXX", name[64], text[32];
    ck_assert_ptr_nonnull(mkdtemp(folder));
    rmdir(folder);
    snprintf(name, sizeof name, "%s/a.case", folder);
    ck_assert(campaign_keep(campaign, name, "a case\n", 7));
    ck_assert_uint_eq(campaign_write_kept(campaign), 1);
    campaign_unmap(campaign);
    campaign = campaign_map_left(path);
    ck_assert_ptr_nonnull(campaign);
    ck_assert_uint_eq(campaign_write_kept(campaign), 1);
    ck_assert_int_eq(mkdir(folder, 0777), 0);
    ck_assert_uint_eq(campaign_write_kept(campaign), 0);
    read_file(name, text, sizeof text);
    ck_assert_str_eq(text, "a case\n");
    unlink(name);
    ck_assert_uint_eq(campaign_write_kept(campaign), 0);
    ck_assert_int_ne(access(name, F_OK), 0);
    rmdir(folder);
}
END_TEST

START_TEST(what_there_is_no_room_for_is_counted)
{
    for (int i = 0; i < CAMPAIGN_KEPT_MAX; i++)
        ck_assert(campaign_keep(campaign, "/nonexistent/a.case", "x", 1));
    ck_assert_uint_eq(campaign->lost, 0);
    ck_assert(!campaign_keep(campaign, "/nonexistent/a.case", "x", 1));
    ck_assert_uint_eq(campaign->lost, 1);
}
END_TEST

START_TEST(the_file_has_its_room_from_the_start_and_another_one_is_refused)
{
    struct stat st;
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_uint_eq((size_t)st.st_size, sizeof *campaign);
    ck_assert_uint_ge((size_t)st.st_blocks * 512, sizeof *campaign);
    campaign_unmap(campaign);
    ck_assert_int_eq(truncate(path, 100), 0);
    errno = 0;
    campaign = campaign_map_left(path);
    ck_assert_ptr_null(campaign);
    ck_assert_int_eq(errno, EINVAL);
}
END_TEST

START_TEST(the_most_events_of_a_program_are_known)
{
    uint64_t allocations, code_events;
    ck_assert(!campaign_get_events(campaign, "x = 1", 5, &allocations, &code_events));
    campaign_put_events(campaign, "x = 1", 5, 10, 1);
    campaign_put_events(campaign, "x = 1", 5, 3, 2);
    ck_assert(campaign_get_events(campaign, "x = 1", 5, &allocations, &code_events));
    ck_assert_uint_eq(allocations, 10);
    ck_assert_uint_eq(code_events, 2);
    ck_assert(!campaign_get_events(campaign, "x = 1", 4, &allocations, &code_events));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("campaign");
    TCase *tcase = tcase_create("campaign");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, both_sides_see_the_same_and_it_stays);
    tcase_add_test(tcase, a_signature_is_noted_once_and_counted);
    tcase_add_test(tcase, there_is_room_for_so_many);
    tcase_add_test(tcase, gains_are_added);
    tcase_add_test(tcase, what_can_not_be_saved_is_kept_until_it_can);
    tcase_add_test(tcase, what_there_is_no_room_for_is_counted);
    tcase_add_test(tcase, the_file_has_its_room_from_the_start_and_another_one_is_refused);
    tcase_add_test(tcase, the_most_events_of_a_program_are_known);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
