/* minimize.h: does a smaller case still show a finding? A pool of workers asks that of several candidates
 * at once.
 *
 * "Still" means: the same signature, with the same plan or, as numbers mean other events in another
 * program, with another n of the same kind of fault. So a candidate is run as it stands, and if that does
 * not show the finding the kind is swept until it does; what that finds is run once more by itself.
 */
#ifndef FAULTLINE_MINIMIZE_H
#define FAULTLINE_MINIMIZE_H

#include "options.h"
#include "reduce.h"
#include "worker.h"

struct minimize_slot {
    struct worker worker;
    struct minimize *minimize;
    struct fcase c; /* the candidate, its plan the one that shows the finding once it holds */
    char *text;     /* of the job that is under way */
    enum minimize_stage { MINIMIZE_IDLE, MINIMIZE_RUN, MINIMIZE_SWEEP, MINIMIZE_CONFIRM } stage;
    bool met;   /* the signature was seen in the job that is under way */
    bool exact; /* as it stands, or not at all */
    bool holds;
    struct job_finding finding; /* of that signature, the first of the job */
};

struct minimize {
    const struct options *o;
    struct fcase c;                 /* the smallest case so far, all but its program */
    char signature[SIGNATURE_SIZE]; /* that is kept */
    struct minimize_slot *slot;
    unsigned slots;
    char problem[512];    /* why no more can be tested, or "" */
    uint64_t steps;       /* budget of a candidate, so that one that loops for ever costs little */
    uint64_t jobs;        /* that were given to workers */
    uint64_t deadline;    /* watchdog_now() at which it is enough, or 0 */
    void (*tick)(void *); /* called now and then while it waits, or NULL */
    void *tick_ctx;
};

/* For a case whose `signature` is to be kept. False when memory runs out. */
bool minimize_open(struct minimize *m, const struct options *o, const struct fcase *c,
                   const char *signature);
void minimize_close(struct minimize *m);

/* Runs a case as it stands; `found` takes the finding that `expect:` names, or the first when it names
 * none. False: there is none, or it can't be run, which `problem` says. */
bool minimize_find(struct minimize *m, const struct fcase *c, struct job_finding *found);

/* From now on a candidate may take no more steps than some times those of the case that was found last. */
void minimize_limit_steps(struct minimize *m);

/* reduce_test_fn; ctx is a struct minimize. */
size_t minimize_test(void *ctx, const struct reduce_text *candidate, size_t count);

/* Drops each setting, limit and fault that the finding does not need. True when one was dropped. */
bool minimize_header(struct minimize *m, const struct reduce_text *program);

/* Both, the program by `r`, whose test is minimize_test, until neither gets any smaller. False when memory
 * runs out; what was reached is kept then, too. */
bool minimize_reduce(struct minimize *m, struct reduce *r);

/* Does the smallest case show its signature, each of so many times? */
bool minimize_is_stable(struct minimize *m, uint64_t times);

#endif
