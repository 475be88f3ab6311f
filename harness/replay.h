/* replay.h: many cases, each run once as it stands, by several workers at once, until a time is up. */
#ifndef FAULTLINE_REPLAY_H
#define FAULTLINE_REPLAY_H

#include "options.h"
#include "worker.h"

enum { REPLAY_FINDINGS_MAX = 16 };

/* What came of one case. */
struct replayed {
    const char *path;
    bool cut; /* time was up, or it was interrupted, before it ended; nothing else is known then */
    const struct fcase *c; /* NULL when the file can't be used, which options_case has told */
    struct job_finding finding[REPLAY_FINDINGS_MAX];
    size_t count; /* of findings */
    int status;   /* not 0: there are no findings, and `why` says why that does not mean that it is clean */
    char why[512];
    double seconds;
};

struct replay {
    /* Its user's. */
    const struct options *o; /* o->jobs, and what options_case takes */
    char **path;
    size_t count;
    uint64_t deadline;                                      /* watchdog_now() */
    void (*done)(void *ctx, const struct replayed *result); /* of each case, in no order */
    void (*tick)(void *ctx);                                /* now and then, or NULL */
    void *ctx;

    size_t next; /* its own: the path that is taken up next */
};

/* False when memory runs out. */
bool replay_run(struct replay *r);

#endif
