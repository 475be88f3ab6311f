/* pairs.h: two faults at once, drawn at random: where a sweep's single faults end, the bugs that need a
 * second one begin. An allocation fails while the abort of a trace is handled, in a destructor, in an
 * interrupt's handler, in a shutdown function that a first fatal error has called.
 *
 * The first fault of a pair is drawn over all kinds, then over all numbers that the program has without
 * faults. A run with that fault alone tells how many events of each domain there had been when it fired,
 * and at the end. Half of the second faults are drawn from the next PAIRS_NEAR events after the first, of
 * any domain; half from all that this run had. As some bugs are only near a failing allocation, every other
 * second fault is `oom`. A first fault is used for PAIRS_PER_FIRST pairs, since it costs a run of its own.
 *
 * A pair is a function of its source, its number and these counts, and of nothing else.
 */
#ifndef FAULTLINE_PAIRS_H
#define FAULTLINE_PAIRS_H

#include "fault.h"
#include "inject.h"

enum { PAIRS_NEAR = 32, PAIRS_PER_FIRST = 4 };

/* The kinds that pairs are drawn from: those that happen at an event, rather than use up a budget. */
#define PAIRS_KINDS                                                                                        \
    (VUT_FAULT_BIT(VUT_FAULT_OOM) | VUT_FAULT_BIT(VUT_FAULT_GC) | VUT_FAULT_BIT(VUT_FAULT_INTERRUPT) |     \
     VUT_FAULT_BIT(VUT_FAULT_JIT_OOM) | VUT_FAULT_BIT(VUT_FAULT_MCODE) | VUT_FAULT_BIT(VUT_FAULT_EXIT) |   \
     VUT_FAULT_BIT(VUT_FAULT_FLUSH))

struct pairs_source {
    uint64_t seed;  /* of this program in this engine */
    uint32_t kinds; /* VUT_FAULT_BIT() of those to draw from */
    bool compiles;  /* the action `flush` does something */
    bool persist;   /* some oom and jit-oom fail from the n-th event on */
};

/* Pairs are counted from 1; which first fault, counted from 0, belongs to one. */
uint64_t pairs_first_of(uint64_t pair);

/* The first fault with this number; `total` is what the program has without any. False: it has no events.
 */
bool pairs_draw_first(const struct pairs_source *source, uint64_t number, const struct inject_counts *total,
                      struct fault *out);

/* The second fault of a pair. `fired` are the counts when `first` fired by itself, `ended` those at the end
 * of that run. False: it had no events. */
bool pairs_draw_second(const struct pairs_source *source, uint64_t pair, const struct fault *first,
                       const struct inject_counts *fired, const struct inject_counts *ended,
                       struct fault *out);

#endif
