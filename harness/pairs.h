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
 * Where the VM tells what it is doing (vut.states), second faults can be drawn from the events that happen
 * in chosen states: that run notes a sample of the allocations and code-memory operations of each state,
 * from the first fault on. Up to the second fault nothing differs, so that it is reached, and in that
 * state. Then half of the first faults are the compiler's, each state of the undisturbed run as likely as
 * any other: what is rare, as an abort is, is mostly their doing.
 *
 * A pair is a function of its source, its number, these counts and spots, and of nothing else.
 */
#ifndef FAULTLINE_PAIRS_H
#define FAULTLINE_PAIRS_H

#include "fault.h"
#include "inject.h"

enum {
    PAIRS_NEAR = 32,
    PAIRS_PER_FIRST = 4,
    PAIRS_SPOTS = 64,         /* events that are remembered of each state */
    PAIRS_DRY_MAX = 64,       /* so many first faults in a row without a new pair in the states: no more */
    PAIRS_SEEN_MAX = 1 << 16, /* pairs that are remembered */
};

#define PAIRS_UNDISTURBED UINT64_MAX

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

/* Events of a run by state: of the undisturbed one, or behind the first fault. */
struct pairs_spots {
    uint32_t states; /* which are wanted */
    uint32_t kinds;  /* VUT_FAULT_BIT() */
    uint64_t random;
    uint32_t start;                 /* the state whose turn is first */
    uint64_t count[VUT_STATES_MAX]; /* events; of these: */
    struct pairs_spot {
        enum vut_fault kind;
        uint64_t n;
    } spot[VUT_STATES_MAX][PAIRS_SPOTS];
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

/* A run begins, with this first fault or, as PAIRS_UNDISTURBED, without; an event. */
void pairs_spots_begin(struct pairs_spots *s, const struct pairs_source *source, uint32_t states,
                       uint64_t first);
void pairs_spots_note(struct pairs_spots *s, enum vut_fault kind, uint64_t n, uint32_t state);

/* As pairs_draw_first, half of them from these events of the undisturbed run. */
bool pairs_draw_origin(const struct pairs_source *source, const struct pairs_spots *s, uint64_t number,
                       const struct inject_counts *total, struct fault *out);

/* The second fault of a pair from the states that are wanted, in turn. False: there are no more events, of
 * any of them, than earlier pairs of the same first fault have had. */
bool pairs_draw_spot(const struct pairs_source *source, const struct pairs_spots *s, uint64_t pair,
                     struct fault *out);

/* Pairs that were judged: where chosen states have few events, the same one is drawn again and again. */
struct pairs_seen {
    uint64_t hash[PAIRS_SEEN_MAX];
};

/* False when this pair was asked about before. */
bool pairs_is_fresh(struct pairs_seen *s, const struct fault *first, const struct fault *second);

#endif
