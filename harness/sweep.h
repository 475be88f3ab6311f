/* sweep.h: many programs, in all of their engines, given out to worker processes; for `sweep`, and for
 * whoever else wants to know what a sweep finds.
 *
 * Without a time each program is swept as a whole before the next. With one there are rounds (rounds.h),
 * and the programs are given out in an order that is drawn with the seed. In engines that compile, a
 * program gets settings under which they do so at once (vms.def), unless it has thresholds of its own: with
 * those of the VM hardly any program is looked at by a compiler. As its file has it it is swept there in
 * further rounds, since that is mostly what the interpreter does. And of the programs one half, drawn by
 * program, get settings that let oracles see more: in engines that compile, and besides in one interpreter.
 *
 * A few programs take a hundred times the steps of the others, and would take most of the time. In round 1
 * they are found out by their steps; from then on they are a round behind the others, or more.
 */
#ifndef FAULTLINE_SWEEP_H
#define FAULTLINE_SWEEP_H

#include "files.h"
#include "options.h"
#include "rounds.h"
#include "sites.h"
#include "worker.h"

enum {
    SWEEP_PHASES_MAX = 6 * ROUNDS_LAST,
    SWEEP_LIGHT_STEPS = 10000, /* a program that takes more steps is heavy */
};

/* What was found, and where. */
struct sweep_found {
    const char *path;
    const struct fcase *c; /* as it was run, without what the finding adds */
    const char *added;     /* settings that it was given, and its file does not have, as in a `set:` line */
    bool reached;          /* the seeded bug that it switches on was reached by one of its runs */
    const struct job_finding *finding;
};

struct sweep;

/* All but `ctx` may be NULL. */
struct sweep_hooks {
    bool (*found)(void *ctx, const struct sweep_found *found); /* false: enough; the sweep ends */
    void (*counted)(void *ctx, const struct job_shm *shm);     /* a job ended, or was cut */
    /* The reference engine ran the case without a fault: the XXH64 of what it printed. */
    void (*printed)(void *ctx, const char *path, const struct fcase *c, uint64_t output);
    void (*tell)(void *ctx, const char *path, const char *what, const char *text);
    void (*progress)(void *ctx, struct sweep *s); /* about four times a second */
    void *ctx;
};

/* One time that the programs are gone over. */
struct sweep_phase {
    unsigned round; /* of rounds.h */
    bool heavy;     /* heavy programs, or the others */
    bool cold;      /* programs that compilers took up sooner before, as they are */
    enum { SWEEP_EACH, SWEEP_REACHED, SWEEP_UNREACHED } which;
};

struct sweep {
    /* Its user's. */
    const struct options *o; /* o->time, o->jobs, o->seed, and what a job takes */
    struct files files;
    uint32_t kinds; /* VUT_FAULT_BIT() */
    bool hunts;     /* for one bug: programs that reach it in round 1 come first */
    struct sweep_hooks hooks;

    /* What came of it. */
    int status;           /* the worst that happened to a file */
    uint64_t cases;       /* that were taken up */
    uint32_t kinds_all;   /* that their VMs take */
    size_t phase, phases; /* which one it is in; `phases` when all are done */
    size_t finished;      /* files, in this phase */
    uint64_t stressed;    /* times that an engine got a program with settings that stress it */
    bool sooner;          /* compilers took some program up sooner than its file has it */
    bool cut;             /* by time */
    bool enough;          /* by its user */
    struct sites sites;
    struct states *states;
    const char *version, *build_id;
    struct job_stats stats;

    /* Its own. */
    struct sweep_phase plan[SWEEP_PHASES_MAX];
    struct sweep_file *file;
    uint32_t *order; /* of the files in this phase */
    size_t order_count, next;
    struct sweep_slot *slot;
    size_t slots;
    uint64_t deadline; /* 0: none */
    struct sweep_created *created;
    struct sweep_told *told;
};

/* Sweeps the files until all is done, time is up, it is interrupted, or `found` has had enough. What came
 * of it is there until sweep_close, which is called in any case, also when this fails: false, out of
 * memory. */
bool sweep_run(struct sweep *s);
void sweep_close(struct sweep *s);

/* Brings `sites` and `stats` up to date. */
void sweep_count(struct sweep *s);

#endif
