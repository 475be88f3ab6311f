/* guards.h: which of a program's executed guards a sweep forces.
 *
 * A forced guard can't be branched off (branch.h), so that each costs a run from the start: to force all
 * that a program executes takes time in proportion to their square. Nearly all of them are the same few
 * exits of the same few traces, over and over. An exit is what there is to go wrong: the guards of one
 * share the state that has to be restored, and where the program goes on. So the run without faults is made
 * once more, in which the VM notes at which guard each exit was executed for the first time
 * (vut.note_guards), and the sweep forces these guards: every exit that is executed at all, once.
 *
 * It lies in memory that outlives the process: one that ended goes on where it was.
 */
#ifndef FAULTLINE_GUARDS_H
#define FAULTLINE_GUARDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vut.h"

enum {
    GUARDS_TRIES_MAX = 3,       /* to measure the run without faults, in which a process may end */
    GUARDS_EXITS_MAX = 1 << 16, /* more are not forced, which shows as fewer forced than executed */
    GUARDS_EACH_MAX = 1 << 14,  /* forced, one after the other, in a VM that notes nothing */
};

struct guards {
    uint64_t key;  /* whose sweep it is */
    bool counted;  /* for its owner: it goes into statistics */
    uint64_t last; /* for its owner: the guard that was chosen last, 0: none yet */

    /* Of the run without faults. */
    unsigned tries;     /* to measure it, or TRIES_MAX when that is done */
    uint64_t can_force; /* exits with a guard */
    uint64_t passed;    /* guards in all */
    uint64_t executed;  /* exits */
    uint64_t unnoted;   /* how often one was forced that it has not told of */
    size_t exit_count;
    struct {
        struct vut_guard first;
        bool forced;
    } exit[GUARDS_EXITS_MAX]; /* as they came; by `first.number` once guards_next was called */
    bool sorted;
};

/* Forgets everything, unless the run without faults of this sweep was measured already, or can't be; true
 * if it is to be measured. No key is 0. */
bool guards_begin(struct guards *g, uint64_t key);

/* The run without faults: an exit, and when it was executed for the first time. Then its end. */
void guards_note(struct guards *g, const struct vut_guard *first);
void guards_measured(struct guards *g, uint64_t passed);

/* The first guard to force from number n on; 0: no more. */
uint64_t guards_next(struct guards *g, uint64_t n);

/* A guard was forced, and has taken this exit; its number does not matter. True when that was not forced
 * before. */
bool guards_note_forced(struct guards *g, const struct vut_guard *exit);

#endif
