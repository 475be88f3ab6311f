/* trial_pairs.c: two faults at once, in one engine. Where the second one shall be depends on where the
 * first was when it fired, so that each first fault gets a run of its own, which is only measured: to judge
 * it is the business of a sweep of single faults.
 */
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "pairs.h"
#include "trial_parts.h"

struct pairing {
    struct trial_side *side;
    struct pairs_source source;
    struct inject_counts total; /* of the run without faults */
    struct fault plan[2];
    bool first_known;
    uint64_t first; /* which one plan[0] is, when it is known */
    struct inject_counts fired, ended;
    /* When the job names states: events of the run without faults, and those behind the first fault. */
    struct pairs_spots origins, spots;
    struct pairs_seen *seen; /* or NULL, when there is no memory for it */
    uint32_t dry;            /* so many first faults in a row without a pair that is new */
};

static uint64_t seed_of(const struct trial *t, const struct trial_side *side)
{
    const char *engine = side->settings->engine->name;
    return XXH64(engine, strlen(engine), XXH64(t->c.program, t->c.program_size, t->shm->job.seed));
}

static uint32_t kinds_of(const struct trial *t, bool reference)
{
    uint32_t kinds = 0;
    for (int k = 0; k < VUT_FAULT_COUNT; k++)
        if (trial_takes(t, reference, (enum vut_fault)k))
            kinds |= VUT_FAULT_BIT(k);
    return kinds & PAIRS_KINDS;
}

/* What inject counts in this run is what is wanted of it. */
static bool measure(struct trial *t, const struct trial_side *side, const struct fault *fault)
{
    struct observation o;
    struct trial_plan run = {.settings = side->settings,
                             .style = t->b.style,
                             .faults = fault,
                             .fault_count = fault != NULL,
                             .each_event = t->spots != NULL};
    trial_aim(t, WHAT_MEASURE, side, fault);
    return trial_execute(t, &run, &o);
}

/* The same, with a sample of the events in these states; of the run with plan[0], or without. */
static bool measure_spots(struct trial *t, struct pairing *p, struct pairs_spots *spots, uint32_t states,
                          uint64_t first)
{
    pairs_spots_begin(spots, &p->source, states, first);
    t->spots = t->shm->job.states ? spots : NULL;
    bool ok = measure(t, p->side, first == PAIRS_UNDISTURBED ? NULL : &p->plan[0]);
    t->spots = NULL;
    return ok;
}

static bool begin(struct trial *t, struct pairing *p, bool reference)
{
    struct trial_side *side = trial_side_of(t, reference);
    *p = (struct pairing){.side = side,
                          .source = {.seed = seed_of(t, side),
                                     .kinds = kinds_of(t, reference),
                                     .compiles = side->settings->engine->compiles,
                                     .persist = t->shm->job.persist}};
    if (!measure_spots(t, p, &p->origins, UINT32_MAX, PAIRS_UNDISTURBED))
        return false;
    p->total = t->exec->inject.ended_at;
    return true;
}

static bool draw_first(const struct trial *t, struct pairing *p, uint64_t number)
{
    if (t->shm->job.states)
        return pairs_draw_origin(&p->source, &p->origins, number, &p->total, &p->plan[0]);
    return pairs_draw_first(&p->source, number, &p->total, &p->plan[0]);
}

/* Brings in the first fault of this pair, unless it is the one that is there. */
static bool take_first(struct trial *t, struct pairing *p, uint64_t pair)
{
    uint64_t number = pairs_first_of(pair);
    if (p->first_known && p->first == number)
        return true;
    p->first_known = false;
    if (!draw_first(t, p, number) || !measure_spots(t, p, &p->spots, t->shm->job.states, number))
        return false;
    p->dry++;
    p->fired = t->exec->inject.fired_at;
    p->ended = t->exec->inject.ended_at;
    p->first = number;
    p->first_known = true;
    return true;
}

static bool draw_second(const struct trial *t, struct pairing *p, uint64_t pair)
{
    if (t->shm->job.states)
        return pairs_draw_spot(&p->source, &p->spots, pair, &p->plan[1]) &&
               (!p->seen || pairs_is_fresh(p->seen, &p->plan[0], &p->plan[1]));
    return pairs_draw_second(&p->source, pair, &p->plan[0], &p->fired, &p->ended, &p->plan[1]);
}

static void judge_pair(struct trial *t, struct pairing *p, uint64_t pair)
{
    if (!draw_second(t, p, pair))
        return;
    p->dry = 0;
    struct trial_question q = {
        .side = p->side, .settings = p->side->settings, .faults = p->plan, .fault_count = 2};
    trial_aim(t, WHAT_JUDGE, p->side, &p->plan[0]);
    t->shm->cursor.second = p->plan[1];
    t->shm->cursor.has_second = true;
    trial_judge(t, &q);
}

static bool goes_on(const struct trial *t, const struct pairing *p, uint64_t n)
{
    return n <= t->shm->job.pairs && (t->shm->job.states == 0 || p->dry < PAIRS_DRY_MAX);
}

void trial_pairs(struct trial *t, bool reference, uint64_t n)
{
    struct pairing p;
    t->shm->cursor.n = n;
    if (n > t->shm->job.pairs || !begin(t, &p, reference))
        return;
    p.seen = t->shm->job.states ? calloc(1, sizeof *p.seen) : NULL;
    for (; goes_on(t, &p, n); n++) {
        t->shm->cursor.n = n;
        if (!take_first(t, &p, n))
            break;
        judge_pair(t, &p, n);
    }
    free(p.seen);
    t->shm->cursor.has_second = false;
}
