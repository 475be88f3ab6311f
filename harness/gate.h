/* gate.h: `faultline gate`: what its parts share.
 *
 * A gate has a budget of time, which its parts take one after the other, each with a time at which it ends.
 * All that they find comes together in gate_found, where known and promised findings part from new ones.
 * New ones are made smaller when the part that found them is over, and then told in full.
 */
#ifndef FAULTLINE_GATE_H
#define FAULTLINE_GATE_H

#include "junit.h"
#include "known.h"
#include "options.h"
#include "progress.h"
#include "replay.h"

enum {
    GATE_MINIMIZED_MAX = 10, /* of the others the case is told as it was found */
    GATE_ALIKE_MAX = 3,      /* of these, of which the same is said */
    GATE_FINDINGS_MAX = 64,  /* new signatures that are enough for a sweep to end */
    GATE_FUZZ_LEAST = 20,    /* seconds; a campaign does nothing in less */
};

/* A signature that is new, and the first finding that showed it. */
struct gate_finding {
    struct job_finding *f; /* owned */
    const char *suite;
    char *path; /* of the file that it was found in */
    char *text; /* the case that shows it: as it was found, then as small as it got; any bytes */
    size_t text_size;
    char *reproduce;     /* a command line */
    char *saved;         /* the file that holds `text`, or NULL */
    char minimized[200]; /* what became of that, for people; "" while nothing was tried */
    bool small;          /* `text` is the smaller one */
    bool told;
};

/* A new finding in one program. */
struct gate_sighting {
    size_t finding;
    const char *suite;
    char *path;
};

enum gate_part_name { GATE_REGRESSIONS, GATE_BANK, GATE_SWEEP, GATE_FUZZ, GATE_PARTS };
extern const char *const gate_part_names[GATE_PARTS];

struct gate_part {
    uint64_t all, done; /* cases, bugs, programs, seconds */
    uint64_t failed;    /* of these: they turn the gate red */
    uint64_t mended;    /* regressions that no longer show what they promise */
    uint64_t runs;
    double seconds;
    bool cut;          /* by time */
    char skipped[160]; /* why, or "" */
};

struct gate {
    const struct options *o;
    const struct vut *vut;
    const char *out;                      /* folder of the findings, or NULL */
    char corpus[4096];                    /* seeds of the VM */
    struct options plain, sweep, no_bugs; /* as `run`, `sweep` and `bank` have them */
    uint64_t start, deadline;             /* watchdog_now() */
    FILE *log;                            /* for people: standard output, unless that is for JSON */
    struct progress progress;
    bool line_open;
    struct gate_part part[GATE_PARTS];
    struct junit junit;
    struct known known;
    const char *known_path;

    struct gate_finding *finding;
    size_t findings, tried; /* tried: to make smaller */
    struct gate_sighting *sighting;
    size_t sightings;
    char **promise; /* signatures that regressions expect */
    size_t promises;
    uint64_t promised, suppressed; /* findings in programs that are no news, for one reason or the other */
    int status;                    /* the worst that is no finding: 0, 2 or 3 */
};

/* ---- cmd_gate.c: time and words ------------------------------------------------------------------ */

/* A line of the log, and one of progress, which is cleared before other output. */
void gate_clear_line(struct gate *g);
void gate_log(struct gate *g, const char *format, ...) __attribute__((format(printf, 2, 3)));
void gate_progress(struct gate *g, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Something could not be done: told, and remembered for the exit status. */
void gate_problem(struct gate *g, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The time at which a part ends that may have so many hundredths of what is left; what is left, in
 * microseconds. */
uint64_t gate_deadline(const struct gate *g, unsigned percent);
uint64_t gate_left(const struct gate *g);

/* What lies below corpus/: here, or where this program was built. False when it is not there. */
bool gate_corpus(const char *name, char *out, size_t size);

/* A part is not there, or not done: told once. */
void gate_skip(struct gate *g, enum gate_part_name part, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The part is over, having begun then. */
void gate_finish_part(struct gate *g, enum gate_part_name part, uint64_t start);

/* ---- gate_findings.c ----------------------------------------------------------------------------- */

enum gate_news { GATE_NEW, GATE_KNOWN, GATE_PROMISED };

/* `added` are settings that `c` has and the file at `path` has not, or NULL. */
enum gate_news gate_found(struct gate *g, enum gate_part_name part, const char *path, const struct fcase *c,
                          const char *added, const struct job_finding *f);

/* A regression says that it shows this: no news wherever it is found. */
void gate_promise(struct gate *g, const char *signature);

/* Tells the rest of the findings, and puts all of them where they belong in the JUnit file. */
void gate_tell_findings(struct gate *g);
void gate_free_findings(struct gate *g);

/* Tells one in full, once. */
void gate_tell_finding(struct gate *g, struct gate_finding *n);

/* ---- gate_minimize.c ----------------------------------------------------------------------------- */

/* Makes new findings smaller and tells them, with at most so many hundredths of what is left of the time.
 */
void gate_minimize(struct gate *g, unsigned percent);

/* ---- the parts ----------------------------------------------------------------------------------- */

void gate_regressions(struct gate *g);
void gate_bank(struct gate *g);
void gate_sweep(struct gate *g, bool fuzz_follows);
void gate_fuzz(struct gate *g);

/* Why there will be no campaign, or NULL. */
const char *gate_no_fuzz(void);

#endif
