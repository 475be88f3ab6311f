#include "rounds.h"

#include <xxhash.h>

enum { ROUNDS_FAULTS = ROUNDS_LAST - ROUNDS_FIRST }; /* but for the last one, which asks nothing */

/* So many quarters are expected to be drawn up to each round: of the programs that come by a place, where
 * something fails or only happens; and of a program's events where they have no place, or where it is not
 * the first time. */
enum { QUARTERS = 4 };
static const uint64_t failing[ROUNDS_FAULTS] = {12, 48, UINT64_MAX, UINT64_MAX};
static const uint64_t happening[ROUNDS_FAULTS] = {2, 8, 64, UINT64_MAX};
static const uint64_t in_program[ROUNDS_FAULTS] = {1, 4, 16, 80};
static const uint64_t again[ROUNDS_FAULTS] = {0, 1, 8, 64};

/* What fails takes an error path of its own at each place, and so comes first. What only happens there, a
 * collection or one of several interrupts, does the same nearly everywhere. */
static bool fails(enum vut_fault kind)
{
    return kind == VUT_FAULT_OOM || kind == VUT_FAULT_JIT_OOM || kind == VUT_FAULT_MCODE;
}

static uint64_t draw(const struct rounds_event *e, uint64_t what)
{
    uint64_t mix[] = {e->seed, (uint64_t)e->kind, what};
    return XXH64(mix, sizeof mix, 1);
}

/* Does a draw with this outcome belong to `wanted` quarters out of `total`? */
static bool is_drawn(uint64_t outcome, uint64_t wanted, uint64_t total)
{
    return wanted >= total * QUARTERS || outcome < UINT64_MAX / (total * QUARTERS) * wanted;
}

static unsigned first_round(const uint64_t *wanted, uint64_t outcome, uint64_t total)
{
    unsigned i = 0;
    while (i < ROUNDS_FAULTS && !is_drawn(outcome, wanted[i], total))
        i++;
    return ROUNDS_FIRST + i;
}

unsigned rounds_of(const struct rounds_event *e)
{
    if (!e->place)
        return first_round(in_program, draw(e, e->n), e->total);
    if (e->occurrence > 1)
        return first_round(again, draw(e, e->n), e->total);
    return first_round(fails(e->kind) ? failing : happening, draw(e, e->place),
                       e->programs ? e->programs : e->total);
}
