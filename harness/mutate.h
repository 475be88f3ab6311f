/* mutate.h: the mutator core: from one case to a neighbour of it, for every fuzz engine.
 *
 * It works on a case as a case. The plan, the limits, the settings and the engine change within what the
 * VM's tables allow; the program changes as text; the two never mix, so that whatever goes in, what comes
 * out can be parsed, and bound to its VM. A case that the mutator writes has one fault at most, so that
 * a finding says which fault it came from.
 *
 * Everything is drawn from `state`: the same input, state and events give the same output.
 */
#ifndef FAULTLINE_MUTATE_H
#define FAULTLINE_MUTATE_H

#include "mutate_text.h"
#include "vut.h"

enum {
    MUTATE_PROGRAM_MAX = 64 << 10, /* bytes of a program; the fuzz target refuses longer ones */
    MUTATE_CASE_MAX = MUTATE_PROGRAM_MAX + (8 << 10),
};

/* How many events a run of a program has. The function returns false, and changes nothing, when it does not
 * know. */
struct mutate_events {
    uint64_t allocations, code_events;
};
typedef bool mutate_events_fn(void *ctx, const char *program, size_t size, struct mutate_events *events);

struct mutate {
    const char *vm;           /* of cases that name none */
    uint64_t state;           /* the random numbers to come */
    mutate_events_fn *events; /* or NULL */
    void *events_ctx;
    mutate_bytes_fn *bytes;           /* the engine's own byte mutation, or NULL */
    const struct mutate_words *words; /* or NULL */
};

/* Writes to `out`, which holds `max` bytes, a mutant of the case in `text`; `other` is a case to take
 * pieces from, or NULL. Neither may overlap `out`. Returns its size; 0 when nothing fits. */
size_t mutate_case(struct mutate *m, const char *text, size_t size, const char *other, size_t other_size,
                   char *out, size_t max);

#endif
