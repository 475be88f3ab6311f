/* progress.h: one line that says how far long work is: rewritten in place on a terminal, a plain line
 * every ten seconds elsewhere, nothing with --quiet. It goes to standard error. */
#ifndef FAULTLINE_PROGRESS_H
#define FAULTLINE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool terminal, quiet;
    uint64_t last; /* microseconds, when a line was last shown */
};

void progress_open(struct progress *p, bool quiet);

/* True when it is time for another line. */
bool progress_due(const struct progress *p);

/* Shows a line. Returns true when it stands on a terminal, to be cleared before other output. */
bool progress_show(struct progress *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
