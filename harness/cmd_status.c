/* cmd_status.c: `faultline status DIR`: what a campaign has done and found, while it runs or afterwards. */
#include <inttypes.h>
#include <jansson.h>
#include <string.h>
#include <time.h>

#include "campaign_db.h"
#include "campaign_dir.h"
#include "commands.h"
#include "report.h"

struct status {
    const struct options *o;
    const char *folder;
    struct campaign_db db;
    struct campaign_session session;
    struct campaign_totals totals;
    struct campaign_sample sample; /* the last */
    uint64_t rows, stable, flaky, gone, minimized;
    struct campaign_row last;
};

static const char *format_time(int64_t at, char *out, size_t size)
{
    struct tm tm;
    time_t t = (time_t)at;
    strftime(out, size, "%Y-%m-%d %H:%M:%S", localtime_r(&t, &tm));
    return out;
}

static bool count_row(void *ctx, const struct campaign_row *row)
{
    struct status *s = ctx;
    s->rows++;
    s->stable += strcmp(row->triage, "stable") == 0;
    s->flaky += strcmp(row->triage, "flaky") == 0;
    s->gone += strcmp(row->triage, "gone") == 0;
    s->minimized += row->minimized[0] != '\0';
    s->last = *row;
    return true;
}

static bool print_row(void *ctx, const struct campaign_row *row)
{
    char at[32];
    (void)ctx;
    printf("finding: %s\n  inputs: %" PRIu64 ", first in session %" PRId64 ", %s\n  triage: %s",
           row->signature, row->count, row->session, format_time(row->at, at, sizeof at), row->triage);
    if (row->repeats)
        printf(", %u of %u runs", row->shown, row->repeats);
    if (row->minimized[0])
        printf("; minimized to %" PRIu64 " bytes: %s", row->minimized_size, row->minimized);
    printf("\nreproduce: %s\n\n", row->reproduce);
    return true;
}

static bool row_json(void *ctx, const struct campaign_row *row)
{
    (void)ctx;
    json_t *o = json_object();
    json_object_set_new(o, "signature", json_string(row->signature));
    json_object_set_new(o, "file", json_string(row->file));
    json_object_set_new(o, "session", json_integer(row->session));
    json_object_set_new(o, "at", json_integer(row->at));
    json_object_set_new(o, "input", json_integer((json_int_t)row->input));
    json_object_set_new(o, "inputs", json_integer((json_int_t)row->count));
    json_object_set_new(o, "triage", json_string(row->triage));
    json_object_set_new(o, "repeats", json_integer(row->repeats));
    json_object_set_new(o, "shown", json_integer(row->shown));
    json_object_set_new(o, "minimized", row->minimized[0] ? json_string(row->minimized) : json_null());
    json_object_set_new(o, "reproduce", json_string(row->reproduce));
    report_json(o);
    return true;
}

static void summary_json(const struct status *s, int runs)
{
    const struct campaign_totals *t = &s->totals;
    json_t *o = json_object();
    json_object_set_new(o, "summary", json_true());
    json_object_set_new(o, "running", runs ? json_integer(runs) : json_null());
    json_object_set_new(o, "session", json_integer(s->session.id));
    json_object_set_new(o, "outcome", json_string(s->session.outcome));
    json_object_set_new(o, "sessions_killed", json_integer((json_int_t)t->killed));
    json_object_set_new(o, "seconds", json_integer((json_int_t)t->seconds));
    json_object_set_new(o, "inputs", json_integer((json_int_t)t->inputs));
    json_object_set_new(o, "runs", json_integer((json_int_t)t->runs));
    json_object_set_new(o, "faults", json_integer((json_int_t)t->faults));
    json_object_set_new(o, "sites_failed", json_integer((json_int_t)s->sample.sites_failed));
    json_object_set_new(o, "sites_seen", json_integer((json_int_t)s->sample.sites_seen));
    json_object_set_new(o, "corpus", json_integer((json_int_t)s->sample.corpus));
    json_object_set_new(o, "memory_kb", json_integer((json_int_t)s->sample.memory_kb));
    json_object_set_new(o, "disk_kb", json_integer((json_int_t)s->sample.disk_kb));
    json_object_set_new(o, "findings", json_integer((json_int_t)s->rows));
    json_object_set_new(o, "stable", json_integer((json_int_t)s->stable));
    json_object_set_new(o, "flaky", json_integer((json_int_t)s->flaky));
    report_json(o);
}

static void print_session(const struct status *s, int runs)
{
    char at[32];
    const struct campaign_session *last = &s->session;
    if (runs > 0)
        printf("campaign: runs as process %d, session %" PRId64 " since %s\n", runs, last->id,
               format_time(last->started, at, sizeof at));
    else
        printf("campaign: does not run; session %" PRId64 " of %s ended with '%s'\n", last->id,
               format_time(last->started, at, sizeof at),
               strcmp(last->outcome, "running") == 0 ? "killed" : last->outcome);
}

static void print_summary(const struct status *s, int runs)
{
    char at[32];
    const struct campaign_totals *t = &s->totals;
    double seconds = t->seconds ? (double)t->seconds : 1;
    print_session(s, runs);
    printf("work: %" PRIu64 " sessions, %" PRIu64 " of them killed, %.1f h; %" PRIu64 " inputs, %" PRIu64
           " runs (%.0f/s), %" PRIu64 " faults (%.0f/s); %" PRIu64 " worker restarts, %" PRIu64
           " engines died\n",
           t->sessions, t->killed, seconds / 3600, t->inputs, t->runs, (double)t->runs / seconds, t->faults,
           (double)t->faults / seconds, t->restarts, t->deaths);
    printf("now: sites failed %" PRIu64 " of %" PRIu64 ", corpus %" PRIu64 ", memory %" PRIu64
           " MB, disk %" PRIu64 " MB\n",
           s->sample.sites_failed, s->sample.sites_seen, s->sample.corpus, s->sample.memory_kb / 1024,
           s->sample.disk_kb / 1024);
    printf("findings: %" PRIu64 " (%" PRIu64 " stable, %" PRIu64 " flaky, %" PRIu64 " gone, %" PRIu64
           " not triaged), %" PRIu64 " minimized",
           s->rows, s->stable, s->flaky, s->gone, s->rows - s->stable - s->flaky - s->gone, s->minimized);
    printf(s->rows ? "; the last %s\n" : "\n", format_time(s->last.at, at, sizeof at));
}

static int problem(const struct status *s)
{
    fprintf(stderr, "faultline: '%s/" CAMPAIGN_DB_FILE "': %s\n", s->folder, s->db.problem);
    return EXIT_BAD_INPUT;
}

static int show(struct status *s)
{
    int runs = (int)campaign_dir_runs(s->folder);
    if (!campaign_db_session_last(&s->db, &s->session)) {
        snprintf(s->db.problem, sizeof s->db.problem, "no session was started");
        return problem(s);
    }
    if (!campaign_db_totals(&s->db, &s->totals) || !campaign_db_sample_last(&s->db, &s->sample) ||
        !campaign_db_rows(&s->db, NULL, s->o->json ? row_json : print_row, s) ||
        !campaign_db_rows(&s->db, NULL, count_row, s))
        return problem(s);
    if (s->o->json)
        summary_json(s, runs);
    else
        print_summary(s, runs);
    return EXIT_CLEAN; /* it is a look at what was found before */
}

int cmd_status(const struct options *o)
{
    struct status s = {.o = o, .folder = o->file_count ? o->file[0] : NULL};
    if (o->file_count != 1) {
        fprintf(stderr, "faultline: status needs the folder of a campaign\n");
        return EXIT_BAD_INPUT;
    }
    int status = campaign_db_open(&s.db, s.folder, false) ? show(&s) : problem(&s);
    campaign_db_close(&s.db);
    return status;
}
