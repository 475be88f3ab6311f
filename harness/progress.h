/* progress.h: a line, or some, that say how far long work is: rewritten in place on a terminal, a plain
 * line every ten seconds elsewhere, nothing with --quiet. It goes to standard error. */
#ifndef FAULTLINE_PROGRESS_H
#define FAULTLINE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool terminal, quiet;
    uint64_t last;  /* microseconds, when a line was last shown */
    unsigned lines; /* of a block that stands on the terminal */
};

void progress_open(struct progress *p, bool quiet);

/* True when it is time for another line. */
bool progress_due(const struct progress *p);

/* Shows a line. Returns true when it stands on a terminal, to be cleared before other output. */
bool progress_show(struct progress *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Shows some lines, each of which ends with a newline, in the place of those that were shown last;
 * elsewhere than on a terminal the first of them alone. */
void progress_show_block(struct progress *p, const char *text);

/* Takes them off the terminal, before other output. */
void progress_clear_block(struct progress *p);

#endif
