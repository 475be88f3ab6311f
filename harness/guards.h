/* guards.h: which of a program's executed guards a sweep forces.
 *
 * A forced guard can't be branched off (branch.h), so that each costs a run from the start: to force all
 * that a program executes takes time in proportion to their square. Most of them are the same few exits of
 * the same few traces, over and over. What is wanted is each exit of each trace at least once, and there
 * the run without faults helps. It tells how many guards were passed when a trace was made, how many exits
 * that trace has, and when an exit was taken by itself for the first time. Chosen are
 *
 *     1. behind each trace's end of recording at most twice as many guards as it has exits, and
 *        GUARDS_MORE: its first passes, with what leads to them; fewer, when GUARDS_DRY_MAX in a row have
 *        shown no exit that was not forced before;
 *     2. each guard that fails by itself, the first time that its exit is taken: a later pass got further
 *        than those before;
 *     3. guards all over the run, each in the middle of a gap, until GUARDS_IDLE_MAX in a row have shown
 *        nothing new.
 *
 * Where one of these shows an exit for the first time, those around it are likely to do so too, and follow,
 * on either side until GUARDS_AROUND in a row show nothing new.
 *
 * It lies in memory that outlives the process: one that ended goes on where it was.
 */
#ifndef FAULTLINE_GUARDS_H
#define FAULTLINE_GUARDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    GUARDS_MORE = 8,
    GUARDS_DRY_MAX = 16,
    GUARDS_AROUND = 4,
    GUARDS_IDLE_MAX = 64,
    GUARDS_TRACES_MAX = 4096,
    GUARDS_EXITS_MAX = 1 << 16, /* of all traces; those above are never forced, as far as is known */
    GUARDS_LEFT_MAX = 4096,
    GUARDS_PASSED_MAX = 1 << 20, /* so many are remembered as tried; above, some are tried twice */
};

/* An exit as a VM tells of it. Numbers of traces begin anew when all were dropped. */
struct guards_exit {
    uint32_t flushes; /* before */
    uint32_t trace, exit;
};

struct guards_trace {
    uint32_t flushes, trace, exits;
    uint32_t first;  /* its first exit's bit in `forced` and `left` */
    uint64_t passed; /* guards when it was made */
};

struct guards_bits {
    uint64_t word[GUARDS_EXITS_MAX / 64];
};

struct guards {
    uint64_t key; /* whose sweep it is */
    bool counted; /* for its owner: it goes into statistics */

    /* Of the run without faults. */
    struct guards_trace trace[GUARDS_TRACES_MAX];
    size_t trace_count;
    uint32_t exits;     /* bits given away */
    uint64_t can_force; /* exits with a guard that can be forced */
    uint64_t passed;    /* guards in all */
    uint64_t left_at[GUARDS_LEFT_MAX];
    size_t left_count;
    struct guards_bits left;

    /* Of the sweep. */
    struct guards_bits forced;
    uint64_t tried[GUARDS_PASSED_MAX / 64];
    uint64_t last; /* the guard that was chosen last, 0: none yet */
    bool fresh;    /* and it showed an exit that was not forced before */
    int step;      /* enum guards_step */
    size_t item;   /* of the step */
    uint64_t at, origin;
    int way;        /* +1 or -1 while those around a fresh one are tried, else 0 */
    uint32_t dry;   /* so many in a row have shown nothing, in this window or way */
    uint32_t idle;  /* so many origins */
    uint32_t probe; /* how many were tried all over the run */
};

/* Forgets everything, unless this sweep is under way already; true if it was not. No key is 0. */
bool guards_begin(struct guards *g, uint64_t key);

/* The run without faults, in its order; at its end the caller sets `passed`. `can_force` of the exits have
 * a guard that can be forced. */
void guards_note_trace(struct guards *g, uint32_t flushes, uint32_t trace, uint32_t exits,
                       uint32_t can_force, uint64_t passed);
void guards_note_left(struct guards *g, const struct guards_exit *e, uint64_t passed);

/* The next guard to force; 0: no more. */
uint64_t guards_next(struct guards *g);

/* The guard that was chosen last has taken this exit. True when that was not forced before. */
bool guards_note_forced(struct guards *g, const struct guards_exit *e);

#endif
