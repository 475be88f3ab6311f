/* campaign_db_test.c: what a campaign writes down is there once, whole, and is found again. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "campaign_db.h"
#include "check_main.h"

static char folder[64];
static struct campaign_db db;

static void setup(void)
{
    snprintf(folder, sizeof folder, "/tmp/campaign_db_test.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_msg(campaign_db_open(&db, folder, true), "%s", db.problem);
}

static void teardown(void)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    char path[128];
    campaign_db_close(&db);
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/" CAMPAIGN_DB_FILE "%s", folder, ends[i]);
        unlink(path);
    }
    rmdir(folder);
}

static void reopen(void)
{
    campaign_db_close(&db);
    ck_assert_msg(campaign_db_open(&db, folder, true), "%s", db.problem);
}

static struct campaign_session session(void)
{
    struct campaign_session s = {.jobs = 2, .seconds = 60};
    ck_assert_msg(campaign_db_session_start(&db, &s), "%s", db.problem);
    return s;
}

static struct campaign_row row(const char *signature, int64_t in)
{
    struct campaign_row r = {.session = in, .at = 1000, .input = 7};
    snprintf(r.signature, sizeof r.signature, "%s", signature);
    snprintf(r.file, sizeof r.file, "a.case");
    snprintf(r.reproduce, sizeof r.reproduce, "faultline run a.case");
    return r;
}

struct rows {
    struct campaign_row row[4];
    size_t count;
};

static bool add(void *ctx, const struct campaign_row *r)
{
    struct rows *rows = ctx;
    ck_assert_uint_lt(rows->count, 4);
    rows->row[rows->count++] = *r;
    return true;
}

static struct rows all(const char *triage)
{
    struct rows rows = {.count = 0};
    ck_assert_msg(campaign_db_rows(&db, triage, add, &rows), "%s", db.problem);
    return rows;
}

START_TEST(the_vm_is_that_of_the_first_call)
{
    char vm[32];
    ck_assert(campaign_db_vm(&db, vm, sizeof vm));
    ck_assert_str_eq(vm, "");
    ck_assert(campaign_db_set_vm(&db, "toy"));
    ck_assert(campaign_db_set_vm(&db, "luajit"));
    reopen();
    ck_assert(campaign_db_vm(&db, vm, sizeof vm));
    ck_assert_str_eq(vm, "toy");
}
END_TEST

START_TEST(a_session_that_nobody_ended_was_killed)
{
    struct campaign_session last;
    struct campaign_totals totals;
    ck_assert(!campaign_db_session_last(&db, &last));
    ck_assert_str_eq(db.problem, "");
    struct campaign_session first = session();
    ck_assert_int_eq(first.id, 1);
    reopen();
    struct campaign_session second = session();
    ck_assert_int_eq(second.id, 2);
    snprintf(second.outcome, sizeof second.outcome, "time");
    ck_assert(campaign_db_session_end(&db, &second));
    ck_assert(campaign_db_session_last(&db, &last));
    ck_assert_int_eq(last.id, 2);
    ck_assert_str_eq(last.outcome, "time");
    ck_assert(campaign_db_totals(&db, &totals));
    ck_assert_uint_eq(totals.sessions, 2);
    ck_assert_uint_eq(totals.killed, 1);
}
END_TEST

START_TEST(counts_of_an_engine_are_replaced_and_those_of_sessions_summed)
{
    struct campaign_totals totals;
    for (int i = 0; i < 2; i++) {
        struct campaign_engine e = {.session = session().id, .kind = "afl", .deaths = 1, .inputs = 10};
        e.stats.runs = 4;
        ck_assert(campaign_db_engine(&db, &e));
        e.inputs = 25;
        e.stats.runs = 9;
        ck_assert_msg(campaign_db_engine(&db, &e), "%s", db.problem);
    }
    ck_assert(campaign_db_totals(&db, &totals));
    ck_assert_uint_eq(totals.inputs, 50);
    ck_assert_uint_eq(totals.runs, 18);
    ck_assert_uint_eq(totals.deaths, 2);
}
END_TEST

START_TEST(a_signature_has_one_row)
{
    struct job_finding f = {
        .oracle = "leak", .engine = "call", .kind = "oom", .fault = "oom@3", .reason = "r"};
    struct campaign_session s = session();
    struct campaign_row a = row("toy/leak/call/oom/r/00000001", s.id), b = a;
    snprintf(b.file, sizeof b.file, "b.case");
    ck_assert_msg(campaign_db_finding(&db, &a, &f), "%s", db.problem);
    ck_assert(campaign_db_finding(&db, &b, &f));
    for (unsigned engine = 0; engine < 2; engine++) {
        ck_assert(campaign_db_count(&db, a.signature, s.id, engine, 3));
        ck_assert(campaign_db_count(&db, a.signature, s.id, engine, 5));
    }
    reopen();
    struct rows rows = all(NULL);
    ck_assert_uint_eq(rows.count, 1);
    ck_assert_str_eq(rows.row[0].file, "a.case");
    ck_assert_str_eq(rows.row[0].signature, a.signature);
    ck_assert_str_eq(rows.row[0].triage, "new");
    ck_assert_uint_eq(rows.row[0].count, 10);
    ck_assert_uint_eq(rows.row[0].input, 7);
}
END_TEST

START_TEST(triage_changes_its_row_alone)
{
    struct job_finding f = {.oracle = "leak"};
    struct campaign_session s = session();
    struct campaign_row a = row("toy/a", s.id), b = row("toy/b", s.id);
    ck_assert(campaign_db_finding(&db, &a, &f) && campaign_db_finding(&db, &b, &f));
    a = all(NULL).row[0];
    snprintf(a.triage, sizeof a.triage, "flaky");
    snprintf(a.minimized, sizeof a.minimized, "minimized/a.case");
    a.repeats = 20;
    a.shown = 19;
    a.minimized_size = 12;
    ck_assert_msg(campaign_db_triage(&db, &a), "%s", db.problem);
    struct rows flaky = all("flaky"), new = all("new");
    ck_assert_uint_eq(flaky.count, 1);
    ck_assert_str_eq(flaky.row[0].signature, "toy/a");
    ck_assert_uint_eq(flaky.row[0].shown, 19);
    ck_assert_uint_eq(flaky.row[0].minimized_size, 12);
    ck_assert_str_eq(flaky.row[0].minimized, "minimized/a.case");
    ck_assert_uint_eq(new.count, 1);
    ck_assert_str_eq(new.row[0].signature, "toy/b");
}
END_TEST

START_TEST(what_is_rolled_back_is_not_there)
{
    struct job_finding f = {.oracle = "leak"};
    struct campaign_row a = row("toy/a", session().id);
    ck_assert(campaign_db_begin(&db));
    ck_assert(campaign_db_finding(&db, &a, &f));
    campaign_db_rollback(&db);
    campaign_db_rollback(&db);
    ck_assert_uint_eq(all(NULL).count, 0);
    ck_assert(campaign_db_begin(&db) && campaign_db_finding(&db, &a, &f) && campaign_db_commit(&db));
    ck_assert_uint_eq(all(NULL).count, 1);
}
END_TEST

START_TEST(the_last_sample_is_found)
{
    struct campaign_sample s = {.session = session().id, .at = 10, .corpus = 3}, last;
    ck_assert(campaign_db_sample_last(&db, &last));
    ck_assert_int_eq(last.at, 0);
    ck_assert(campaign_db_sample(&db, &s));
    s.at = 20;
    s.disk_kb = 77;
    ck_assert(campaign_db_sample(&db, &s));
    ck_assert(campaign_db_sample_last(&db, &last));
    ck_assert_int_eq(last.at, 20);
    ck_assert_uint_eq(last.disk_kb, 77);
    ck_assert_uint_eq(last.corpus, 3);
}
END_TEST

START_TEST(what_is_no_campaign_is_refused)
{
    struct campaign_db other;
    char path[128];
    ck_assert(!campaign_db_open(&other, "/nonexistent", true));
    ck_assert_str_ne(other.problem, "");
    campaign_db_close(&other);
    campaign_db_close(&db);
    snprintf(path, sizeof path, "%s/" CAMPAIGN_DB_FILE, folder);
    FILE *file = fopen(path, "w");
    for (int i = 0; i < 200; i++)
        fputs("this is no database\n", file);
    fclose(file);
    ck_assert(!campaign_db_open(&db, folder, true));
    ck_assert_str_ne(db.problem, "");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("campaign_db");
    TCase *t = tcase_create("database");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, the_vm_is_that_of_the_first_call);
    tcase_add_test(t, a_session_that_nobody_ended_was_killed);
    tcase_add_test(t, counts_of_an_engine_are_replaced_and_those_of_sessions_summed);
    tcase_add_test(t, a_signature_has_one_row);
    tcase_add_test(t, triage_changes_its_row_alone);
    tcase_add_test(t, what_is_rolled_back_is_not_there);
    tcase_add_test(t, the_last_sample_is_found);
    tcase_add_test(t, what_is_no_campaign_is_refused);
    suite_add_tcase(suite, t);
    return check_main(suite);
}
