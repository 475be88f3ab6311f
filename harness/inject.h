/* inject.h: the hooks that a VM runs under (vut.h), and with them all faults: one decision point.
 *
 * Memory comes from the arena, code memory from the kernel, output and events are written down. Each
 * numbered event is counted here and compared with one number, the next one of interest; only there
 * the plan is looked at, so that a run with a plan executes the same code as one without. Safepoints and
 * guards are counted by the VM, which is told how many of them to let pass.
 *
 * A site is where an event happens. A VM that names its sites (vut.sites) says which one it is; of any
 * other VM the nearest callers make the site.
 */
#ifndef FAULTLINE_INJECT_H
#define FAULTLINE_INJECT_H

#include "arena.h"
#include "callers.h"
#include "case.h"
#include "maps.h"
#include "observation.h"
#include "vut.h"

enum {
    INJECT_OUTPUT_MAX = 64 << 10,         /* bytes of one program's output; more is cut */
    INJECT_BUFFER_SIZE = 24 * (64 << 10), /* a program, its repeats and the probes, one after the other */
    INJECT_CALLERS = 6,                   /* callers that make a site */
    INJECT_FEEDBACK_SIZE = 16384,
    INJECT_CODE_OPS = VUT_CODE_UNMAP + 1,
};

#define INJECT_NO_STATE UINT32_MAX

/* Called for each event of a counting run with `failed` 0, and for the one that fails with the bit
 * (VUT_FAULT_BIT) of its fault. Where sites have names, every one that fails is told, not only the first.
 */
typedef void inject_site_fn(void *ctx, uint64_t site_hash, uint32_t failed);

/* Called in a counting run each time that the language holds more bytes than ever before. */
typedef void inject_peak_fn(void *ctx, uint64_t bytes);

/* Called for each end of a recording and each side exit of a program. `forced`: the exit is the first
 * fault's doing. */
typedef void inject_trace_fn(void *ctx, const struct vut_event *event, bool forced);

/* An event of memory or of code memory in a VM that tells its states. */
struct inject_event {
    enum vut_fault kind; /* which fails it */
    uint64_t n;          /* its number */
    uint64_t site;       /* inject_named_site or inject_code_site; 0: the VM does not say */
    uint32_t state;
    bool failed;
};

typedef void inject_event_fn(void *ctx, const struct inject_event *event);

/* Which fault of the plan fired, and in what state of the VM, or INJECT_NO_STATE. */
struct inject_firing {
    uint32_t fault, state;
};

/* How many events of each domain have been. Safepoints and guards are 0 where the VM does not tell. */
struct inject_counts {
    uint64_t heap, compiler, code, safepoints, guards;
};

/* How often a seeded bug's place ran, and how often it mattered. */
struct inject_bug {
    uint64_t reached, triggered;
};

/* What a fault of the plan that names a site has seen. */
struct inject_watch {
    uint32_t site; /* as `resize` is told; 0: the fault names none */
    uint64_t passed;
};

struct inject {
    struct vut_hooks hooks;
    struct arena *arena;
    const struct vut *vut;
    struct vut_vm *vm; /* set by the runner after create */

    const struct fault *plan;
    size_t plan_count;
    bool counting; /* between arm and disarm */
    bool creating;
    int paused;

    uint64_t heap_count, heap_next; /* events so far; the next one the plan looks at */
    uint64_t code_count, code_next;
    uint64_t compiler_count;          /* allocations of compiler memory, for jit-oom */
    uint64_t safepoint_count;         /* the last safepoint that the VM has told of */
    uint64_t guard_count;             /* the last guard that was forced */
    bool guard_forced;                /* by the first fault, and its exit has not been told yet */
    uint64_t heap_bytes, heap_budget; /* for memory-limit; budget 0 is none */
    uint64_t heap_peak;               /* the most bytes so far; kept in counting runs */
    struct inject_watch watch[CASE_FAULTS_MAX];
    bool watching; /* some fault of the plan names a site */

    /* Asked before a planned fault fires, but for one at a guard, whose exit is taken already; false: go on
     * as without it, and look at the plan again. NULL: always fire. See branch.h. */
    bool (*may_fire)(void *ctx);
    void *may_fire_ctx;
    const char *phase; /* what the VM is doing: "load", "run", ... */

    inject_site_fn *on_site; /* or NULL */
    void *on_site_ctx;
    inject_peak_fn *on_peak;   /* or NULL; takes the same ctx */
    inject_trace_fn *on_trace; /* or NULL; the same */
    bool count_sites;          /* tell on_site of every event, not only of those that fail */
    inject_event_fn *on_event; /* or NULL; the same ctx */
    bool each_event;           /* tell on_event of every event, not only of those that fail */

    struct obs_fault fault;
    uint32_t fired;                /* which faults of the plan have fired: bit i for its i-th */
    struct inject_counts fired_at; /* when the first fault fired, that event included */
    struct inject_counts ended_at; /* at the program's end */
    /* Each of these faults, the first time that it fired, in that order. */
    struct inject_firing firing[CASE_FAULTS_MAX];
    size_t firing_count;
    struct obs_traces traces;
    uint32_t open_traces; /* started and not yet ended */
    uint64_t raises;
    bool just_raised; /* the last event was the start of an unwinding */
    struct obs_interrupts interrupts;

    char *output;
    size_t output_size, output_start; /* all that was printed; where the program that runs now began */
    bool output_cut;

    struct maps maps; /* for those that were kept the VM is not to blame */

    uint32_t wanted_serial; /* find the callers of this allocation; 0: of none. Set by the runner */
    char wanted[2 * OBS_NAME_SIZE];
    char blame[2 * OBS_NAME_SIZE];

    struct obs_fault *witness; /* a copy of `fault` that outlives the process, or NULL */
    struct inject_bug *bug;    /* counts of the seeded bug that is on; outlives the process; or NULL */
    uint8_t *feedback;         /* INJECT_FEEDBACK_SIZE counters for a fuzz engine, or NULL */
    FILE *dump;                /* events as lines of text, or NULL */
    FILE *vm_dump;             /* what the VM prints of itself, or NULL */
    uint32_t vm_dumps;         /* which: bit i for row i of vut.dumps */
};

/* Once a process. */
bool inject_open(struct inject *in, struct arena *arena, const struct vut *vut);

/* Forgets everything of the last run, and unmaps what it left. */
void inject_reset(struct inject *in);

/* Sets the plan and starts counting: at create (create = true) and again at load, from 1 each time. */
void inject_arm(struct inject *in, const struct fault *plan, size_t count, bool create);
void inject_disarm(struct inject *in);

/* After the program's end: closes the trace log. */
void inject_finish(struct inject *in);

/* The program was loaded: prints those of the VM's dumps that were asked for. Called on the VM's stack. */
void inject_loaded(struct inject *in, const char *program, size_t size);

/* Starts the output of another program. */
void inject_begin_output(struct inject *in);

/* Bumps the feedback counter of a feature, if there is feedback. */
void inject_feature(struct inject *in, const char *class, const char *name, uint64_t a, uint64_t b);

/* The site of the innermost callers inside the VM: a hash that is stable across addresses and runs, and
 * their names "A<B<C" in `names`. */
uint64_t inject_site(size_t size_class, char *names, size_t names_size);

/* The hash of a row of the VM's own table of sites. */
uint64_t inject_named_site(const struct vut *vut, size_t row);

/* Operations of code memory, as sites of a VM: "code.map", ... */
extern const char *const inject_code_names[INJECT_CODE_OPS];
uint64_t inject_code_site(const struct vut *vut, enum vut_code_op op);

/* The name of a site hash as reports show it. */
const char *inject_site_name(uint64_t hash, char *buffer, size_t size);

#endif
