/* fault.h: one fault of a plan, as written in a `fault:` line; see vm-under-test/faults.def for the kinds
 * and their forms.
 *
 *     oom@17   oom@17+   oom@create:3   oom@str_new#3   gc@9   mcode@2   exit@5+
 *     interrupt@42   interrupt:throw@alloc:9   memory-limit=64K   stack-limit=32
 */
#ifndef FAULTLINE_FAULT_H
#define FAULTLINE_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vut.h"

enum { FAULT_SITE_SIZE = 64, FAULT_TEXT_SIZE = 128 };

struct fault {
    enum vut_fault kind;
    uint64_t n;                 /* the event's number, from 1; 0 for a budget */
    bool from;                  /* n+: every event from n on */
    bool create;                /* counted from create, not from load */
    bool alloc;                 /* an interrupt raised during the n-th allocation */
    char site[FAULT_SITE_SIZE]; /* "" or the named site */
    enum vut_action action;     /* of an interrupt */
    uint64_t size;              /* of a budget */
};

/* Parses one fault. On failure `why` says what was expected, e.g.
 * "unknown fault kind 'oops', expected one of oom gc interrupt ...". */
bool fault_parse(const char *text, struct fault *out, char *why, size_t why_size);

/* The canonical text; fault_parse of it gives an equal fault. Returns buffer. */
const char *fault_format(const struct fault *fault, char *buffer, size_t size);

/* "oom", or "oom+" for a persistent one, "interrupt:throw": the part that a signature holds. */
const char *fault_kind_text(const struct fault *fault, char *buffer, size_t size);

struct fault_kind {
    const char *name;
    int law;
    unsigned forms;
    const char *text;
};

/* Indexed by enum vut_fault and enum vut_action. */
extern const struct fault_kind fault_kinds[VUT_FAULT_COUNT];
extern const char *const fault_actions[VUT_ACTION_COUNT];

#endif
