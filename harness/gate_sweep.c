/* gate_sweep.c: the part of a gate that sweeps the seeds of its VM, in rounds, for a share of the time. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "gate.h"
#include "interrupted.h"
#include "sweep.h"
#include "watchdog.h"

struct sweeping {
    struct gate *g;
    struct sweep s;
    size_t before; /* findings that other parts have made */
    uint64_t soft; /* time at which it ends if there is something to make smaller */
};

static bool on_finding(void *ctx, const struct sweep_found *found)
{
    struct sweeping *w = ctx;
    gate_found(w->g, GATE_SWEEP, found->path, found->c, found->added, found->finding);
    return w->g->findings - w->before < GATE_FINDINGS_MAX;
}

static struct junit_case *case_of(struct gate *g, const char *path)
{
    return junit_case(&g->junit, gate_part_names[GATE_SWEEP], path);
}

/* In a sweep with rounds a program is a case of JUnit from its first run on; it has no time of its own. */
static void on_printed(void *ctx, const char *path, const struct fcase *c, uint64_t output)
{
    struct sweeping *w = ctx;
    (void)c;
    (void)output;
    case_of(w->g, path);
}

/* Programs that the VM rejects are in its seeds on purpose; what can't be used at all is told. */
static void on_message(void *ctx, const char *path, const char *what, const char *text)
{
    struct sweeping *w = ctx;
    struct junit_case *test = case_of(w->g, path);
    if (what[0])
        return;
    junit_tell(&w->g->junit, test, JUNIT_ERROR, text, NULL);
    gate_log(w->g, "sweep: %s: %s", path, text);
}

static void on_progress(void *ctx, struct sweep *s)
{
    struct sweeping *w = ctx;
    if (w->g->findings > 0 && watchdog_now() >= w->soft)
        s->enough = true;
    if (!progress_due(&w->g->progress))
        return;
    sweep_count(s);
    gate_progress(w->g, "sweep round %zu of %zu, %zu/%zu | %" PRIu64 " runs | new findings %zu",
                  s->phase + 1, s->phases, s->finished, s->order_count, s->stats.runs, w->g->findings);
}

/* ---- after it ------------------------------------------------------------------------------------ */

static bool was_swept(const struct gate *g, const char *path)
{
    for (size_t i = 0; i < g->junit.count; i++) {
        const struct junit_suite *suite = &g->junit.suite[i];
        if (strcmp(suite->name, gate_part_names[GATE_SWEEP]) != 0)
            continue;
        for (size_t k = 0; k < suite->count; k++)
            if (strcmp(suite->test[k].name, path) == 0)
                return true;
    }
    return false;
}

/* Which programs had a turn, and which of these are red. */
static void count(struct sweeping *w)
{
    struct gate *g = w->g;
    struct gate_part *p = &g->part[GATE_SWEEP];
    p->all = w->s.files.count;
    p->runs = w->s.stats.runs;
    p->cut = w->s.cut || w->s.enough || interrupted;
    for (size_t i = 0; i < w->s.files.count; i++) {
        const char *path = w->s.files.path[i];
        if (w->s.phase > 0 || was_swept(g, path))
            p->done++;
        else
            junit_tell(&g->junit, case_of(g, path), JUNIT_SKIPPED,
                       interrupted   ? "interrupted"
                       : w->s.enough ? "not swept: there were findings enough"
                                     : "not swept: time was up",
                       NULL);
        case_of(g, path);
    }
    for (size_t i = 0; i < g->sightings; i++) {
        bool again = false;
        for (size_t k = 0; k < i && !again; k++)
            again = g->sighting[k].suite == g->sighting[i].suite &&
                    strcmp(g->sighting[k].path, g->sighting[i].path) == 0;
        p->failed += !again && g->sighting[i].suite == gate_part_names[GATE_SWEEP];
    }
}

static void tell(struct sweeping *w, unsigned seconds)
{
    struct gate *g = w->g;
    const struct gate_part *p = &g->part[GATE_SWEEP];
    char end[96] = "";
    if (interrupted)
        snprintf(end, sizeof end, ", interrupted in round %zu of %zu", w->s.phase + 1, w->s.phases);
    else if (w->s.enough)
        snprintf(end, sizeof end, ", ended in round %zu of %zu for the sake of its findings",
                 w->s.phase + 1, w->s.phases);
    else if (w->s.cut)
        snprintf(end, sizeof end, ", cut after its %u s in round %zu of %zu", seconds, w->s.phase + 1,
                 w->s.phases);
    gate_log(g,
             "sweep: %" PRIu64 " of %" PRIu64 " programs, %" PRIu64 " runs (%" PRIu64
             " with a fault), %" PRIu64 " programs with something new, %.1f s%s",
             p->done, p->all, p->runs, w->s.stats.faults, p->failed, p->seconds, end);
}

static void run(struct sweeping *w)
{
    struct gate *g = w->g;
    uint64_t start = watchdog_now();
    w->s.hooks = (struct sweep_hooks){on_finding, NULL, on_printed, on_message, on_progress, w};
    if (!sweep_run(&w->s)) {
        gate_problem(g, EXIT_CANNOT_RUN, "no memory for %u workers", g->o->jobs);
        return;
    }
    if (w->s.status > g->status)
        g->status = w->s.status;
    count(w);
    gate_finish_part(g, GATE_SWEEP, start);
    tell(w, g->sweep.time);
}

/* When there is a campaign behind it, it leaves that the larger part; otherwise it ends sooner only when
 * there are findings to make smaller. */
void gate_sweep(struct gate *g, bool fuzz_follows)
{
    uint64_t share = gate_deadline(g, fuzz_follows ? 40 : 95), now = watchdog_now();
    struct sweeping w = {.g = g, .before = g->findings, .soft = gate_deadline(g, 70)};
    g->sweep.time = share > now ? (unsigned)((share - now) / 1000000) : 0;
    w.s.o = &g->sweep;
    w.s.kinds = ~VUT_FAULT_BIT(VUT_FAULT_LIMIT);
    if (g->sweep.time == 0)
        gate_skip(g, GATE_SWEEP, "no time is left");
    else if (!files_add(&w.s.files, g->corpus, g->vut->name))
        gate_problem(g, EXIT_BAD_INPUT, "%s: %s", g->corpus, strerror(errno));
    else if (w.s.files.count == 0)
        gate_skip(g, GATE_SWEEP, "'%s' holds no program of vm '%s'", g->corpus, g->vut->name);
    else
        run(&w);
    sweep_close(&w.s);
}
