/* trial.h: everything that is done with one program inside a worker: the runs without faults, what the
 * reference engine is allowed to show, each fault, and the oracles' opinion of each run.
 */
#ifndef FAULTLINE_TRIAL_H
#define FAULTLINE_TRIAL_H

#include "bind.h"
#include "exec.h"
#include "job.h"

/* One of the two engines of a case, with what it shows without faults. */
struct trial_side {
    bool reference;
    const struct vut_settings *settings;
    struct observation base;
    bool base_known;
    uint64_t base_refill; /* hash of the base run with the other fill pattern */
};

/* What the reference engine showed under one kind of fault at n = 1, 2, ...; where events are numbered
 * alike in every engine, each other engine must show the same at the same n. */
struct trial_path {
    struct fault kind; /* its n means nothing */
    bool complete;     /* the last n was not reached */
    uint32_t rounds;   /* bit i: what round i asks for is there */
    size_t count, capacity;
    uint64_t *hash; /* 0: not known */
};

enum { TRIAL_PATHS_MAX = 32 };

typedef void trial_emit_fn(void *ctx, const struct job_finding *finding);

struct trial {
    struct exec *exec;
    struct job_shm *shm;
    struct fcase c;
    struct binding b;
    struct trial_side side[2];   /* 0: the reference engine; 1: the engine under test */
    uint32_t program;            /* PROGRAM_* */
    uint64_t time_limit;         /* microseconds for one request */
    enum exec_depth depth;       /* of the questions asked of the current run */
    uint64_t base_hash;          /* of what the current run would show without its fault */
    struct branching *branching; /* the sweep that is under way, or NULL */
    struct pairs_spots
        *spots; /* where the second fault of a pair may be, while that is measured; or NULL */
    struct trial_events *events; /* of the program, for rounds; or NULL */
    bool listening;              /* the run that is under way fills them */
    uint64_t key;                /* of the program that the sides' base belongs to */
    bool guarding;               /* guards are swept, and what becomes of traces goes to shm->guards */
    uint64_t paths_key;          /* of the program and the reference engine that the paths belong to */
    struct trial_path path[TRIAL_PATHS_MAX];
    size_t path_count;
    trial_emit_fn *emit;
    void (*recycle)(void *ctx); /* ends the process, to be taken up after the cursor by another */
    void *emit_ctx;
};

/* Takes up a case whose text lies in shm->text; keeps what it knows when the program is the one it had
 * before. On failure `why` says what is wrong with the case. */
bool trial_begin(struct trial *t, char *why, size_t why_size);

/* Frees what it knows of programs. */
void trial_close(struct trial *t);

/* What a VM that is ready for a program depends on. Never 0. */
uint64_t binding_key(const struct binding *b);

/* JOB_RUN and JOB_SWEEP, from shm->resume on. */
void trial_run(struct trial *t);
void trial_sweep(struct trial *t);

/* Makes a finding of a verdict and sends it on, unless its signature was sent before in this job. */
void trial_report(struct job_shm *shm, const struct observation *subject, const struct verdict *verdict,
                  const struct job_cursor *at, const char *vm, trial_emit_fn *emit, void *ctx);

/* A worker died at shm->cursor: judges what it left. Called by the parent. */
void trial_autopsy(struct job_shm *shm, const char *vm, trial_emit_fn *emit, void *ctx);

/* So that the next worker does not die of the same run. Called by the parent after trial_autopsy. */
void trial_skip(struct job_shm *shm);

#endif
