/* cmd_sweep.c: `faultline sweep`: each program's events are counted, then failed one by one. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bind.h"
#include "commands.h"
#include "interrupted.h"
#include "outputs.h"
#include "pairs.h"
#include "progress.h"
#include "report.h"
#include "sweep.h"
#include "watchdog.h"

/* Where a sweep's findings and its progress go. */
struct telling {
    const struct options *o;
    struct report report;
    struct progress progress;
    struct outputs outputs; /* with --record */
    bool out_of_memory;     /* for these */
};

/* ---- what is told -------------------------------------------------------------------------------- */

static bool on_finding(void *ctx, const struct sweep_found *found)
{
    struct telling *t = ctx;
    t->report.added = found->added;
    report_finding(&t->report, found->path, found->c, found->finding);
    return t->o->stop_after == 0 || t->report.findings < t->o->stop_after;
}

static void on_counted(void *ctx, const struct job_shm *shm)
{
    struct telling *t = ctx;
    report_counts(&t->report, shm);
}

static void on_printed(void *ctx, const char *path, const struct fcase *c, uint64_t output)
{
    struct telling *t = ctx;
    if (t->o->record)
        t->out_of_memory |= !outputs_add(&t->outputs, path, c, output);
}

static void on_message(void *ctx, const char *path, const char *what, const char *text)
{
    struct telling *t = ctx;
    fprintf(stderr, "%sfaultline: %s: %s%s\n", t->report.line_open ? "\r\033[K" : "", path, what, text);
    t->report.line_open = false;
}

static void on_progress(void *ctx, struct sweep *s)
{
    struct telling *t = ctx;
    const struct job_stats *stats = &s->stats;
    double seconds = (double)(watchdog_now() - t->report.start) / 1e6;
    char pairs[32] = "", round[48] = "";
    if (!progress_due(&t->progress))
        return;
    sweep_count(s);
    if (s->o->pairs > 0)
        snprintf(pairs, sizeof pairs, " | pairs %" PRIu64, stats->pairs);
    if (s->phases > 1)
        snprintf(round, sizeof round, "round %zu of %zu, ", s->phase + 1, s->phases);
    t->report.line_open = progress_show(&t->progress,
                                        "sweep %s%zu/%zu | %.0f s | %.0f runs/s | findings %" PRIu64
                                        " (%zu signatures) | sites failed %" PRIu64 " of %" PRIu64
                                        " | faults %" PRIu64 " | restarts %" PRIu64 "%s",
                                        round, s->finished, s->order_count, seconds,
                                        (double)stats->runs / (seconds > 0 ? seconds : 1),
                                        t->report.findings, t->report.signature_count, s->sites.failed,
                                        s->sites.total, stats->faults, stats->restarts, pairs);
}

static void summarize(const struct sweep *s, struct telling *t)
{
    struct report_cut cut = {.cut = s->cut,
                             .seconds = s->o->time,
                             .phase = s->phase,
                             .phases = s->phases,
                             .files = s->finished,
                             .files_all = s->order_count,
                             .stressed = s->stressed};
    struct report_totals totals = {.stats = s->stats,
                                   .sites_total = s->sites.total,
                                   .sites_failed = s->sites.failed,
                                   .sites = s->sites.table,
                                   .states = s->states,
                                   .kinds = s->kinds,
                                   .kinds_all = s->kinds_all,
                                   .cut = s->o->time ? &cut : NULL,
                                   .enough = s->enough,
                                   .version = s->version,
                                   .build_id = s->build_id};
    t->report.cases = s->cases;
    report_summary(&t->report, &totals);
}

/* ---- what to sweep ------------------------------------------------------------------------------- */

static bool parse_kinds(struct sweep *s)
{
    char list[256], *rest = list;
    snprintf(list, sizeof list, "%s", s->o->kinds);
    if (strcmp(list, "none") == 0) /* only the runs without a fault */
        return true;
    for (char *one = strtok_r(list, ",", &rest); one; one = strtok_r(NULL, ",", &rest)) {
        int k = 0;
        while (k < VUT_FAULT_COUNT && strcmp(fault_kinds[k].name, one) != 0)
            k++;
        if (k == VUT_FAULT_COUNT) {
            fprintf(stderr, "faultline: --kinds: unknown fault kind '%s', expected one of:", one);
            for (k = 0; k < VUT_FAULT_COUNT; k++)
                fprintf(stderr, " %s", fault_kinds[k].name);
            fputc('\n', stderr);
            return false;
        }
        s->kinds |= VUT_FAULT_BIT(k);
    }
    return true;
}

/* A kind that was asked for by name and does nothing would be taken for one that found nothing. */
static bool vm_takes(const struct sweep *s)
{
    const struct vut *vut = s->o->vm ? vm_find(s->o->vm) : NULL;
    for (int k = 0; vut && k < VUT_FAULT_COUNT; k++) {
        unsigned countable = VUT_FORM_NTH | VUT_FORM_ALLOC | VUT_FORM_SIZE | VUT_FORM_LINE;
        bool can = vut->faults & VUT_FAULT_BIT(k) && fault_kinds[k].forms & countable;
        if (s->kinds & VUT_FAULT_BIT(k) && !can) {
            fprintf(stderr, "faultline: --kinds: a sweep can't inject '%s' into vm '%s'\n",
                    fault_kinds[k].name, vut->name);
            return false;
        }
    }
    return true;
}

/* Pairs take the place of all that is swept; what nothing is drawn from is left out, and told. */
static bool choose_pairs(struct sweep *s)
{
    uint32_t other = s->o->kinds ? s->kinds & ~PAIRS_KINDS : 0;
    if (s->o->limits || s->o->fork_each) {
        fprintf(stderr, "faultline: --pairs does not go with --%s\n",
                s->o->limits ? "limits" : "fork-each");
        return false;
    }
    for (int k = 0; k < VUT_FAULT_COUNT; k++)
        if (other & VUT_FAULT_BIT(k)) {
            fprintf(stderr, "faultline: --kinds: pairs can't be drawn from '%s'\n", fault_kinds[k].name);
            return false;
        }
    s->kinds &= PAIRS_KINDS;
    return true;
}

/* All but limits, which take longer, unless --kinds and --limits say otherwise. What a VM does not take is
 * passed over by its worker. */
static bool choose_kinds(struct sweep *s)
{
    if (s->o->kinds && (!parse_kinds(s) || !vm_takes(s)))
        return false;
    if (!s->o->kinds)
        s->kinds = ~VUT_FAULT_BIT(VUT_FAULT_LIMIT);
    if (s->o->limits)
        s->kinds |= VUT_FAULT_BIT(VUT_FAULT_LIMIT);
    if (s->o->state && s->o->pairs == 0) {
        fprintf(stderr, "faultline: --state goes with --pairs only\n");
        return false;
    }
    return s->o->pairs == 0 || choose_pairs(s);
}

/* ---- the command --------------------------------------------------------------------------------- */

static void tell_interrupted(const struct sweep *s)
{
    char round[48] = "";
    if (s->phases > 1)
        snprintf(round, sizeof round, " in round %zu of %zu", s->phase + 1, s->phases);
    fprintf(stderr, "faultline: interrupted after %zu of %zu files%s\n", s->finished, s->order_count,
            round);
}

/* What was not swept whole is not recorded. */
static bool save_outputs(const struct sweep *s, struct telling *t)
{
    if (!t->o->record || interrupted || s->cut || s->enough)
        return true;
    if (!t->out_of_memory && outputs_write(&t->outputs, t->o->record))
        return true;
    fprintf(stderr, "faultline: can't save '%s': %s\n", t->o->record,
            strerror(t->out_of_memory ? ENOMEM : errno));
    return false;
}

static int conclude(const struct sweep *s, struct telling *t)
{
    summarize(s, t);
    int found = report_status(&t->report);
    if (interrupted)
        tell_interrupted(s);
    if (!save_outputs(s, t) || found == EXIT_CANNOT_RUN || (interrupted && !found))
        return EXIT_CANNOT_RUN;
    return s->status ? s->status : found;
}

static int sweep_files(struct sweep *s)
{
    struct telling t = {.o = s->o};
    int status = EXIT_CANNOT_RUN;
    s->hooks = (struct sweep_hooks){on_finding, on_counted, on_printed, on_message, on_progress, &t};
    interrupted_catch();
    progress_open(&t.progress, s->o->quiet);
    if (report_open(&t.report, s->o, s->o->program_name) && sweep_run(s))
        status = conclude(s, &t);
    else
        fprintf(stderr, "faultline: no memory for %u workers\n", s->o->jobs);
    report_close(&t.report);
    outputs_free(&t.outputs);
    return status;
}

static int choose_files(struct sweep *s)
{
    const struct options *o = s->o;
    for (size_t i = 0; i < o->file_count; i++)
        if (!files_add(&s->files, o->file[i], o->vm)) {
            fprintf(stderr, "faultline: %s: %s\n", o->file[i], strerror(errno));
            return EXIT_BAD_INPUT;
        }
    if (s->files.count == 0) {
        fprintf(stderr, "faultline: '%s' holds no case and no program\n", o->file[0]);
        return EXIT_BAD_INPUT;
    }
    return EXIT_CLEAN;
}

int cmd_sweep(const struct options *o)
{
    struct sweep s = {.o = o};
    if (o->file_count == 0) {
        fprintf(stderr,
                "faultline: sweep takes at least one FILE or folder; see 'faultline sweep --help'\n");
        return EXIT_BAD_INPUT;
    }
    if (o->vm && !vm_find(o->vm)) {
        fprintf(stderr, "faultline: unknown vm '%s', see 'faultline list vms'\n", o->vm);
        return EXIT_BAD_INPUT;
    }
    int status = choose_kinds(&s) ? choose_files(&s) : EXIT_BAD_INPUT;
    if (!status)
        status = sweep_files(&s);
    sweep_close(&s);
    return status;
}
