/* job.h: what the command line's process and a worker process say to each other.
 *
 * They share one piece of memory. The parent puts a job there (a case, and what to do with it); the worker
 * puts there where it is, so that when it dies the parent knows which run killed it, and what must not be
 * worked out twice. Findings go over a pipe the moment they are made: a dead worker loses none.
 */
#ifndef FAULTLINE_JOB_H
#define FAULTLINE_JOB_H

#include <sys/types.h>

#include "case.h"
#include "guards.h"
#include "inject.h"
#include "observation.h"
#include "oracle.h"
#include "signature.h"
#include "states.h"

enum {
    JOB_SETS_MAX = 12,
    JOB_SET_SIZE = 8192,   /* distinct outcomes of the reference engine under one kind of fault */
    JOB_SITES_MAX = 16384, /* slots of the site table */
    JOB_SEEN_MAX = 4096,   /* distinct signatures of one job */
    JOB_DUMP_SIZE = 1 << 20,
    JOB_PEAKS_MAX = 8192, /* sizes at which a memory limit is tried in one program */
    JOB_FATAL_MAX = 64,   /* faults that end the reference engine's process, of one program */
};

/* For the benchmark: a process of its own for each fault. */
enum job_fork {
    FORK_NEVER,
    FORK_READY,      /* forked with a VM that was created before */
    FORK_AND_CREATE, /* forked with the library loaded; creates its VM */
};

enum job_kind {
    JOB_RUN,   /* the case as it stands */
    JOB_SWEEP, /* every n of the kinds asked for */
};

struct job {
    enum job_kind kind;
    uint64_t id;
    uint32_t kinds;    /* VUT_FAULT_BIT() of the faults to sweep */
    bool persist;      /* also n+ */
    bool limits;       /* each JIT limit from its least value upwards */
    bool both_engines; /* sweep the reference engine, too */
    bool create;       /* and fail what creating the VM allocates, which is the same for each program */
    uint64_t pairs;    /* this many pairs of faults in place of single ones; 0: single ones */
    uint64_t seed;     /* of the pairs, and of the rounds */
    unsigned round;    /* of those of rounds.h: all that it takes, and nothing else; 0: everything */
    bool census;       /* round 1 of a program whose places are counted */
    uint32_t states;   /* bit i for state i, in one of which a pair's second fault fires; 0: anywhere */
    bool thorough;     /* ask the costly questions of every run, not of a sample */
    enum job_fork fork_each;
    bool dump;         /* fill job_shm.dump with the judged run's events */
    uint32_t vm_dumps; /* and with these dumps of the VM's own, bit i for row i of vut.dumps */
    uint64_t step_budget;
    uint64_t
        light; /* a program that takes more steps is left for later, see job_shm.heavy; 0: any is taken */
    uint64_t until;      /* XXH64 of a signature: a sweep ends when it has found it; 0: none */
    uint64_t time_min;   /* microseconds that any run may take */
    uint32_t time_scale; /* times the reference engine's own time; more for a second try */
    size_t text_size;    /* of the case in job_shm.text */
    char name[256];      /* what the program's own messages call its file, or "" for the VM's fixed name */
};

enum {
    DIED_REFERENCE = 1,
    DIED_SUBJECT = 2,
    DIED_GC = 4,
    DIED_SLOW = 8,     /* not died: the reference takes too long, which is the program's own doing */
    DIED_MEASURE = 16, /* one that was to be measured */
};

/* What a run is for; decides whom a crash in it belongs to. */
enum job_what {
    WHAT_NOTHING,
    WHAT_PREPARE, /* a run without fault, before anything is judged */
    WHAT_EXPLORE, /* the reference engine under a fault, to learn what is allowed */
    WHAT_JUDGE,   /* the run that is judged */
    WHAT_MEASURE, /* under a fault, to learn where the next one shall be; that it ends is all that is asked
                   */
};

struct job_cursor {
    uint32_t stage;
    uint64_t n;
    enum job_what what;
    bool reference;        /* in the reference engine */
    uint32_t engine_index; /* in the VM's table */
    char engine[CASE_NAME_SIZE];
    struct fault fault;
    bool has_fault;
    struct fault second; /* of a pair; kept while further runs are made for the sake of the judged one */
    bool has_second;
    char limit[CASE_NAME_SIZE + 24]; /* "name=value" or "" */
};

/* The outcomes that the reference engine showed under one kind of fault, at n = 1 .. done. */
struct job_set {
    enum vut_fault kind;
    bool from;
    enum vut_action action;
    bool alloc;
    bool complete;
    uint64_t done;
    size_t count;
    uint64_t hash[JOB_SET_SIZE]; /* sorted */
};

/* The set of this kind of fault, made when there is none yet; NULL when there are too many. */
struct job_shm;
struct job_set *job_set_find(struct job_shm *shm, const struct fault *f);
bool job_set_has(const struct job_set *set, uint64_t hash);

/* What the reference showed at n. Only the n that comes next is taken. */
void job_set_add(struct job_set *set, uint64_t n, const struct observation *o);

/* The bytes that the language held in a counting run each time that it held more than ever before: a limit
 * below one of these fails at another event than any other limit. When there are too many, every second,
 * fourth, ... of them. */
struct job_peaks {
    uint64_t seen, stride;
    size_t count;
    uint64_t bytes[JOB_PEAKS_MAX];
};

void job_peaks_clear(struct job_peaks *peaks);
void job_peaks_add(struct job_peaks *peaks, uint64_t bytes);

/* Do two faults differ in nothing but n? */
bool job_same_kind(const struct fault *a, const struct fault *b);

struct job_site {
    uint64_t hash;   /* 0: free slot */
    uint32_t engine; /* its index in the VM's table */
    uint32_t failed; /* which kinds of fault failed there, VUT_FAULT_BIT() */
    uint64_t hits;   /* for the table's user */
};

struct job_seen {
    uint64_t hash; /* of the signature */
    uint64_t count;
};

struct job_stats {
    uint64_t programs;    /* runs of any program, probes included */
    uint64_t runs;        /* judged runs */
    uint64_t faults;      /* of these, with a fault that fired */
    uint64_t not_reached; /* with one that did not */
    uint64_t restarts;
    uint64_t
        not_swept; /* engines that a program crashes without any fault: there is nothing to compare with */
    uint64_t given_up; /* stages that were left because too many of their runs hang */
    uint64_t over_budget, address_dependent, gc_visible; /* cases that could not be compared in full */
    uint64_t pairs;                 /* judged runs with two faults, whether reached or not */
    uint64_t pairs_both, pairs_one; /* of these, with both reached, and with only one */
    uint64_t guards_executed,
        guards_chosen;                 /* by programs whose guards were swept; of these, to be forced */
    uint64_t exits_total;              /* of their traces, with a guard */
    uint64_t exits_executed;           /* of these: a guard was */
    uint64_t exits_forced;             /* of these */
    uint64_t by_kind[VUT_FAULT_COUNT]; /* of `faults`; a plan with several counts as its first */
};

/* A run with two faults was judged, `reached` of which had fired. */
void job_count_pair(struct job_stats *stats, uint64_t reached);

/* A finding, as sent over the pipe. */
struct job_finding {
    char oracle[24];
    char engine[CASE_NAME_SIZE];
    char kind[32];                   /* of the fault: "oom+", "limit:maxsnap", "none" */
    char fault[FAULT_TEXT_SIZE];     /* as in a `fault:` line, or "" */
    char second[FAULT_TEXT_SIZE];    /* the other one of a pair, or "" */
    char limit[CASE_NAME_SIZE + 24]; /* as in a `limit:` line, or "" */
    char site[OBS_NAME_SIZE];
    char callers[2 * OBS_NAME_SIZE];
    char reason[VERDICT_REASON_SIZE];
    char detail[VERDICT_DETAIL_SIZE];
    char signature[SIGNATURE_SIZE];
    bool wall; /* judged by wall time */
};

/* What its signature is made of; points into it. */
struct signature_parts job_finding_parts(const struct job_finding *f, const char *vm, const char *build);

enum job_message_type { MESSAGE_FINDING, MESSAGE_DONE, MESSAGE_FAILED, MESSAGE_DIED };

struct job_message {
    enum job_message_type type;
    uint64_t job_id;
    char text[512]; /* MESSAGE_FAILED: why the job can't be done */
    int status; /* MESSAGE_FAILED: exit status; MESSAGE_DIED: wait status of the process that ran the job */
    struct job_finding finding;
};

struct job_shm {
    struct job job;
    struct job_cursor cursor, resume;
    uint64_t warm_key; /* binding_key of a job that has shown that its VMs can be created and probed */
    pid_t child;       /* the process that runs programs */
    struct obs_crash crash;
    struct obs_fault witness; /* the fault that had fired when the worker died */
    char build_id[48];
    char version[64];
    char library[256];

    /* Of the program, kept as long as the key is the same. With a key of 0 nothing of an earlier run is
     * kept. */
    uint64_t key;
    uint32_t died;          /* DIED_*: which runs without a fault end the process */
    bool classified;        /* last.program is what is known of it */
    bool counted;           /* its sites and peaks are known */
    bool heavy;             /* nothing was done, since the program takes more than job.light steps */
    uint64_t reference_key; /* of the program in the reference engine alone */
    struct job_set set[JOB_SETS_MAX];
    size_t set_count;
    uint64_t safepoints;       /* that its counting run passed */
    struct guards guards;      /* of the sweep of guards that is under way */
    struct job_peaks peaks[2]; /* 0: in the reference engine; 1: in the engine under test */
    /* Plans under which the reference engine ends the process, so that it is not asked again. */
    struct fault fatal[JOB_FATAL_MAX];
    size_t fatal_count;

    /* Which (site, outcome) pairs the costly questions were asked of; emptied for each job. */
    struct job_site asked[JOB_SITES_MAX];

    /* How many programs come by each place (rounds.h): in round 1 of this worker's, later of all. */
    struct job_site census[JOB_SITES_MAX];

    struct job_seen seen[JOB_SEEN_MAX];
    size_t seen_count;
    bool until_met; /* job.until was found */

    /* Of the last judged run: how many events it had, and what it printed. */
    struct {
        uint64_t allocations, code_events, compiler_allocations;
        uint64_t traces;              /* hash of the trace log */
        uint64_t output;              /* XXH64 of what it printed */
        uint64_t steps;               /* of the reference engine, without the fault; 0: not counted */
        bool reached;                 /* its fault fired, or it had none */
        bool judged;                  /* false: the case could not be compared at all */
        uint32_t program;             /* PROGRAM_* */
        char rejected[OBS_TEXT_SIZE]; /* why the VM does not take it as a program, printable, or "" */
    } last;
    size_t output_size, dump_size;
    char output[INJECT_OUTPUT_MAX];
    char dump[JOB_DUMP_SIZE];

    struct job_stats stats;
    struct inject_bug bug; /* of all runs since the parent cleared it */
    struct job_site site[JOB_SITES_MAX];
    struct states states;
    bool printed; /* last.output is that of the reference engine without a fault */
    uint8_t feedback[INJECT_FEEDBACK_SIZE]; /* always filled: with or without it the VM must see the same
                                               stack */
    char text[CASE_SIZE_MAX + 1];
};

#endif
