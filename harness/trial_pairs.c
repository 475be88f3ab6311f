/* trial_pairs.c: two faults at once, in one engine. Where the second one shall be depends on where the
 * first was when it fired, so that each first fault gets a run of its own, which is only measured: to judge
 * it is the business of a sweep of single faults.
 */
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
    struct trial_plan run = {
        .settings = side->settings, .style = t->b.style, .faults = fault, .fault_count = fault != NULL};
    trial_aim(t, WHAT_MEASURE, side, fault);
    return trial_execute(t, &run, &o);
}

static bool begin(struct trial *t, struct pairing *p, bool reference)
{
    struct trial_side *side = trial_side_of(t, reference);
    *p = (struct pairing){.side = side,
                          .source = {.seed = seed_of(t, side),
                                     .kinds = kinds_of(t, reference),
                                     .compiles = side->settings->engine->compiles,
                                     .persist = t->shm->job.persist}};
    if (!measure(t, side, NULL))
        return false;
    p->total = t->exec->inject.ended_at;
    return true;
}

/* Brings in the first fault of this pair, unless it is the one that is there. */
static bool take_first(struct trial *t, struct pairing *p, uint64_t pair)
{
    uint64_t number = pairs_first_of(pair);
    if (p->first_known && p->first == number)
        return true;
    p->first_known = false;
    if (!pairs_draw_first(&p->source, number, &p->total, &p->plan[0]) || !measure(t, p->side, &p->plan[0]))
        return false;
    p->fired = t->exec->inject.fired_at;
    p->ended = t->exec->inject.ended_at;
    p->first = number;
    p->first_known = true;
    return true;
}

static void judge_pair(struct trial *t, struct pairing *p, uint64_t pair)
{
    if (!pairs_draw_second(&p->source, pair, &p->plan[0], &p->fired, &p->ended, &p->plan[1]))
        return;
    struct trial_question q = {
        .side = p->side, .settings = p->side->settings, .faults = p->plan, .fault_count = 2};
    trial_aim(t, WHAT_JUDGE, p->side, &p->plan[0]);
    t->shm->cursor.second = p->plan[1];
    t->shm->cursor.has_second = true;
    trial_judge(t, &q);
}

void trial_pairs(struct trial *t, bool reference, uint64_t n)
{
    struct pairing p;
    t->shm->cursor.n = n;
    if (n > t->shm->job.pairs || !begin(t, &p, reference))
        return;
    for (; n <= t->shm->job.pairs; n++) {
        t->shm->cursor.n = n;
        if (!take_first(t, &p, n))
            return;
        judge_pair(t, &p, n);
    }
    t->shm->cursor.has_second = false;
}
