/* trial_guards.c: a sweep's guards: what the run without faults says of them, and which are forced. */
#include "trial_parts.h"

/* The run without faults once more: one that counts sites is stopped at each safepoint, and passes other
 * guards. */
static void measure(struct trial *t, const struct trial_side *side)
{
    struct observation o;
    struct trial_plan run = {.settings = side->settings, .style = t->b.style};
    trial_aim(t, WHAT_MEASURE, side, NULL);
    if (trial_execute(t, &run, &o))
        t->shm->guards.passed = t->exec->inject.ended_at.guards;
}

void trial_note_trace(void *ctx, const struct vut_event *e, uint64_t guards, bool forced)
{
    struct trial *t = ctx;
    struct guards *g = &t->shm->guards;
    const struct job_cursor *at = &t->shm->cursor;
    struct guards_exit exit = {t->exec->inject.traces.flushes, e->a, e->b};
    if (at->what == WHAT_MEASURE && e->kind == VUT_EVENT_TRACE_STOP)
        guards_note_trace(g, exit.flushes, e->a, e->b, e->c, guards);
    else if (at->what == WHAT_MEASURE)
        guards_note_left(g, &exit, guards);
    else if (at->what == WHAT_JUDGE && forced && guards_note_forced(g, &exit))
        t->shm->stats.guards_forced += !at->fault.from;
}

/* Each one is forced when that is asked for, or when there is nothing to choose by. */
static bool takes_each(const struct trial *t)
{
    const struct guards *g = &t->shm->guards;
    return t->shm->job.thorough || g->can_force == 0 || g->passed == 0;
}

static uint64_t choose(struct trial *t, uint64_t n)
{
    struct guards *g = &t->shm->guards;
    if (takes_each(t))
        g->last = n;
    else
        n = guards_next(g);
    t->shm->stats.guards_chosen += g->counted && n > 0 && n <= g->passed;
    return n;
}

uint64_t trial_guards_begin(struct trial *t, const struct trial_side *side, uint64_t n, bool count)
{
    struct guards *g = &t->shm->guards;
    t->guarding = true;
    if (guards_begin(g, t->shm->job.id * 256 + t->shm->cursor.stage + 1)) {
        measure(t, side);
        g->counted = count;
        t->shm->stats.guards_total += count ? g->can_force : 0;
        t->shm->stats.guards_executed += count ? g->passed : 0;
    }
    /* Where a process ended, another goes on behind that guard, or tries it once more. */
    return n == g->last ? n : choose(t, n);
}

uint64_t trial_guards_next(struct trial *t, uint64_t n, bool reached)
{
    return takes_each(t) && !reached ? 0 : choose(t, n + 1);
}

void trial_guards_end(struct trial *t)
{
    t->guarding = false;
}
