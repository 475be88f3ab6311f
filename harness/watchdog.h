/* watchdog.h: time, which never judges, only ends: a run that does not come back is ended with a hang
 * record (crash.h), for the parent to try again before it counts. A run is given processor time, so that a
 * machine with other work to do ends no run too early; and, as it may also wait for ever, many times that
 * on the wall. */
#ifndef FAULTLINE_WATCHDOG_H
#define FAULTLINE_WATCHDOG_H

#include <stdint.h>

/* Starts the timer. Once a process, after crash_install. */
void watchdog_install(void);

/* The process has this much processor time from now; 0 means for ever. */
void watchdog_allow(uint64_t microseconds);

/* How far the run has got is told by `progress`, which a signal handler asks: it reads, and does nothing
 * else. A run that is ended is `stuck` in its record, in place of `wall`, when it got no further during the
 * second half of its time. NULL: nobody tells. */
typedef uint64_t watchdog_progress_fn(void *ctx);
void watchdog_watch(watchdog_progress_fn *progress, void *ctx);

uint64_t watchdog_now(void); /* monotonic, in microseconds */

#endif
