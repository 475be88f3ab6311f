/* exec.h: one run of a program in one engine under one plan, from a VM that is always in the same
 * state to an observation.
 *
 * A VM is created once for each set of parameters and copied away; each run starts with the copy put
 * back, so that run k of a sweep sees to the last byte what a run alone in a fresh process would see.
 */
#ifndef FAULTLINE_EXEC_H
#define FAULTLINE_EXEC_H

#include "cstack.h"
#include "image.h"
#include "inject.h"
#include "observation.h"
#include "vut.h"

enum { EXEC_IMAGES = 8 };

/* A created VM, copied away. */
struct exec_image {
    struct vut_settings settings;
    struct arena_style style;
    struct vut_vm *vm;
    struct image image;
    uint64_t destroy_depth; /* of the C stack, when it was destroyed as created */
    uint64_t last_used;
    bool stale; /* create again before use */
    /* What the probes show in this VM when it never had a fault; made on first use. */
    bool probes_known;
    struct obs_language probe[OBS_PROBES_MAX];
};

enum exec_call_kind {
    EXEC_CALL_OPEN,
    EXEC_CALL_CREATE,
    EXEC_CALL_PROGRAM, /* load, run, record */
    EXEC_CALL_SETTLE,
    EXEC_CALL_DESTROY,
};

/* What goes over to the VM's stack and back; exec.c's own. */
struct exec_call {
    struct exec *exec;
    enum exec_call_kind kind;
    const struct vut_settings *settings;
    uint64_t step_budget, stack_limit;
    const char *program; /* or the library, for EXEC_CALL_OPEN */
    size_t program_size;
    const char *phase;    /* of a program's run; NULL: "load" and "run" */
    const char *name;     /* of the program's file, or NULL */
    const char *expected; /* side exits that the VM has to look for, or NULL */
    size_t expected_size;
    bool take_exits;        /* into exec.exits */
    vut_guard_fn *on_guard; /* or NULL */
    void *ctx;              /* its */
    char *why;
    size_t why_size;
    struct vut_vm *vm;
    struct vut_range *range; /* of EXEC_CALL_CREATE: what the VM calls scratch; or NULL */
    size_t range_count;      /* room, and then how many */
    bool unswept;            /* another call follows at once, and sweeps the stack for both */
    bool ok;
};

/* Side exits that a program took, as the VM's own bytes (vut.exits). */
struct exec_exits {
    char *bytes;
    size_t size, capacity;
    bool lost; /* out of memory; then there are none */
};

struct exec {
    const struct vut *vut;
    struct vut_info info;
    struct arena *arena;
    struct cstack stack;
    struct inject inject;
    struct exec_image image[EXEC_IMAGES];
    struct exec_image *placed; /* whose VM is in the arena, or NULL */
    struct exec_call call;     /* the one that is under way */
    struct vut_record record;  /* of the program that ran last */
    uint64_t passed;           /* safepoints that it passed; 0: the VM does not tell */
    struct exec_exits exits;   /* of the last request that took them */
    uint64_t runs;             /* programs run in all, probes included */
};

/* How much is asked of a VM after a program. */
enum exec_depth {
    DEPTH_NONE,
    DEPTH_ITSELF, /* the program again */
    DEPTH_FULL,   /* also the probes, and whether a second repeat makes the VM grow */
};

struct exec_request {
    const char *program;
    size_t program_size;
    const char *name; /* what the program's messages call its file, or NULL */
    const struct vut_settings *settings;
    const struct fault *faults;
    size_t fault_count;
    struct arena_style style;
    uint64_t step_budget;      /* 0: none */
    uint32_t wanted_serial;    /* name the callers of this allocation in heap.leak_site; 0: of none */
    inject_site_fn *on_site;   /* told of the site that fails, or NULL */
    bool count_sites;          /* and of every other site that is passed: a counting run */
    inject_event_fn *on_event; /* told of events that fail, or NULL; see each_event */
    bool each_event;           /* and of every other one */
    inject_peak_fn *on_peak;   /* told of the bytes that a counting run holds, or NULL */
    inject_trace_fn *on_trace; /* told of traces and side exits, or NULL */
    vut_guard_fn *on_guard;    /* told when each exit was reached first (vut.note_guards), or NULL */
    void *ctx;                 /* for all that begin with on_, and aftermath_depth */
    bool take_exits;           /* into exec.exits */
    const char *expected;      /* look for these side exits of another run (vut.expect_exits), or NULL */
    size_t expected_size;
    /* The aftermath is looked at when `aftermath` is not NULL, as deeply as aftermath_depth says, which is
     * asked once the program has ended. `itself` is what the program shows in a fresh VM. */
    struct obs_aftermath *aftermath;
    enum exec_depth (*aftermath_depth)(void *ctx, const struct observation *obs);
    const struct obs_language *itself;
};

/* Loads the VM. Once a process. False with a message in `why`. */
bool exec_open(struct exec *exec, const struct vut *vut, const char *library, char *why, size_t why_size);

/* Runs. The observation's output lies in a buffer that the next run overwrites; see exec_keep. Returns
 * false when no VM could be created without any fault being injected. */
bool exec_run(struct exec *exec, const struct exec_request *request, struct observation *obs);

/* Runs the request, whose only fault is `fault`, at n, n + 1, ... up to the first n that is not reached,
 * and shows each observation, that last one too, to `visit` (ctx is the request's), which returns false to
 * stop. What lies before the fault is run only once (branch.h). A visit may use exec_run. */
typedef bool exec_visit_fn(void *ctx, struct observation *obs);

enum exec_swept {
    EXEC_SWEPT_ALL,
    EXEC_SWEPT_PART, /* fault->n is the first that was not run: go on with exec_run */
    EXEC_SWEPT_NOT,  /* no VM could be created */
};

enum exec_swept exec_sweep(struct exec *exec, const struct exec_request *request, struct fault *fault,
                           exec_visit_fn *visit);

/* Whether VM, build and fault allow it. */
bool exec_can_sweep(const struct exec *exec, const struct exec_request *request);

/* Copies the output to the heap, so that the observation outlives the next run; exec_drop frees it. */
bool exec_keep(struct observation *obs);
void exec_drop(struct observation *obs);

/* Creates the VM and learns what the probes show in it, so that processes forked later need not. */
bool exec_warm(struct exec *exec, const struct vut_settings *settings, struct arena_style style);
bool exec_is_warm(const struct exec *exec, const struct vut_settings *settings, struct arena_style style);

/* From now on VMs are created anew, as in a process that has none yet. */
void exec_forget(struct exec *exec);

/* True when the VM left something outside the arena that can't be put back: the process should end. */
bool exec_tainted(const struct exec *exec);

#endif
