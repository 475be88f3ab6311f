/* rounds.h: in which round of a sweep an event is failed.
 *
 * A sweep that has as much time as it takes goes case by case. One that may be cut (`--time`) goes over all
 * cases again and again, a few faults of each at first and then more, so that wherever it is cut no part of
 * the VM was left for later:
 *
 *     1     every program in every engine, without a fault, and with the plan that a case has
 *     2, 3  each place a few times over all programs: rare ones each time, common ones in programs drawn
 *     4, 5  the first time that each program comes by each place, memory that fails before the rest
 *     6     everything else
 *
 * A place is a named site with the state that the VM is in. Where events have none, as safepoints and
 * guards, a few of them are drawn in each program, and more in each round.
 *
 * Each event is in one round alone, and after the last round each has been failed once. The round depends
 * on the program, the event and a seed, on what is counted in round 1, and on nothing else.
 */
#ifndef FAULTLINE_ROUNDS_H
#define FAULTLINE_ROUNDS_H

#include "fault.h"

enum {
    ROUNDS_NONE = 0,  /* a sweep that is not to be cut: all at once */
    ROUNDS_PLAIN = 1, /* without a fault */
    ROUNDS_FIRST = 2, /* the first with faults */
    ROUNDS_WHOLE = 3, /* takes what is not drawn from event by event, when it is short */
    ROUNDS_LAST = 6,  /* takes what is left */
};

struct rounds_event {
    uint64_t seed;  /* of the program, and of what is done to it there */
    uint64_t n;     /* the event's number */
    uint64_t total; /* events of its kind in the program */
    enum vut_fault kind;
    uint64_t place;      /* a hash; 0: it has none */
    uint64_t occurrence; /* how often the program has come by that place, this time included */
    uint64_t programs;   /* that come by that place; 0: nobody has counted */
};

/* ROUNDS_FIRST .. ROUNDS_LAST. */
unsigned rounds_of(const struct rounds_event *e);

#endif
