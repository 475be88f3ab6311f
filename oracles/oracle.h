/* oracle.h: an oracle is a pure function that looks at observations and says whether they break a law.
 *
 * Oracles know nothing of VMs, cases or processes. Each is one file, one function, one row of
 * oracles.def. It returns true for a finding and fills the verdict; false when all is well, and also
 * when it lacks what it needs (a capability, a reference run): then it has nothing to say.
 */
#ifndef FAULTLINE_ORACLE_H
#define FAULTLINE_ORACLE_H

#include "observation.h"

/* What is known of a program before any fault. */
enum {
    PROGRAM_ADDRESS_DEPENDENT = 1 << 0, /* its reference run changes with the memory layout */
    PROGRAM_GC_VISIBLE = 1 << 1,        /* its reference run changes with the moments of collection */
    PROGRAM_OVER_BUDGET = 1 << 2,       /* its reference run did not end within the step budget */
};

/* What the VM lets one see; the harness fills these from the VM's capabilities. */
enum {
    SEES_NUMBERED = 1 << 0,  /* event n is the same event in every engine */
    SEES_RAISE = 1 << 1,     /* `raises` counts unwindings */
    SEES_TRACE_LOG = 1 << 2, /* `traces` is filled */
    SEES_DELIVERY = 1 << 3,  /* `interrupts` is filled */
    SEES_OPLINE = 1 << 4,    /* `opline` is filled */
    SEES_REFCOUNT = 1 << 5,  /* `refcount` and `immutable` are filled */
    SEES_SNAPSHOT = 1 << 6,  /* `snapshot` is filled */
};

struct oracle_view {
    const struct observation *subject; /* the run that is judged */
    const struct observation
        *fault_free;                     /* the same engine without the fault; NULL for such a run itself */
    const struct observation *reference; /* the reference engine without faults; NULL when not run */
    bool subject_is_reference;           /* the subject ran in the reference engine */

    /* Law 1 as a set: the hashes of every language observation that the reference engine showed under
     * the same kind of fault at any n, sorted ascending. NULL when not collected. */
    const uint64_t *allowed;
    size_t allowed_count;

    /* Hashes of what the program prints, as recorded and in this run; both 0 when nothing is recorded, and
     * unless the subject is the reference engine without a fault. */
    uint64_t recorded, printed;

    const struct observation *refilled;    /* the subject again with another fill pattern; or NULL */
    const struct obs_aftermath *aftermath; /* or NULL */
    uint32_t program;                      /* PROGRAM_* */
    uint32_t sees;                         /* SEES_* */
};

enum { VERDICT_REASON_SIZE = 256, VERDICT_DETAIL_SIZE = 768 };

/* `reason` is the stable word for what is wrong: it becomes part of the signature, so it holds no
 * address, size, line, count or n. `detail` is for people. */
struct verdict {
    const char *oracle; /* row name of oracles.def */
    char reason[VERDICT_REASON_SIZE];
    char detail[VERDICT_DETAIL_SIZE];
};

typedef bool oracle_fn(const struct oracle_view *view, struct verdict *verdict);

#define ORACLE(id, name, function, text) oracle_fn function;
#include "oracles.def"
#undef ORACLE

enum oracle_id {
#define ORACLE(id, name, function, text) ORACLE_##id,
#include "oracles.def"
#undef ORACLE
    ORACLE_COUNT,
};

struct oracle {
    const char *name;
    oracle_fn *judge;
    const char *text;
};

/* All oracles, indexed by enum oracle_id, in the order in which they are asked. */
extern const struct oracle oracle_table[ORACLE_COUNT];

/* The row with this name, or NULL. */
const struct oracle *oracle_find(const char *name);

/* The name of the first field of `language` in which two observations differ, the error side first:
 * "status", "error-class", "error-text", "error-line", "backtrace", "result", "output"; NULL when equal. */
const char *obs_language_difference(const struct obs_language *a, const struct obs_language *b);

/* A word for how a run ended: "ok", "error:CLASS", "rejected", "over-budget", "died". `buffer` holds
 * the composed one; returns buffer. */
const char *obs_outcome(const struct obs_language *language, char *buffer, size_t size);

#endif
