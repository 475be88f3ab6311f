/* bank_rest.c: `faultline bank --rest`: what becomes of each seeded bug without the cases that were
 * written for it. The rest of the corpus is swept, in rounds (rounds.h), with one bug switched on, until a
 * finding whose runs reached it, or until time is up. Before that with none, when nothing may be found.
 */
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bank_rest.h"
#include "bind.h"
#include "interrupted.h"
#include "progress.h"
#include "report.h"
#include "sweep.h"
#include "watchdog.h"

enum { TIME_DEFAULT = 60 }; /* seconds for each bug */

/* What a sweep with one bug, or with none, has come to. */
struct hunt {
    struct options o; /* of that sweep */
    const struct vut *vut;
    const struct vut_bug *bug; /* NULL: none */
    char set[CASE_NAME_SIZE + 8];
    struct progress *progress;
    bool line_open;
    uint64_t start;
    double seconds;
    uint64_t runs;
    struct inject_bug counts; /* of all jobs that ended */
    uint64_t alarms;          /* findings that are not the bug's */
    bool found;
    struct job_finding finding;
    char path[4096], reproduce[8192];
    bool interrupted;
};

struct rest {
    const struct options *o;
    struct progress progress;
    size_t bugs, found;
    uint64_t alarms;
    char escaped[16384]; /* their names, each after a blank */
    int status;
};

/* ---- one sweep ----------------------------------------------------------------------------------- */

static void keep_finding(struct hunt *h, const struct sweep_found *found)
{
    struct report r = {.o = &h->o, .program_name = h->o.program_name, .added = found->added};
    h->finding = *found->finding;
    snprintf(h->path, sizeof h->path, "%s", found->path);
    report_reproduce(&r, found->path, found->c, found->finding, h->reproduce, sizeof h->reproduce);
}

static bool on_finding(void *ctx, const struct sweep_found *found)
{
    struct hunt *h = ctx;
    bool own = h->bug && found->reached;
    if (own || h->alarms == 0)
        keep_finding(h, found);
    h->alarms += !own;
    h->found |= own;
    return !own;
}

static void on_counted(void *ctx, const struct job_shm *shm)
{
    struct hunt *h = ctx;
    h->counts.reached += shm->bug.reached;
    h->counts.triggered += shm->bug.triggered;
}

static void on_progress(void *ctx, struct sweep *s)
{
    struct hunt *h = ctx;
    if (!progress_due(h->progress))
        return;
    sweep_count(s);
    h->line_open =
        progress_show(h->progress, "bank %s | round %zu of %zu, %zu/%zu | %.0f s | %" PRIu64 " runs",
                      h->bug ? h->bug->name : "without a bug", s->phase + 1, s->phases, s->finished,
                      s->order_count, (double)(watchdog_now() - h->start) / 1e6, s->stats.runs);
}

static bool add_folder(struct sweep *s, const char *folder, const char *vm)
{
    char path[4096];
    struct stat st;
    snprintf(path, sizeof path, "corpus/%s/%s", folder, vm);
    return stat(path, &st) != 0 || files_add(&s->files, path, vm);
}

/* Those of the command line, or the VM's seeds and regressions. */
static bool add_files(struct sweep *s, const struct hunt *h)
{
    const char *vm = h->vut->name;
    for (size_t i = 0; i < h->o.file_count; i++)
        if (!files_add(&s->files, h->o.file[i], vm)) {
            fprintf(stderr, "faultline: %s: %s\n", h->o.file[i], strerror(errno));
            return false;
        }
    if (h->o.file_count == 0 && (!add_folder(s, "seeds", vm) || !add_folder(s, "regressions", vm)))
        fprintf(stderr, "faultline: corpus: %s\n", strerror(errno));
    if (s->files.count == 0)
        fprintf(stderr, "faultline: there is no case and no program of vm '%s' to sweep\n", vm);
    return s->files.count > 0;
}

static void begin(struct hunt *h, struct rest *r, const struct vut *vut, const struct vut_bug *bug)
{
    *h = (struct hunt){.o = *r->o, .vut = vut, .bug = bug, .progress = &r->progress};
    h->o.command = "sweep";
    h->o.vm = vut->name;
    h->o.out = NULL;
    h->o.time = r->o->time ? r->o->time : TIME_DEFAULT;
    h->o.set_count = 0;
    if (bug) {
        snprintf(h->set, sizeof h->set, "bug=%s", bug->name);
        h->o.set[h->o.set_count++] = h->set;
    }
}

/* Returns an exit status; not clean after a message. */
static int hunt(struct hunt *h)
{
    struct sweep s = {
        .o = &h->o,
        .kinds = ~VUT_FAULT_BIT(VUT_FAULT_LIMIT),
        .hunts = h->bug != NULL,
        .hooks = {.found = on_finding, .counted = on_counted, .progress = on_progress, .ctx = h}};
    int status = EXIT_BAD_INPUT;
    h->start = watchdog_now();
    if (add_files(&s, h)) {
        status = sweep_run(&s) ? s.status : EXIT_CANNOT_RUN;
        if (status == EXIT_CANNOT_RUN)
            fprintf(stderr, "faultline: the sweep could not be run\n");
    }
    h->seconds = (double)(watchdog_now() - h->start) / 1e6;
    h->runs = s.stats.runs;
    sweep_close(&s);
    if (h->line_open)
        fputs("\r\033[K", stderr);
    return status;
}

/* ---- what is told -------------------------------------------------------------------------------- */

static void print_text(const struct hunt *h)
{
    const char *reach = h->counts.triggered || h->found ? "triggered" : h->counts.reached ? "reached" : "-";
    printf("%-32s %-11s %-8s %-10s %-12s %6.1f s %9" PRIu64 " runs  %s\n", h->bug->name, h->bug->module,
           h->found ? "found" : "escaped", reach, h->found ? h->finding.oracle : "-", h->seconds, h->runs,
           h->found ? h->path : "-");
    if (h->found)
        printf("    reproduce: %s\n", h->reproduce);
    fflush(stdout);
}

static void print_json(const struct hunt *h)
{
    const struct job_finding *f = &h->finding;
    json_t *o = json_object();
    json_object_set_new(o, "bug", json_string(h->bug->name));
    json_object_set_new(o, "upstream", json_string(h->bug->upstream));
    json_object_set_new(o, "vm", json_string(h->vut->name));
    json_object_set_new(o, "module", json_string(h->bug->module));
    json_object_set_new(o, "reached", json_boolean(h->found || h->counts.reached));
    json_object_set_new(o, "triggered", json_boolean(h->found || h->counts.triggered));
    json_object_set_new(o, "detected", json_boolean(h->found));
    json_object_set_new(o, "oracle", h->found ? json_string(f->oracle) : json_null());
    json_object_set_new(o, "engine", h->found ? json_string(f->engine) : json_null());
    json_object_set_new(o, "fault", h->found && f->fault[0] ? json_string(f->fault) : json_null());
    json_object_set_new(o, "case", h->found ? json_string(h->path) : json_null());
    json_object_set_new(o, "reproduce", h->found ? json_string(h->reproduce) : json_null());
    json_object_set_new(o, "seconds", json_real(h->seconds));
    json_object_set_new(o, "runs", json_integer((json_int_t)h->runs));
    json_object_set_new(o, "false_alarms", json_integer((json_int_t)h->alarms));
    report_json(o);
}

static void print_alarm(const struct hunt *h)
{
    fprintf(stderr, "faultline: %s: a finding that no seeded bug has made: %s\n", h->path, h->reproduce);
}

static void conclude(const struct rest *r)
{
    if (r->o->json)
        return;
    printf("%zu bugs: %zu detected without their own cases; %" PRIu64 " false alarms\n", r->bugs, r->found,
           r->alarms);
    if (r->escaped[0])
        printf("escaped:%s\n", r->escaped);
}

/* ---- the bugs in turn ---------------------------------------------------------------------------- */

static void add_status(struct rest *r, int status)
{
    r->status = status > r->status ? status : r->status;
}

/* False: it makes no sense to go on. */
static bool hunt_without(struct rest *r, const struct vut *vut)
{
    struct hunt h;
    begin(&h, r, vut, NULL);
    add_status(r, hunt(&h));
    r->alarms += h.alarms;
    if (h.alarms)
        print_alarm(&h);
    if (h.alarms)
        add_status(r, EXIT_FINDINGS);
    return r->status <= EXIT_FINDINGS && !interrupted;
}

static void hunt_bug(struct rest *r, const struct vut *vut, const struct vut_bug *bug)
{
    struct hunt h;
    begin(&h, r, vut, bug);
    add_status(r, hunt(&h));
    if (interrupted)
        return;
    if (h.alarms && !h.found)
        print_alarm(&h);
    if (h.alarms)
        add_status(r, EXIT_FINDINGS);
    r->bugs++;
    r->found += h.found;
    r->alarms += h.alarms;
    size_t used = strlen(r->escaped);
    if (!h.found)
        snprintf(r->escaped + used, sizeof r->escaped - used, " %s", bug->name);
    if (r->o->json)
        print_json(&h);
    else
        print_text(&h);
}

static bool is_wanted(const struct options *o, const struct vut *vut, const char *bug)
{
    bool named = o->set_count == 0;
    for (size_t i = 0; i < o->set_count; i++)
        named |= strcmp(o->set[i] + strlen("bug="), bug) == 0;
    return named && (!o->vm || strcmp(o->vm, vut->name) == 0);
}

static size_t count_wanted(const struct options *o, const struct vut *vut)
{
    size_t count = 0;
    for (size_t i = 0; i < vut->bug_count; i++)
        count += is_wanted(o, vut, vut->bugs[i].name);
    return count;
}

static int check_sets(const struct options *o)
{
    for (size_t i = 0; i < o->set_count; i++) {
        const char *name = strncmp(o->set[i], "bug=", 4) == 0 ? o->set[i] + 4 : "";
        bool known = false;
        for (size_t v = 0; v < vm_count; v++)
            for (size_t k = 0; k < vm_table[v]->bug_count; k++)
                known |= strcmp(vm_table[v]->bugs[k].name, name) == 0;
        if (!known) {
            fprintf(stderr, "faultline: --set is '%s', expected 'bug=NAME' of 'faultline list bugs'\n",
                    o->set[i]);
            return EXIT_BAD_INPUT;
        }
    }
    return EXIT_CLEAN;
}

int bank_rest(const struct options *o)
{
    struct rest r = {.o = o, .status = check_sets(o)};
    if (r.status)
        return r.status;
    interrupted_catch();
    progress_open(&r.progress, o->quiet);
    for (size_t v = 0; v < vm_count && !interrupted; v++) {
        const struct vut *vut = vm_table[v];
        if (count_wanted(o, vut) == 0 || !hunt_without(&r, vut))
            continue;
        for (size_t i = 0; i < vut->bug_count && !interrupted && r.status <= EXIT_FINDINGS; i++)
            if (is_wanted(o, vut, vut->bugs[i].name))
                hunt_bug(&r, vut, &vut->bugs[i]);
    }
    conclude(&r);
    if (interrupted)
        fprintf(stderr, "faultline: interrupted after %zu bugs\n", r.bugs);
    return interrupted ? EXIT_CANNOT_RUN : r.status;
}
