/* standalone.h: a reproducer that needs no Faultline: written by the VM's adapter, then built and run here,
 * so that the file can say whether it shows the finding on its own.
 */
#ifndef FAULTLINE_STANDALONE_H
#define FAULTLINE_STANDALONE_H

#include "case.h"
#include "job.h"

struct standalone_result {
    char path[4400];   /* of the file */
    char tried[1024];  /* "shown: ...", "not shown outside of the harness: ...", "not tried: ..." */
    char missing[256]; /* what of the case it can't express, or "" */
    bool shown;
    bool untried; /* for lack of a compiler, or of what it needs */
};

/* Does this VM have such reproducers? */
bool standalone_exists(const struct vut *vut);

/* How a finding shows outside; from its oracle and its reason. */
enum vut_symptom standalone_symptom(const struct job_finding *f);

/* Writes one beside the case file at `path`, or over the one that is there. `version` is told in its head.
 * False with a message in `why`. */
bool standalone_write(const struct fcase *c, const struct job_finding *f, const char *version,
                      const char *path, struct standalone_result *out, char *why, size_t why_size);

#endif
