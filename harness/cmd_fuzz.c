/* cmd_fuzz.c: `faultline fuzz`: a campaign: libFuzzer and AFL++ look for cases with findings, side by side,
 * for a while, and for as many whiles as there are sessions. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bind.h"
#include "campaign_dir.h"
#include "commands.h"
#include "interrupted.h"
#include "session.h"
#include "watchdog.h"

enum {
    TICK = 100000,           /* microseconds */
    GRACE = 2000000,         /* for an engine to end in, once its time is over */
    WRITE_EVERY = 1000000,   /* what is known goes to the database */
    SAMPLE_EVERY = 10000000, /* and how things stand */
};

/* ---- what is asked for --------------------------------------------------------------------------- */

/* Both, unless one is named; without afl-fuzz libFuzzer alone, as long as nobody insists. */
static bool choose_kinds(struct session *s)
{
    const char *with = s->o->fuzzer;
    if (!with || strcmp(with, "both") == 0) {
        s->kinds = 1u << FUZZER_LIBFUZZER | (s->o->jobs > 1) << FUZZER_AFL;
        if (!with && s->o->jobs > 1 && !fuzzer_tools_afl()) {
            fprintf(stderr, "faultline: 'afl-fuzz' is missing, all engines are libFuzzer's; for AFL++ run "
                            "'apt-get install afl++'\n");
            s->kinds = 1u << FUZZER_LIBFUZZER;
        }
        return true;
    }
    for (unsigned k = 0; k < FUZZER_KINDS; k++)
        if (strcmp(with, fuzzer_kind_names[k]) == 0) {
            s->kinds = 1u << k;
            return true;
        }
    fprintf(stderr, "faultline: --with is '%s', expected libfuzzer, afl or both\n", with);
    return false;
}

/* The VM's library is one of them; its path is to hold wherever a case of it is run. */
static bool take_settings(struct session *s)
{
    const struct options *o = s->o;
    char path[PATH_MAX];
    memcpy(s->set, o->set, o->set_count * sizeof *s->set);
    s->tools.set = s->set;
    s->tools.set_count = o->set_count;
    if (!o->library)
        return true;
    if (!realpath(o->library, path)) {
        fprintf(stderr, "faultline: --lib '%s': %s\n", o->library, strerror(errno));
        return false;
    }
    snprintf(s->library, sizeof s->library, "lib=%s", path);
    s->set[s->tools.set_count++] = s->library;
    return true;
}

static int check_options(struct session *s)
{
    const struct options *o = s->o;
    s->vut = vm_find(o->vm ? o->vm : "refvm");
    s->quiet = *o;
    s->quiet.out = NULL;
    s->engines = o->jobs < SESSION_ENGINES_MAX ? o->jobs : SESSION_ENGINES_MAX;
    if (!s->vut) {
        fprintf(stderr, "faultline: unknown vm '%s'; see 'faultline list vms'\n", o->vm);
        return EXIT_BAD_INPUT;
    }
    if (o->file_count) {
        fprintf(stderr, "faultline: fuzz takes no FILE, got '%s'; seeds are given by --corpus\n",
                o->file[0]);
        return EXIT_BAD_INPUT;
    }
    snprintf(s->own, sizeof s->own, "findings/%s", s->vut->name);
    s->out = o->out ? o->out : s->own;
    if (!choose_kinds(s))
        return EXIT_BAD_INPUT;
    if (!fuzzer_tools_find(&s->tools, s->vut->name, s->vut->extension, s->kinds))
        return EXIT_CANNOT_RUN;
    if (!take_settings(s))
        return EXIT_BAD_INPUT;
    s->tools.bare = o->bare;
    s->seeds = o->corpus ? o->corpus : s->tools.seeds;
    return EXIT_CLEAN;
}

static int copy_seeds(struct session *s)
{
    errno = 0;
    if (campaign_dir_seed(s->out, s->seeds, s->vut->extension) > 0)
        return EXIT_CLEAN;
    if (errno == ENOSPC || errno == EDQUOT || errno == EROFS) {
        fprintf(stderr, "faultline: can't copy the seeds to '%s': %s\n", s->out, strerror(errno));
        return EXIT_CANNOT_RUN;
    }
    fprintf(stderr, "faultline: '%s' holds no case and no program of vm '%s' that is small enough\n",
            s->seeds, s->vut->name);
    return EXIT_BAD_INPUT;
}

static int prepare(struct session *s)
{
    if (!campaign_dir_make(s->out) || !campaign_dir_lock(s->out))
        return EXIT_CANNOT_RUN;
    int status = session_open_books(s);
    if (status == EXIT_CLEAN)
        status = copy_seeds(s);
    if (status != EXIT_CLEAN)
        return status;
    s->row = (struct campaign_session){.jobs = (unsigned)s->engines, .seconds = s->o->time};
    if (!report_open(&s->report, &s->quiet, s->o->program_name) || !sites_open(&s->sites))
        return EXIT_CANNOT_RUN;
    return session_recover(s);
}

/* ---- the loop ------------------------------------------------------------------------------------ */

static void keep_books(struct session *s)
{
    uint64_t now = watchdog_now();
    if (now - s->written < WRITE_EVERY)
        return;
    s->written = now;
    session_write_kept(s);
    session_write_down(s);
    session_tend_triage(s);
    for (size_t i = 0; i < s->engines; i++)
        if (s->engine[i].kind == FUZZER_AFL && s->kinds != 1u << FUZZER_AFL)
            campaign_dir_share(s->out, s->engine[i].number, &s->taken[i].shared);
    if (now - s->sampled < SAMPLE_EVERY)
        return;
    s->sampled = now;
    session_take_sample(s);
}

static bool is_enough(const struct session *s)
{
    return s->o->stop_after && s->report.findings >= s->o->stop_after;
}

static void loop(struct session *s)
{
    while (!interrupted && !is_enough(s) && watchdog_now() < s->deadline + GRACE &&
           session_tend(s, false)) {
        usleep(TICK);
        session_tell_findings(s);
        keep_books(s);
        if (progress_due(&s->progress))
            session_show_progress(s);
    }
}

/* The last words to the database. False when something of the campaign is only in the engines' files. */
static bool close_books(struct session *s, bool early)
{
    const char *outcome = interrupted ? "interrupted" : is_enough(s) ? "enough" : early ? "failed" : "time";
    size_t left = session_write_kept(s);
    session_write_down(s);
    session_take_sample(s);
    snprintf(s->row.outcome, sizeof s->row.outcome, "%s", outcome);
    if (!left && !s->db_failed && campaign_db_session_end(&s->db, &s->row))
        return true;
    fprintf(stderr,
            "faultline: not all of it could be written to '%s'; what is missing is in '%s/log', and "
            "'faultline fuzz --resume' takes it from there\n",
            s->out, s->out);
    return false;
}

static int conclude(struct session *s)
{
    uint64_t executions, lost = 0;
    session_stats(s, &executions);
    bool early = !interrupted && !is_enough(s) && watchdog_now() + 2000000 < s->deadline;
    bool written = close_books(s, early);
    for (size_t i = 0; i < s->engines; i++)
        lost += s->engine[i].campaign->lost;
    if (lost)
        fprintf(stderr, "faultline: %" PRIu64 " findings were lost: there was no room for them anywhere\n",
                lost);
    if (executions == 0 && !interrupted) {
        fprintf(stderr, "faultline: the fuzz engine ran nothing; see '%s'\n", s->engine[0].log);
        return EXIT_CANNOT_RUN;
    }
    int status = s->again ? EXIT_FINDINGS : report_status(&s->report);
    return (early && status == EXIT_CLEAN) || !written || lost ? EXIT_CANNOT_RUN : status;
}

static int fuzz(struct session *s)
{
    if (!session_open_engines(s))
        return EXIT_CANNOT_RUN;
    interrupted_catch();
    progress_open(&s->progress, s->o->quiet);
    /* Another session of the same campaign is to try other things. */
    s->tools.seed = s->o->seed + (uint64_t)s->row.id * SESSION_ENGINES_MAX;
    s->start = s->sampled = watchdog_now();
    s->deadline = s->start + s->o->time * UINT64_C(1000000);
    for (size_t i = 0; i < s->engines; i++)
        session_start_engine(s, &s->engine[i]);
    loop(s);
    session_end_engines(s);
    session_end_triage(s);
    int status = conclude(s);
    session_summarize(s);
    return status;
}

static void close_fuzz(struct session *s)
{
    for (size_t i = 0; s->engine && i < s->engines; i++)
        fuzzer_close(&s->engine[i]);
    for (size_t i = 0; i < s->told_count; i++)
        free(s->told[i].reproduce);
    free(s->told);
    free(s->old);
    free(s->engine);
    free(s->taken);
    campaign_db_close(&s->db);
    sites_close(&s->sites);
    report_close(&s->report);
}

int cmd_fuzz(const struct options *o)
{
    static struct session s; /* large */
    s.o = o;
    int status = check_options(&s);
    if (status == EXIT_CLEAN)
        status = prepare(&s);
    if (status == EXIT_CLEAN)
        status = fuzz(&s);
    close_fuzz(&s);
    return status;
}
