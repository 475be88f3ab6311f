/* cmd_sweep.c: `faultline sweep`: each program's events are counted, then failed one by one. */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "bind.h"
#include "commands.h"
#include "files.h"
#include "interrupted.h"
#include "pairs.h"
#include "progress.h"
#include "report.h"
#include "sites.h"
#include "trial.h"
#include "watchdog.h"
#include "worker.h"

enum { WORKERS_MAX = 64, CREATED_MAX = 64 };

/* ---- the sweep ----------------------------------------------------------------------------------- */

struct slot {
    struct worker worker;
    struct sweep *sweep;
    struct fcase c;
    char *text, *canonical;
    const char *path; /* NULL: none */
    bool all;         /* each engine of the VM that can be compared with another */
    size_t engine;    /* in the VM's table, the one that is swept */
    bool first;       /* it is the first one, and the reference engine is swept beside it */
};

struct sweep {
    const struct options *o;
    struct files files;
    size_t next, finished;
    struct slot *slot;
    size_t slots;
    struct report report;
    struct progress progress;
    struct sites sites;
    struct states *states;
    uint32_t kinds, kinds_all;
    uint64_t created[CREATED_MAX]; /* binding_key of those whose create was swept */
    size_t created_count;
    int status; /* the worst that happened to a file */
};

static void on_finding(void *ctx, const struct job_finding *f)
{
    struct slot *slot = ctx;
    report_finding(&slot->sweep->report, slot->path, &slot->c, f);
}

static void drop_case(struct slot *slot)
{
    free(slot->text);
    free(slot->canonical);
    slot->text = slot->canonical = NULL;
    slot->path = NULL;
}

static void tell(struct sweep *s, const char *path, const char *what, const char *text)
{
    fprintf(stderr, "%sfaultline: %s: %s%s\n", s->report.line_open ? "\r\033[K" : "", path, what, text);
    s->report.line_open = false;
}

static void fail_file(struct sweep *s, const char *path, const struct worker_failure *failure)
{
    tell(s, path, "", failure->text);
    if (failure->status > s->status)
        s->status = failure->status;
}

/* The next engine of the VM, from `from` on, that can be compared with the reference. */
static bool find_engine(struct slot *slot, size_t from)
{
    const struct vut *vut = vm_find(slot->c.vm);
    for (slot->engine = from; slot->engine < vut->engine_count; slot->engine++)
        if (!vut->engines[slot->engine].reference)
            return true;
    return false;
}

static void finish_file(struct sweep *s, struct slot *slot)
{
    s->finished++;
    drop_case(slot);
}

/* Takes up a file. False when it can't be read, which is told. */
static bool take_file(struct sweep *s, struct slot *slot, const char *path)
{
    slot->path = path;
    int status = options_case(s->o, path, &slot->c, &slot->text);
    if (status) {
        s->status = status > s->status ? status : s->status;
        return false;
    }
    slot->all = options_all_engines(s->o) && !slot->c.engine[0] && find_engine(slot, 0);
    slot->first = true;
    s->kinds_all |= vm_find(slot->c.vm)->faults;
    s->report.cases++;
    return true;
}

/* Named sites are there to be failed one and all, those of create included; but once for each engine and
 * settings, not for each program. */
static bool creates_anew(struct sweep *s, const struct slot *slot)
{
    struct binding b;
    struct case_error error;
    uint64_t key;
    if (!case_bind(&slot->c, &b, error.text, sizeof error.text) || b.vut->site_count == 0)
        return false;
    key = binding_key(&b);
    for (size_t i = 0; i < s->created_count; i++)
        if (s->created[i] == key)
            return false;
    if (s->created_count < CREATED_MAX)
        s->created[s->created_count++] = key;
    return true;
}

/* The states of its VM that the second faults of pairs are wanted in. */
static bool choose_states(struct sweep *s, const struct slot *slot, struct job *job)
{
    const struct vut *vut = vm_find(slot->c.vm);
    struct worker_failure failure = {.status = EXIT_BAD_INPUT};
    const char *word;
    size_t size;
    if (!s->o->state || states_parse(vut, s->o->state, &job->states, &word, &size))
        return true;
    snprintf(failure.text, sizeof failure.text,
             "unknown state '%.*s' of vm '%s', see 'faultline list states'", (int)size, word, vut->name);
    fail_file(s, slot->path, &failure);
    return false;
}

/* Has the file swept in the engine whose turn it is. */
static bool submit(struct sweep *s, struct slot *slot)
{
    struct worker_failure failure;
    struct job job = options_job(s->o, JOB_SWEEP);
    if (slot->all)
        snprintf(slot->c.engine, sizeof slot->c.engine, "%s",
                 vm_find(slot->c.vm)->engines[slot->engine].name);
    if (!choose_states(s, slot, &job))
        return false;
    job.both_engines &= slot->first;
    job.kinds = s->kinds;
    job.create = creates_anew(s, slot);
    job.limits = s->kinds & VUT_FAULT_BIT(VUT_FAULT_LIMIT);
    free(slot->canonical);
    slot->canonical = options_case_text(&slot->c, &job.text_size);
    if (!slot->canonical) {
        fail_file(s, slot->path, &(struct worker_failure){"too large with its header", EXIT_BAD_INPUT});
        return false;
    }
    if (worker_submit(&slot->worker, &job, slot->canonical, slot->c.vm, case_setting(&slot->c, "lib"),
                      &failure))
        return true;
    fail_file(s, slot->path, &failure);
    return false;
}

/* Gives a free slot the next engine of its file, or the next file. What can't be read is passed over. */
static void feed(struct sweep *s, struct slot *slot)
{
    while (!slot->worker.busy && !interrupted && (slot->path || s->next < s->files.count)) {
        bool taken = slot->path || take_file(s, slot, s->files.path[s->next++]);
        if (!taken || !submit(s, slot))
            finish_file(s, slot);
    }
}

/* Stays with the file while it has engines left: what the worker knows of the reference engine serves all
 * of them. */
static void step(struct sweep *s, struct slot *slot)
{
    struct worker_failure failure;
    if (!slot->worker.busy)
        return;
    enum worker_state state = worker_step(&slot->worker, on_finding, slot, &failure);
    if (state == WORKER_BUSY)
        return;
    if (state == WORKER_FAILED)
        fail_file(s, slot->path, &failure);
    else if (slot->worker.shm->last.rejected[0] && slot->first)
        tell(s, slot->path, "rejected as a program: ", slot->worker.shm->last.rejected);
    report_counts(&s->report, slot->worker.shm);
    slot->first = false;
    if (state == WORKER_FAILED || !slot->all || !find_engine(slot, slot->engine + 1))
        finish_file(s, slot);
}

static void add_stats(struct job_stats *sum, const struct job_stats *one)
{
    uint64_t *to = (uint64_t *)sum;
    const uint64_t *from = (const uint64_t *)one;
    for (size_t i = 0; i < sizeof *sum / sizeof *to; i++)
        to[i] += from[i];
}

static struct job_stats total_stats(const struct sweep *s)
{
    struct job_stats sum = {0};
    for (size_t i = 0; i < s->slots; i++)
        add_stats(&sum, &s->slot[i].worker.shm->stats);
    return sum;
}

static void show_progress(struct sweep *s)
{
    struct job_stats t = total_stats(s);
    double seconds = (double)(watchdog_now() - s->report.start) / 1e6;
    char pairs[32] = "";
    if (s->o->pairs > 0)
        snprintf(pairs, sizeof pairs, " | pairs %" PRIu64, t.pairs);
    for (size_t i = 0; i < s->slots; i++)
        sites_merge(&s->sites, s->slot[i].worker.shm->site);
    s->report.line_open =
        progress_show(&s->progress,
                      "sweep %zu/%zu | %.0f s | %.0f runs/s | findings %" PRIu64
                      " (%zu signatures) | sites failed %" PRIu64 " of %" PRIu64 " | faults %" PRIu64
                      " | restarts %" PRIu64 "%s",
                      s->finished, s->files.count, seconds, (double)t.runs / (seconds > 0 ? seconds : 1),
                      s->report.findings, s->report.signature_count, s->sites.failed, s->sites.total,
                      t.faults, t.restarts, pairs);
}

static void wait_for_any(const struct sweep *s)
{
    struct pollfd p[WORKERS_MAX];
    nfds_t count = 0;
    for (size_t i = 0; i < s->slots; i++)
        if (s->slot[i].worker.busy)
            p[count++] = (struct pollfd){.fd = s->slot[i].worker.reply_fd, .events = POLLIN};
    poll(p, count, 250);
}

static bool any_busy(const struct sweep *s)
{
    for (size_t i = 0; i < s->slots; i++)
        if (s->slot[i].worker.busy)
            return true;
    return false;
}

static void loop(struct sweep *s)
{
    for (;;) {
        for (size_t i = 0; i < s->slots && !interrupted; i++)
            feed(s, &s->slot[i]);
        if (interrupted || !any_busy(s))
            return;
        wait_for_any(s);
        for (size_t i = 0; i < s->slots; i++)
            step(s, &s->slot[i]);
        if (progress_due(&s->progress))
            show_progress(s);
    }
}

static void summarize(struct sweep *s)
{
    for (size_t i = 0; i < s->slots; i++) {
        if (s->slot[i].worker.busy)
            report_counts(&s->report, s->slot[i].worker.shm);
        sites_merge(&s->sites, s->slot[i].worker.shm->site);
        states_merge(s->states, &s->slot[i].worker.shm->states);
    }
    struct report_totals totals = {.stats = total_stats(s),
                                   .sites_total = s->sites.total,
                                   .sites_failed = s->sites.failed,
                                   .sites = s->sites.table,
                                   .states = s->states,
                                   .kinds = s->kinds,
                                   .kinds_all = s->kinds_all,
                                   .version = s->slot[0].worker.shm->version,
                                   .build_id = s->slot[0].worker.shm->build_id};
    report_summary(&s->report, &totals);
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

static bool open_slots(struct sweep *s)
{
    s->slots = s->o->jobs < s->files.count ? s->o->jobs : s->files.count;
    s->slot = calloc(s->slots, sizeof *s->slot);
    for (size_t i = 0; s->slot && i < s->slots; i++) {
        s->slot[i].sweep = s;
        if (!worker_open(&s->slot[i].worker))
            return false;
    }
    s->states = calloc(1, sizeof *s->states);
    return s->slot && s->states && sites_open(&s->sites) &&
           report_open(&s->report, s->o, s->o->program_name);
}

static void close_slots(struct sweep *s)
{
    for (size_t i = 0; s->slot && i < s->slots; i++) {
        worker_close(&s->slot[i].worker);
        drop_case(&s->slot[i]);
    }
    free(s->slot);
    free(s->states);
    sites_close(&s->sites);
    report_close(&s->report);
}

static int sweep_files(struct sweep *s)
{
    interrupted_catch();
    if (!open_slots(s)) {
        fprintf(stderr, "faultline: no memory for %zu workers\n", s->slots);
        close_slots(s);
        return EXIT_CANNOT_RUN;
    }
    progress_open(&s->progress, s->o->quiet);
    loop(s);
    summarize(s);
    int found = report_status(&s->report);
    close_slots(s);
    if (interrupted)
        fprintf(stderr, "faultline: interrupted after %zu of %zu files\n", s->finished, s->files.count);
    if (found == EXIT_CANNOT_RUN || (interrupted && !found))
        return EXIT_CANNOT_RUN;
    return s->status ? s->status : found;
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
    if (!choose_kinds(&s))
        return EXIT_BAD_INPUT;
    for (size_t i = 0; i < o->file_count; i++)
        if (!files_add(&s.files, o->file[i], o->vm)) {
            fprintf(stderr, "faultline: %s: %s\n", o->file[i], strerror(errno));
            return EXIT_BAD_INPUT;
        }
    if (s.files.count == 0) {
        fprintf(stderr, "faultline: '%s' holds no case and no program\n", o->file[0]);
        files_free(&s.files);
        return EXIT_BAD_INPUT;
    }
    int status = sweep_files(&s);
    files_free(&s.files);
    return status;
}
