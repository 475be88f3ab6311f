/* cmd_run.c: `faultline run`: one case, judged. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bind.h"
#include "commands.h"
#include "report.h"
#include "sites.h"
#include "worker.h"

struct run_context {
    struct report report;
    const char *path;
    const struct fcase *c;
    bool met; /* the expected signature was seen */
    bool muted;
};

static void on_finding(void *ctx, const struct job_finding *f)
{
    struct run_context *r = ctx;
    const char *expected = strncmp(r->c->expect, "finding ", 8) == 0 ? r->c->expect + 8 : "";
    if (strcmp(expected, f->signature) == 0)
        r->met = true;
    if (!r->muted)
        report_finding(&r->report, r->path, r->c, f);
    else
        r->report.findings++;
}

/* What else is to be said when there is no finding. Returns an exit status. */
static int say_unjudged(const struct job_shm *shm, const char *path, const struct fcase *c)
{
    char fault[FAULT_TEXT_SIZE] = "";
    if (shm->last.program & PROGRAM_OVER_BUDGET) {
        fprintf(stderr,
                "faultline: %s: over budget: the reference run does not end within its steps, memory or "
                "output, so "
                "that nothing can be compared\n",
                path);
        return EXIT_CANNOT_RUN;
    }
    if (!shm->last.judged && shm->crash.kind == OBS_CRASH_HANG) {
        fprintf(stderr,
                "faultline: %s: could not be judged: with a collection at each allocation it takes too "
                "long\n",
                path);
        return EXIT_CANNOT_RUN;
    }
    if (!shm->last.judged) {
        fprintf(stderr, "faultline: %s: could not be judged: no VM could be created\n", path);
        return EXIT_CANNOT_RUN;
    }
    if (shm->last.reached)
        return EXIT_CLEAN;
    if (c->fault_count)
        fault_format(&c->fault[0], fault, sizeof fault);
    fprintf(stderr,
            "faultline: %s: fault '%s' was not reached: the run has %" PRIu64 " allocations and %" PRIu64
            " code-memory operations",
            path, fault, shm->last.allocations, shm->last.code_events);
    if (shm->safepoints)
        fprintf(stderr, ", without a fault %" PRIu64 " safepoints", shm->safepoints);
    fputc('\n', stderr);
    return EXIT_BAD_INPUT;
}

/* Both engines reject such a program alike: that is no finding, but hardly what its user had in mind. */
static void say_rejected(const struct job_shm *shm, const char *path, const struct fcase *c)
{
    if (shm->last.rejected[0])
        fprintf(stderr, "faultline: %s: rejected by '%s', so that nothing of it ran: %s\n", path, c->vm,
                shm->last.rejected);
}

static int check_status(const struct run_context *r)
{
    FILE *to = r->report.o->json || r->report.o->output ? stderr : stdout;
    bool clean = strncmp(r->c->expect, "finding ", 8) != 0;
    bool ok = clean ? r->report.findings == 0 : r->met;
    fprintf(to, "%s: %s: expected %s\n", ok ? "ok" : "not met", r->path, clean ? "clean" : r->c->expect);
    return ok ? EXIT_CLEAN : EXIT_FINDINGS;
}

static void summarize(struct run_context *r, const struct job_shm *shm)
{
    struct sites sites;
    struct report_totals totals = {.stats = shm->stats, .version = shm->version, .build_id = shm->build_id};
    if (!sites_open(&sites))
        return;
    sites_merge(&sites, shm->site);
    totals.sites_total = sites.total;
    totals.sites_failed = sites.failed;
    totals.sites = sites.table;
    report_summary(&r->report, &totals);
    sites_close(&sites);
}

/* What the program's own messages call its file: the whole path, as an interpreter of the command line
 * has it; standard input keeps the VM's name for it. */
static void name_program(struct job *job, const char *path)
{
    char *whole = strcmp(path, "-") == 0 ? NULL : realpath(path, NULL);
    if (whole && strlen(whole) < sizeof job->name)
        snprintf(job->name, sizeof job->name, "%s", whole);
    free(whole);
}

static int conclude(struct run_context *r, const struct worker *w)
{
    const struct options *o = r->report.o;
    const struct job_shm *shm = w->shm;
    int status = r->report.findings ? EXIT_CLEAN : say_unjudged(shm, r->path, r->c);
    say_rejected(shm, r->path, r->c);
    if (o->dump)
        fputs(shm->dump, stderr);
    report_counts(&r->report, shm);
    if (o->output)
        fwrite(shm->output, 1, shm->output_size, stdout);
    else if (o->json)
        summarize(r, shm);
    else if (!status && !o->check && r->report.findings == 0)
        printf("clean: %s\n", r->path);
    if (status == EXIT_CLEAN)
        status = report_status(&r->report);
    return o->check && status <= EXIT_FINDINGS ? check_status(r) : status;
}

static int run_case(struct run_context *r, const char *text, size_t size)
{
    const struct options *o = r->report.o;
    struct worker w;
    struct worker_failure failure;
    struct job job = options_job(o, JOB_RUN);
    int status = options_dumps(o, vm_find(r->c->vm), &job);
    if (status)
        return status;
    job.text_size = size;
    if (o->output) /* to be held against what another implementation prints of the same file */
        name_program(&job, r->path);
    r->report.cases = 1;
    if (!worker_open(&w)) {
        fprintf(stderr, "faultline: no shared memory for a worker\n");
        return EXIT_CANNOT_RUN;
    }
    const char *library = case_setting(r->c, "lib");
    enum worker_state state = worker_run(&w, &job, text, r->c->vm, library, on_finding, r, &failure);
    status = failure.status;
    if (state == WORKER_FAILED)
        fprintf(stderr, "faultline: %s: %s\n", r->path, failure.text);
    else
        status = conclude(r, &w);
    worker_close(&w);
    return status;
}

int cmd_run(const struct options *o)
{
    struct fcase c;
    char *text;
    size_t size;
    if (o->file_count != 1) {
        fprintf(stderr, "faultline: run takes one FILE, got %zu; see 'faultline run --help'\n",
                o->file_count);
        return EXIT_BAD_INPUT;
    }
    if (o->output && o->json) {
        fprintf(stderr, "faultline: both --output and --json fill standard output, expected one of them\n");
        return EXIT_BAD_INPUT;
    }
    int status = options_case(o, o->file[0], &c, &text);
    if (status)
        return status;
    struct run_context r = {.path = o->file[0], .c = &c, .muted = o->output};
    char *canonical = options_case_text(&c, &size);
    if (!canonical) {
        fprintf(stderr, "faultline: %s: too large with its header\n", o->file[0]);
        status = EXIT_BAD_INPUT;
    } else if (!report_open(&r.report, o, o->program_name)) {
        fprintf(stderr, "faultline: out of memory\n");
        status = EXIT_CANNOT_RUN;
    } else {
        status = run_case(&r, canonical, size);
        report_close(&r.report);
    }
    free(canonical);
    free(text);
    return status;
}
