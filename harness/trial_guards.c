/* trial_guards.c: a sweep's guards: what the run without faults says of them, and which are forced. */
#include "rounds.h"
#include "trial_parts.h"

/* The run without faults once more: one that counts sites is stopped at each safepoint, and passes other
 * guards. */
static void measure(struct trial *t, const struct trial_side *side)
{
    struct observation o;
    struct trial_plan run = {.settings = side->settings, .style = t->b.style, .note_guards = true};
    trial_aim(t, WHAT_MEASURE, side, NULL);
    if (trial_execute(t, &run, &o))
        guards_measured(&t->shm->guards, t->exec->inject.ended_at.guards);
}

void trial_note_guard(void *ctx, const struct vut_guard *guard)
{
    struct trial *t = ctx;
    guards_note(&t->shm->guards, guard);
}

void trial_note_trace(void *ctx, const struct vut_event *e, bool forced)
{
    struct trial *t = ctx;
    struct guards *g = &t->shm->guards;
    const struct job_cursor *at = &t->shm->cursor;
    struct vut_guard exit = {.flushes = e->c, .trace = e->a, .exit = e->b};
    if (at->what == WHAT_MEASURE && e->kind == VUT_EVENT_TRACE_STOP)
        g->can_force += e->c;
    else if (at->what == WHAT_JUDGE && forced && guards_note_forced(g, &exit))
        t->shm->stats.exits_forced += g->counted;
}

/* Each one is forced when that is asked for, or when there is nothing to choose by. */
static bool takes_each(const struct trial *t)
{
    return t->shm->job.thorough || !t->b.vut->note_guards;
}

/* Guards that are not chosen from have one round for all of them. */
static bool takes_all(const struct trial *t)
{
    return t->shm->job.round == ROUNDS_NONE || t->shm->job.round == ROUNDS_LAST;
}

/* The first one from n on. Where a process ended, another goes on behind that guard, or tries it once more.
 */
static uint64_t choose(struct trial *t, uint64_t n)
{
    struct guards *g = &t->shm->guards;
    bool each = takes_each(t);
    n = each ? n : guards_next(g, n);
    while (!each && n && !trial_rounds_take_guard(t, n, g->exit_count))
        n = guards_next(g, n + 1);
    if (each && (!takes_all(t) || (!t->shm->job.thorough && n > GUARDS_EACH_MAX)))
        n = 0;
    if (n > g->last) {
        g->last = n;
        t->shm->stats.guards_chosen += g->counted && n <= g->passed;
    }
    return n;
}

uint64_t trial_guards_begin(struct trial *t, const struct trial_side *side, uint64_t n, bool count)
{
    struct guards *g = &t->shm->guards;
    struct job_stats *stats = &t->shm->stats;
    t->guarding = true;
    if (guards_begin(g, t->shm->job.id * 256 + t->shm->cursor.stage + 1)) {
        t->shm->cursor.n = n - 1; /* should this process end there, the next one begins with n again */
        measure(t, side);
        g->counted = count;
        count &= t->shm->job.round <= ROUNDS_FIRST; /* a program's guards are the same in each round */
        stats->exits_total += count ? g->can_force : 0;
        stats->exits_executed += count ? g->executed : 0;
        stats->guards_executed += count ? g->passed : 0;
    }
    return choose(t, n);
}

uint64_t trial_guards_next(struct trial *t, uint64_t n, bool reached)
{
    return takes_each(t) && !reached ? 0 : choose(t, n + 1);
}

void trial_guards_end(struct trial *t)
{
    t->guarding = false;
}
