/* gate_minimize.c: the new findings of a gate get smaller, a few of them, for a while each. */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "bind.h"
#include "gate.h"
#include "interrupted.h"
#include "minimize.h"
#include "report.h"
#include "watchdog.h"

enum { TIMES = 3 /* that a verdict is taken; `minimize` itself takes more */ };

struct shrinking {
    struct gate *g;
    struct gate_finding *n;
    struct minimize m;
    struct reduce r;
    size_t size; /* of the program, at first */
    uint64_t start;
};

static void on_tick(void *ctx)
{
    const struct shrinking *z = ctx;
    gate_progress(z->g, "minimize %zu of %zu findings | %.0f s | %zu of %zu bytes",
                  (size_t)(z->n - z->g->finding) + 1, z->g->findings,
                  (double)(watchdog_now() - z->start) / 1e6, z->r.text.size, z->size);
}

static void say(struct gate_finding *n, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(struct gate_finding *n, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(n->minimized, sizeof n->minimized, format, args);
    va_end(args);
}

/* ---- one ----------------------------------------------------------------------------------------- */

/* NAME.min.case beside NAME.case, as `minimize` has it. */
static bool save(struct gate *g, struct gate_finding *n, const struct fcase *c)
{
    char *path = NULL;
    if (!n->saved)
        return true;
    size_t stem = strlen(n->saved) - strlen(".case");
    if (asprintf(&path, "%.*s.min.case", (int)stem, n->saved) < 0)
        return false;
    if (!report_write_case(path, c)) {
        gate_problem(g, EXIT_CANNOT_RUN, "can't save '%s': %s", path, strerror(errno));
        free(path);
        return false;
    }
    free(n->saved);
    n->saved = path;
    return true;
}

/* The line that repeats the smaller case, if it lies in a file; without one the old line is good, too. */
static char *line_for(const struct gate *g, const struct gate_finding *n)
{
    char *line = NULL;
    bool own = g->plain.step_budget != 2000000;
    if (!n->saved)
        return strdup(n->reproduce);
    if (own && asprintf(&line, "%s run --steps=%" PRIu64 " %s", g->o->program_name, g->plain.step_budget,
                        n->saved) < 0)
        return NULL;
    if (!own && asprintf(&line, "%s run %s", g->o->program_name, n->saved) < 0)
        return NULL;
    return line;
}

/* What is kept from now on is the smaller case. */
static void keep(struct shrinking *z)
{
    struct gate_finding *n = z->n;
    struct fcase c = z->m.c;
    size_t size;
    c.program = z->r.text.at;
    c.program_size = z->r.text.size;
    snprintf(c.expect, sizeof c.expect, "finding %s", n->f->signature);
    char *text = options_case_text(&c, &size);
    char *line = text && save(z->g, n, &c) ? line_for(z->g, n) : NULL;
    if (!line) {
        free(text);
        say(n, "no, the smaller case could not be kept");
        return;
    }
    free(n->text);
    free(n->reproduce);
    n->text = text;
    n->text_size = size;
    n->reproduce = line;
    n->small = true;
    say(n, "%zu -> %zu bytes of program, in %.1f s%s", z->size, c.program_size,
        (double)(watchdog_now() - z->start) / 1e6, z->r.stopped ? " (stopped, it could get smaller)" : "");
}

static void reduce(struct shrinking *z)
{
    z->r.width = z->m.slots;
    z->r.test = minimize_test;
    z->r.ctx = &z->m;
    bool whole = minimize_reduce(&z->m, &z->r);
    z->m.c.program = z->r.text.at;
    z->m.c.program_size = z->r.text.size;
    if (!whole || z->m.problem[0])
        say(z->n, "no, %s", whole ? z->m.problem : "out of memory");
    else if (!minimize_is_stable(&z->m, 1))
        say(z->n, "no, the smaller case does not show its finding every time");
    else
        keep(z);
}

/* It may be one that does not come every time: it counts, but nothing can be made of it. */
static void take_up(struct shrinking *z)
{
    unsigned runs = 0, shown = 0;
    struct job_finding f;
    for (; runs < TIMES && !z->m.problem[0] && watchdog_now() < z->m.deadline; runs++)
        shown += minimize_find(&z->m, &z->m.c, &f);
    minimize_limit_steps(&z->m);
    if (z->m.problem[0])
        say(z->n, "no, %.150s", z->m.problem);
    else if (shown < runs)
        say(z->n, "no, it is not stable: run again it came %u of %u times", shown, runs);
    else if (watchdog_now() >= z->m.deadline)
        say(z->n, "no, time was up");
    else
        reduce(z);
}

static void shrink(struct gate *g, struct gate_finding *n, uint64_t deadline)
{
    struct shrinking z = {.g = g, .n = n, .start = watchdog_now()};
    struct case_error error;
    struct fcase c;
    char *text = malloc(n->text_size); /* the case points into it, whatever becomes of the finding's own */
    if (text)
        memcpy(text, n->text, n->text_size);
    bool ok = text && case_parse(text, n->text_size, &c, &error);
    if (ok)
        z.size = c.program_size;
    ok = ok && minimize_open(&z.m, &g->plain, &c, n->f->signature);
    if (ok && reduce_open(&z.r, c.program, c.program_size, g->vut->extension)) {
        z.m.deadline = deadline;
        z.m.tick = on_tick;
        z.m.tick_ctx = &z;
        take_up(&z);
        reduce_close(&z.r);
    } else {
        say(n, "no, out of memory");
    }
    if (ok)
        minimize_close(&z.m);
    free(text);
}

/* ---- which --------------------------------------------------------------------------------------- */

/* An oracle that says the same of two findings is likely to mean one cause. */
static bool is_alike(const struct job_finding *a, const struct job_finding *b)
{
    return strcmp(a->oracle, b->oracle) == 0 && strcmp(a->reason, b->reason) == 0;
}

/* How unlike it is to those that had their turn: the less the better. Rather one that needs no fault: with
 * its bug in it a program shows findings under every fault. */
static size_t turns_of(const struct gate *g, const struct job_finding *f, size_t *alike)
{
    size_t same_oracle = 0;
    *alike = 0;
    for (size_t i = 0; i < g->findings; i++) {
        const struct gate_finding *other = &g->finding[i];
        if (!other->minimized[0])
            continue;
        *alike += is_alike(other->f, f);
        same_oracle += strcmp(other->f->oracle, f->oracle) == 0;
    }
    return (*alike * (GATE_MINIMIZED_MAX + 1) + same_oracle) * 2 + (strcmp(f->kind, "none") != 0);
}

/* Of those of which the same is said a few show what there is to see. */
static struct gate_finding *next_of(struct gate *g)
{
    struct gate_finding *best = NULL;
    size_t best_turns = 0, alike;
    for (size_t i = 0; i < g->findings; i++) {
        struct gate_finding *n = &g->finding[i];
        size_t turns = turns_of(g, n->f, &alike);
        if (n->minimized[0] || alike == GATE_ALIKE_MAX || (best && turns >= best_turns))
            continue;
        best = n;
        best_turns = turns;
    }
    return best;
}

void gate_minimize(struct gate *g, unsigned percent)
{
    uint64_t end = gate_deadline(g, percent);
    uint64_t each = (g->deadline - g->start) / 10;
    while (!interrupted && g->tried < GATE_MINIMIZED_MAX && watchdog_now() < end) {
        struct gate_finding *n = next_of(g);
        if (!n)
            return;
        uint64_t until = watchdog_now() + each;
        shrink(g, n, until < end ? until : end);
        g->tried++;
        gate_tell_finding(g, n);
    }
}
