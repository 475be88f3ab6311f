#include "guards.h"

#include <string.h>

enum guards_step { STEP_TRACES, STEP_LEFT, STEP_ALL_OVER, STEP_DONE };

/* Sets a bit; true when it was not set. */
static bool set_bit(uint64_t *words, uint64_t bit)
{
    uint64_t mask = (uint64_t)1 << bit % 64;
    bool was_set = words[bit / 64] & mask;
    words[bit / 64] |= mask;
    return !was_set;
}

/* ---- the run without faults ---------------------------------------------------------------------- */

bool guards_begin(struct guards *g, uint64_t key)
{
    if (g->key == key)
        return false;
    memset(g, 0, sizeof *g);
    g->key = key;
    return true;
}

void guards_note_trace(struct guards *g, uint32_t flushes, uint32_t trace, uint32_t exits,
                       uint32_t can_force, uint64_t passed)
{
    g->can_force += can_force;
    if (exits == 0 || g->trace_count == GUARDS_TRACES_MAX || exits > GUARDS_EXITS_MAX - g->exits)
        return;
    g->trace[g->trace_count++] = (struct guards_trace){flushes, trace, exits, g->exits, passed};
    g->exits += exits;
}

/* The bit of an exit, or -1 of one that the run without faults does not have. The latest traces are asked
 * for most. */
static int64_t bit_of(const struct guards *g, const struct guards_exit *e)
{
    for (size_t i = g->trace_count; i-- > 0;) {
        const struct guards_trace *t = &g->trace[i];
        if (t->trace == e->trace && t->flushes == e->flushes)
            return e->exit < t->exits ? (int64_t)t->first + e->exit : -1;
    }
    return -1;
}

void guards_note_left(struct guards *g, const struct guards_exit *e, uint64_t passed)
{
    int64_t bit = bit_of(g, e);
    if (bit >= 0 && g->left_count < GUARDS_LEFT_MAX && set_bit(g->left.word, (uint64_t)bit))
        g->left_at[g->left_count++] = passed;
}

/* ---- the sweep ----------------------------------------------------------------------------------- */

bool guards_note_forced(struct guards *g, const struct guards_exit *e)
{
    int64_t bit = bit_of(g, e);
    bool fresh = bit >= 0 && set_bit(g->forced.word, (uint64_t)bit);
    g->fresh |= fresh;
    return fresh;
}

/* The k-th of 1 .. passed, in an order in which each lies in a gap between those before: k with its bits
 * the other way round, as a fraction. */
static uint64_t all_over(const struct guards *g, uint32_t k)
{
    uint64_t turned = 0;
    for (int i = 0; i < 32; i++)
        turned |= (uint64_t)(k >> i & 1) << (31 - i);
    return 1 + (uint64_t)((unsigned __int128)turned * g->passed >> 32);
}

/* How many in a row have shown nothing new. */
static void note_last(struct guards *g)
{
    g->dry = g->fresh ? 0 : g->dry + 1;
}

/* The next one behind a trace's end of recording. */
static uint64_t behind_trace(struct guards *g)
{
    const struct guards_trace *t = &g->trace[g->item];
    bool pays = g->dry < GUARDS_DRY_MAX && (g->fresh || g->at < 2 * (uint64_t)t->exits + GUARDS_MORE);
    if (!pays) {
        g->item++;
        g->at = g->dry = 0;
    }
    return g->item < g->trace_count ? g->trace[g->item].passed + ++g->at : 0;
}

/* The next one that others may be tried around. */
static uint64_t next_origin(struct guards *g)
{
    if (g->step == STEP_LEFT)
        return g->item < g->left_count ? g->left_at[g->item++] : 0;
    return g->idle++ < GUARDS_IDLE_MAX ? all_over(g, ++g->probe) : 0;
}

static uint64_t turn(struct guards *g, int way)
{
    g->way = way;
    g->dry = 0;
    return g->at = g->origin + (uint64_t)(int64_t)way;
}

/* On in the same way as long as that pays, then from the origin the other way. */
static uint64_t around(struct guards *g)
{
    if (g->fresh)
        g->idle = 0;
    if (g->way == 0 && g->fresh)
        return turn(g, 1);
    if (g->way != 0 && g->dry < GUARDS_AROUND)
        return g->at += (uint64_t)(int64_t)g->way;
    if (g->way > 0)
        return turn(g, -1);
    g->way = 0;
    return g->at = g->origin = next_origin(g);
}

static void next_step(struct guards *g)
{
    g->step++;
    g->item = 0;
    g->at = g->dry = 0;
}

static uint64_t propose(struct guards *g)
{
    uint64_t n = 0;
    if (g->step == STEP_TRACES && g->trace_count > 0)
        n = behind_trace(g);
    else if (g->step == STEP_LEFT || g->step == STEP_ALL_OVER)
        n = around(g);
    return n;
}

/* May this one be forced? Then it counts as tried. */
static bool take(struct guards *g, uint64_t n)
{
    if (n == 0 || n > g->passed)
        return false;
    return n >= GUARDS_PASSED_MAX || set_bit(g->tried, n);
}

uint64_t guards_next(struct guards *g)
{
    while (g->step != STEP_DONE && g->passed > 0) {
        note_last(g);
        uint64_t n = propose(g);
        bool around_origin = g->way != 0;
        g->fresh = false;
        if (take(g, n))
            return g->last = n;
        if (n == 0 && !around_origin)
            next_step(g);
    }
    return 0;
}
