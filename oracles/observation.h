/* observation.h: what one run of a program in one engine showed. Plain data, no behaviour.
 *
 * The harness makes an observation out of a VM's raw record (vut.h); oracles read it and nothing else.
 * It has two parts. `language` is what the program's own language lets an onlooker see: it is compared
 * in full, the error side first. `machine` is what happened underneath; only the oracle that names a
 * field reads it. All text is owned by whoever made the observation and outlives the oracles' call.
 */
#ifndef FAULTLINE_OBSERVATION_H
#define FAULTLINE_OBSERVATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    OBS_TEXT_SIZE = 512,
    OBS_BACKTRACE_SIZE = 1024,
    OBS_NAME_SIZE = 64,
    OBS_FRAMES_MAX = 12,
    OBS_NOTE_SIZE = 96,
};

/* ---- language ------------------------------------------------------------------------------------ */

enum obs_status {
    OBS_OK,       /* ran to its end */
    OBS_ERROR,    /* ended by an error that the program did not catch */
    OBS_REJECTED, /* was not accepted as a program */
    OBS_STEPS,    /* ended by the step or output budget, so it can't be compared */
    OBS_DIED,     /* the run never came back; see `crash` */
};

/* Addresses in text (0x followed by 6 or more hex digits) have been replaced by "0x*" everywhere. */
struct obs_language {
    enum obs_status status;
    char error_class[24];
    char error_text[OBS_TEXT_SIZE];
    int error_line; /* 1-based, 0 unknown */
    char backtrace[OBS_BACKTRACE_SIZE];
    char result[OBS_TEXT_SIZE];
    const char *output; /* not NUL-terminated */
    size_t output_size;
    bool output_cut; /* more was printed than the output budget allows */
    uint64_t hash;   /* XXH64 over all of the above: equal hashes are taken as equal observations */
};

/* ---- the injected fault -------------------------------------------------------------------------- */

struct obs_fault {
    char kind[32];            /* "oom", "oom+", "gc", "mcode", "limit", ...; "none" */
    int law;                  /* 1 or 2, as in faults.def; 0 for "none" */
    uint64_t fired;           /* how many times it fired; 0 is `not reached` */
    uint64_t raises_before;   /* unwindings started before it first fired (VMs with `raise`) */
    size_t output_before;     /* bytes printed before it first fired */
    char site[OBS_NAME_SIZE]; /* where it first fired: a name, or a stable hash of the nearest callers */
    bool named;               /* `site` is a row of the VM's own table of sites */
    bool absorbs;             /* each failure may leave no mark on the program: the rows say why */
    bool mixed;               /* faults of law 1 of another kind than `kind` fired, too */
    char callers[2 * OBS_NAME_SIZE]; /* the nearest callers, for people and signatures; "" when unknown */
};

/* ---- machine ------------------------------------------------------------------------------------- */

/* A count of trace events, and a hash over their whole sequence. */
struct obs_traces {
    uint32_t starts, stops, aborts, flushes, exits, side_starts;
    uint32_t unnamed; /* aborts whose reason was lost */
    uint32_t lost;    /* entries that the VM said it could not deliver */
    uint32_t unended; /* starts that neither stopped, aborted nor were flushed */
    uint64_t hash;
    char last_abort[OBS_NAME_SIZE]; /* reason of the last abort, or "" */
};

struct obs_vm_stack {
    int delta;                /* slots that should not be there, or are missing, after the program's end */
    int frame_count;          /* activation records left */
    char note[OBS_NOTE_SIZE]; /* what else the VM found wrong, or "" */
};

/* What a VM that looks inside itself found wrong: how often, and what it was the first time. */
struct obs_check {
    uint32_t wrong;
    char note[OBS_NOTE_SIZE];
};

struct obs_interrupts {
    uint32_t raised;
    uint32_t due; /* of these, raised at a safepoint, which is where they must be delivered */
    uint32_t delivered;
    uint32_t late;            /* deliveries that some safepoint had passed by */
    bool pending;             /* one was never delivered although a safepoint came by */
    bool held;                /* one was due inside of another's work, and so at the next safepoint */
    char note[OBS_NOTE_SIZE]; /* what was wrong with the frame of the first such delivery, or "" */
};

/* The C stack that the VM ran on. */
struct obs_host_stack {
    bool rsp_wrong; /* the stack pointer differed when the call came back */
    uint32_t
        regs_wrong; /* bit set of callee-saved registers with a changed value: rbx rbp r12 r13 r14 r15 */
    bool above_overwritten; /* the pattern above the entry point was damaged */
    uint32_t code_wrong; /* how often the VM itself saw a wrong stack pointer or a damaged frame where its
                            machine code was left or went round a loop */
    uint64_t depth_max;  /* bytes used at the deepest */
};

/* The allocator's side of the contract. `live` is taken after the VM was destroyed. */
struct obs_heap {
    uint64_t live_blocks, live_bytes;  /* left after teardown; must be 0 */
    uint32_t leak_serial;              /* which allocation made the first block left; 0 for none */
    char leak_site[2 * OBS_NAME_SIZE]; /* who allocated it, when known; or "" */
    uint32_t wrong_size;               /* calls that stated another old size than was given */
    uint32_t bad_free;                 /* frees of what is not a live block (twice, or never allocated) */
    uint32_t overflow;                 /* blocks whose red zone was written */
    uint32_t write_after_free;         /* freed blocks that were written */
    uint32_t code_maps_left;           /* code mappings left after teardown */
    char contract_site[2 * OBS_NAME_SIZE]; /* callers of the first violation, when known; or "" */
};

struct obs_machine {
    struct obs_traces traces;
    struct obs_vm_stack vm_stack;
    struct obs_host_stack host_stack;
    struct obs_heap heap;
    uint64_t allocations;          /* numbered allocation events */
    uint64_t code_events;          /* numbered code-memory events */
    uint64_t compiler_allocations; /* of memory that the VM says is its compiler's */
    uint64_t raises;               /* unwindings started in all */
    uint64_t safepoints;           /* numbered ones; 0 when not counted */
    uint64_t passed;               /* safepoints that the program passed to its end; 0 when not told */
    uint64_t steps;                /* 0 when not counted */
    struct obs_interrupts interrupts;
    struct obs_check opline;    /* a frame's saved opline, where something could observe it */
    struct obs_check refcount;  /* reference counts, held against a census of all holders */
    struct obs_check immutable; /* values written while another holder relied on them */
    struct obs_check snapshot;  /* side exits, held against the reference engine at the same place */
};

/* ---- the end of a run that never came back ------------------------------------------------------- */

enum obs_crash_kind {
    OBS_CRASH_NONE,
    OBS_CRASH_SIGNAL,    /* `what` is the signal's name */
    OBS_CRASH_SANITIZER, /* `what` is the report's class */
    OBS_CRASH_ABORT,     /* abort() or a failed assertion; `what` is SIGABRT, `text` the message */
    OBS_CRASH_PANIC,     /* an error that found no handler; `text` is the error */
    OBS_CRASH_EXIT,      /* the VM ended the process itself; `what` is the status */
    OBS_CRASH_HANG,      /* no end within the time budget */
};

struct obs_crash {
    enum obs_crash_kind kind;
    char phase[16]; /* create, load, run, probe, settle, destroy */
    char what[32];
    char text[256];
    int frame_count;
    char frame[OBS_FRAMES_MAX][OBS_NAME_SIZE]; /* innermost first: function name, or lib+0xOFFSET of the
                                                  function, or "[mcode]", "[stack]", "[wild]" */
    bool unsymbolized;                         /* some frame has no name */
};

/* ---- after the fault ----------------------------------------------------------------------------- */

enum { OBS_PROBES_MAX = 16 };

/* One program run again in the VM that had the fault, beside the same in a fresh VM. */
struct obs_probe {
    char family[24];           /* "itself", or a feature family */
    struct obs_language here;  /* in the VM after the fault */
    struct obs_language fresh; /* in a VM that never had one */
};

struct obs_aftermath {
    size_t probe_count;
    struct obs_probe probe[OBS_PROBES_MAX];
    bool growth_known;
    uint64_t live_first, live_second; /* live blocks after the first and the second repeat */
};

struct observation {
    char engine[OBS_NAME_SIZE];
    struct obs_fault fault;
    struct obs_language language;
    struct obs_machine machine;
    struct obs_crash crash;
};

#endif
