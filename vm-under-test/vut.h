/* vut.h: the interface between Faultline and a VM under test.
 *
 * A VM is one constant `struct vut`: a table of functions and a table of what can be observed. The
 * harness knows a VM through this header alone, and the VM knows nothing of the harness: whatever it
 * needs from outside (memory, code memory, output, the event log) it asks of `struct vut_hooks`.
 *
 * Life of a VM, all of it on a C stack that the harness supplies:
 *
 *     open (once a process) -> create -> load -> run -> record -> [load -> run -> record]* -> destroy
 *
 * The harness may copy all arena memory away after `create` and copy it back later instead of calling
 * `create` again (VUT_CAP_IMAGE). It then calls only load, run, record and destroy on the same pointer,
 * so a VM with that capability keeps every byte of a created VM in blocks that it got from
 * `hooks->resize`, its own handle included.
 *
 * Nothing here is thread-safe: a VM runs in one thread of one worker process.
 */
#ifndef FAULTLINE_VUT_H
#define FAULTLINE_VUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VUT_ABI_VERSION = 1 };

/* ---- Faults -------------------------------------------------------------------------------------- */

enum vut_fault_form {
    VUT_FORM_NTH = 1 << 0,
    VUT_FORM_FROM = 1 << 1,
    VUT_FORM_CREATE = 1 << 2,
    VUT_FORM_SITE = 1 << 3,
    VUT_FORM_ALLOC = 1 << 4,
    VUT_FORM_ACTION = 1 << 5,
    VUT_FORM_SIZE = 1 << 6,
    VUT_FORM_LINE = 1 << 7,
};

enum vut_fault {
#define FAULT(id, name, law, forms, text) VUT_FAULT_##id,
#include "faults.def"
#undef FAULT
    VUT_FAULT_COUNT,
};

#define VUT_FAULT_BIT(fault) (1u << (fault))

enum vut_action {
#define ACTION(id, name, text) VUT_ACTION_##id,
#include "actions.def"
#undef ACTION
    VUT_ACTION_COUNT,
};

/* ---- What the VM asks of its surroundings -------------------------------------------------------- */

/* Whose allocation it is. A VM that cannot tell them apart calls all of them VUT_DOMAIN_HEAP.
 * VUT_DOMAIN_HARNESS is for the adapter's own blocks: never counted, never failed. */
enum vut_domain { VUT_DOMAIN_HEAP, VUT_DOMAIN_COMPILER, VUT_DOMAIN_HARNESS };

enum vut_code_op { VUT_CODE_MAP, VUT_CODE_PROTECT, VUT_CODE_UNMAP };

/* Access rights of code memory, an OR of these. */
enum vut_prot { VUT_PROT_READ = 1, VUT_PROT_WRITE = 2, VUT_PROT_EXEC = 4 };

/* An entry of the event log. `name` is a word of the VM's own (a link type, an abort reason), copied
 * by the hook; it may be NULL. */
enum vut_event_kind {
    VUT_EVENT_TRACE_START, /* a: trace, b: parent trace or 0, c: parent's exit */
    VUT_EVENT_TRACE_STOP,  /* a: trace, b: how many exits it has, c: how many of these a guard has that can
                              be forced, name: link type; 0 in a VM whose guards are not numbered */
    VUT_EVENT_TRACE_ABORT, /* a: trace, name: the reason; NULL or "" is a lost reason */
    VUT_EVENT_TRACE_FLUSH, /* all traces were dropped */
    VUT_EVENT_TRACE_EXIT,  /* a: trace, b: exit number, c: as vut_guard.flushes, in a VM with note_guards */
    VUT_EVENT_RAISE,       /* an error starts to unwind; the language may see it, or the compiler */
    VUT_EVENT_INTERRUPT,   /* an interrupt was delivered; a: safepoints that passed it by since it was
                              raised, should be 0; b: 1 when the program raised it, not the harness;
                              name: what is wrong with the frame, or NULL */
    VUT_EVENT_LOG_LOST,    /* the VM could not deliver an entry of its own trace log, and said so */
    VUT_EVENT_LIMIT,       /* a: VUT_FAULT_*; a budget that the harness gave ended the program */
    VUT_EVENT_PANIC,       /* name: text; an error found no handler; the hook does not return */
    VUT_EVENT_COUNT,
};

struct vut_event {
    enum vut_event_kind kind;
    uint32_t a, b, c;
    const char *name;
};

struct vut_hooks {
    void *ctx; /* given back as the first argument of each hook */

    /* Allocate (block NULL), reallocate, or free (new_size 0). Returns NULL when the attempt fails;
     * then the old block is unchanged. Each allocation and each growth is one numbered event of its
     * domain; shrinking and freeing never fail. `old_size` is what the VM believes the block's size to
     * be: the harness compares it with the truth. `site` is 0 in a VM without named sites.
     * Blocks are 16-byte aligned. Contents are moved, and fresh bytes hold a pattern, not zeros. */
    void *(*resize)(void *ctx, void *block, size_t old_size, size_t new_size, enum vut_domain domain,
                    uint32_t site);

    /* Code memory, with the meaning and return values of mmap (MAP_FAILED), mprotect and munmap
     * (0 or -1 with errno). `hint` is an address to try first; it is never forced. */
    void *(*code_map)(void *ctx, void *hint, size_t size, int prot);
    int (*code_protect)(void *ctx, void *address, size_t size, int prot);
    int (*code_unmap)(void *ctx, void *address, size_t size);

    /* The program's output, in order. */
    void (*output)(void *ctx, const char *bytes, size_t size);

    void (*event)(void *ctx, const struct vut_event *event);

    /* A VM with VUT_CAP_NUMBERED that takes interrupts counts its safepoints itself: a counter that this
     * hook sets is counted down inline, by the same machine code whether or not a fault is planned, and
     * the hook is called when it comes to zero. `number` is that safepoint's number since `load`, from
     * 1; the VM calls once with 0 at the start of `load`. From inside, the harness may call
     * `vut.interrupt`, and then delivery is due at this very safepoint. Returns how many safepoints
     * later it wants to be called again, at least 1; UINT64_MAX for never. */
    uint64_t (*safepoint)(void *ctx, uint64_t number);

    /* Guards of compiled code, counted down in the same way: the guard at which the count comes to zero
     * takes its side exit although its condition holds, and the hook is called with its number, since
     * `load`. Once with 0 at the start of `load`. Returns how many guards later the next one is forced, at
     * least 1; UINT64_MAX for never. NULL: none ever. */
    uint64_t (*guard)(void *ctx, uint64_t number);

    /* A seeded bug (vut.bugs) that the settings switch on had its chance: `triggered` says that it changed
     * what the VM does. Never called otherwise. */
    void (*bug)(void *ctx, bool triggered);

    /* Between pause(true) and pause(false), which may nest, allocations are neither counted nor failed:
     * for the adapter's own bookkeeping inside the VM. */
    void (*pause)(void *ctx, bool on);
};

/* ---- What the VM tells of itself ----------------------------------------------------------------- */

struct vut_engine {
    const char *name;
    bool reference; /* exactly one engine of a VM: what `interp` stands for, the judge of the others */
    bool compiles;  /* takes JIT limits and compiler faults */
};

/* A numeric parameter. `limit` says that it bounds the compiler, and so may stand in a `limit:` line
 * and is swept by `sweep --limits`; every parameter may stand in a `set:` line. */
struct vut_param {
    const char *name;
    long min, max, initial;
    bool limit;
    const char *text;
};

/* What can be observed and what the VM promises; the names are printed by `list vms`. */
#define VUT_CAPABILITIES(X)                                                                                \
    X(IMAGE, "image", "a created VM may be copied away and back")                                          \
    X(NUMBERED, "numbered", "event n is the same language event in every engine")                          \
    X(TRACE_LOG, "trace-log", "trace starts, stops and aborts with their reasons")                         \
    X(RAISE, "raise", "the start of each unwinding is seen")                                               \
    X(INTERRUPT_DELIVERY, "interrupt-delivery", "an interrupt is delivered at a known point")              \
    X(LIVE_COUNT, "live-count", "live language blocks are told apart from compiler memory")                \
    X(OPLINE, "opline", "the saved opline of a frame can be read")                                         \
    X(SNAPSHOT, "snapshot", "a side exit's frame can be compared with the interpreter's")                  \
    X(REFCOUNT, "refcount", "reference counts can be recomputed")

enum vut_capability {
#define X(id, name, text) VUT_CAP_BIT_##id,
    VUT_CAPABILITIES(X)
#undef X
        VUT_CAP_COUNT,
};

enum {
#define X(id, name, text) VUT_CAP_##id = 1 << VUT_CAP_BIT_##id,
    VUT_CAPABILITIES(X)
#undef X
};

/* What `open` found. Strings are NUL-terminated and cut to fit. */
struct vut_info {
    char version[64];
    char build_id[48];  /* lower-case hex, or "" */
    char library[256];  /* the file that was loaded, or "" for a VM that is linked in */
    uint32_t lacking;   /* VUT_CAP_* that this build does not have although the VM usually does */
    const void *anchor; /* any address inside the library, or NULL for a VM that is linked in */
};

/* A named fault site: one place in the VM's source that allocates, or asks for code memory. The number
 * of a site, as `resize` is told, is its index in `vut.sites` plus 1. `absorbs` says why a failure there
 * may leave no mark on the program (a cache stays small), or is NULL where each failure must show. */
struct vut_site {
    const char *name; /* module.purpose, letters, digits, '-', '_' and '.' */
    enum vut_domain domain;
    const char *absorbs;
};

/* A seeded bug: the mechanism of a real one, which oracles must find; switched on by `set: bug=NAME`. */
struct vut_bug {
    const char *name;
    const char *upstream; /* the project and issue that it is modelled on */
    const char *module;   /* of the VM */
    const char *text;     /* what the switch removes or alters, one line */
};

/* Values of the numeric parameters, in the order of `vut.params`. */
enum { VUT_PARAM_COUNT_MAX = 48 };

struct vut_settings {
    const struct vut_engine *engine;
    long param[VUT_PARAM_COUNT_MAX];
    uint32_t bug; /* a row of vut.bugs plus 1; 0: none, the VM is as it should be */
};

enum vut_status {
    VUT_OK,       /* ran to its end */
    VUT_ERROR,    /* ended by an error that the program did not catch */
    VUT_REJECTED, /* not a program: syntax error, or a failure while loading */
    VUT_STEPS,    /* ended by the step budget */
};

enum { VUT_TEXT_SIZE = 512, VUT_BACKTRACE_SIZE = 1024 };

/* The raw record of the last load and run. The harness translates it into an observation. */
struct vut_record {
    enum vut_status status;
    char error_class[24];               /* "runtime", "memory", ...: the VM's own words; "" when VUT_OK */
    char error_text[VUT_TEXT_SIZE];     /* cut, NUL-terminated */
    int error_line;                     /* 1-based; 0 when unknown */
    char backtrace[VUT_BACKTRACE_SIZE]; /* one frame a line, innermost first; "" when none */
    char result[VUT_TEXT_SIZE];         /* the program's return values, printed */
    uint64_t steps;                     /* steps taken, when a step budget was given; else 0 */
    int stack_delta;                    /* VM stack slots that should not be there, or are missing */
    int frame_count;                    /* activation records still on the VM stack; should be 0 */
    char stack_note[96];                /* what else is wrong with the stack or a coroutine, or "" */

    /* VUT_CAP_OPLINE: how often a frame's saved opline was wrong where it could be observed, and what
     * was wrong the first time, e.g. "missing at throw", "stale at alloc". */
    uint32_t opline_wrong;
    char opline_note[96];
    /* VUT_CAP_REFCOUNT: blocks whose reference count is not what a census of all holders says, and
     * values that were written while another holder, or the interned table, relied on them. */
    uint32_t refcount_wrong;
    char refcount_note[96];
    uint32_t immutable_wrong;
    char immutable_note[96];
    bool interrupt_pending; /* an interrupt was raised, a safepoint came by, and it was not delivered */
    bool interrupt_held; /* one was raised at a safepoint of another's work, and had to wait for its end */
    /* VUT_CAP_SNAPSHOT: of the exits that were expected (expect_exits), how many were not found, or had
     * left another state behind. */
    uint32_t snapshot_wrong;
    char snapshot_note[96];
    /* How often machine code was left, or went round a loop, with a stack pointer that was wrong, or with
     * a damaged frame; in VMs that look. */
    uint32_t host_stack_wrong;
};

struct vut_vm; /* the VM's own */

/* When a side exit could be forced for the first time. Guards that would leave the same state at the same
 * place share an exit. `number` is that of the first one that was executed and held, or, where each failed,
 * of the first that did. */
struct vut_guard {
    uint32_t flushes; /* of all code, before the trace was made: numbers of traces begin anew then */
    uint32_t trace, exit;
    uint64_t number; /* as the hook `guard` counts */
};

typedef void vut_guard_fn(void *ctx, const struct vut_guard *guard);

/* Some bytes of a VM's blocks. */
struct vut_range {
    const void *start;
    size_t size;
};

/* When a dump is printed: once, of the program that was loaded; at the start of each unwinding
 * (VUT_EVENT_RAISE); whenever machine code was made (VUT_EVENT_TRACE_STOP). */
enum vut_dump_when { VUT_DUMP_LOADED, VUT_DUMP_RAISE, VUT_DUMP_TRACE };

/* Something that the VM can print of itself, for people: a word of `run --dump`. */
struct vut_dump {
    const char *name;
    enum vut_dump_when when;
    const char *text; /* one line for `list dumps` */
};

/* What a VM can be doing when a fault fires, in words of its own: letters, digits and '-'. At most
 * VUT_STATES_MAX, so that a set of them fits a word. */
struct vut_state {
    const char *name;
    const char *text; /* one line for `list states` */
};

enum { VUT_STATES_MAX = 32 };

/* A fixed program of one feature family, run after a fault to see whether the VM still works. */
struct vut_probe {
    const char *family;
    const char *program;
};

/* ---- Stand-alone reproducers --------------------------------------------------------------------- */

/* One fault of a plan. */
struct vut_planned {
    enum vut_fault kind;
    enum vut_action action; /* of an interrupt */
    uint64_t n;             /* the event's number, from 1 */
    bool from;              /* and every event after it */
    bool create;            /* counted from `create`, not from `load` */
    bool alloc;             /* an interrupt during an allocation */
    const char *text;       /* as in a `fault:` line */
};

/* How a finding shows to somebody who has nothing but the VM. */
enum vut_symptom {
    VUT_SYMPTOM_CRASH,      /* a signal, or the VM, ends the process */
    VUT_SYMPTOM_HANG,       /* the program does not end */
    VUT_SYMPTOM_LEAK,       /* blocks are left at the end, or were given back with a wrong size */
    VUT_SYMPTOM_STACK,      /* something is left on the VM's stack */
    VUT_SYMPTOM_DIFFERENCE, /* the reference engine shows this output neither without the fault nor under
                               any fault of the same kind */
    VUT_SYMPTOM_CHANGE,     /* the same engine shows another output without faults and limits */
    VUT_SYMPTOM_FILL,       /* the output depends on what fresh memory holds */
    VUT_SYMPTOM_TRACE_END,  /* a trace is begun that neither stops nor aborts */
    VUT_SYMPTOM_NONE,       /* nothing that shows without the harness */
};

/* What a stand-alone reproducer is made of. */
struct vut_standalone {
    const char *name;                    /* of its file, without the extension */
    const char *library, *version;       /* what is under test, for people; `library` NULL: the default */
    const struct vut_settings *settings; /* of the engine under test, without limits */
    const struct vut_settings *limited;  /* with them */
    const struct vut_planned *plan;
    size_t plan_count;
    const char *program;
    size_t program_size;
    enum vut_symptom symptom;
    const char *signature, *detail; /* of the finding, for people */
    const char *tried;              /* what came of it when it was tried, or "" */
};

/* How one is built and run: commands for a shell, in the folder of the file. Those that run it end with
 * status 1 if the finding shows, 0 if not, another one if that can't be said; their last line is what was
 * seen. */
struct vut_standalone_use {
    const char *extension;
    char build[1024];  /* "" when there is nothing to build */
    char run[1024];    /* the numbers of the plan as they are */
    char search[1024]; /* any number for the first fault; the last line begins with the one that shows
                          it. "": there is no such command */
    char missing[256]; /* what of the case it can't express, or "" */
};

/* ---- The table ----------------------------------------------------------------------------------- */

struct vut {
    uint32_t abi_version; /* VUT_ABI_VERSION */
    const char *name;
    const char *text;      /* one line for `list vms` */
    const char *extension; /* of a plain program file, without the dot */
    const char *install;   /* how to get the VM when `open` fails, e.g. an apt line */
    uint32_t capabilities; /* VUT_CAP_* */
    uint32_t faults;       /* VUT_FAULT_BIT() of what can be injected; for MCODE, code_* hooks are used */
    const struct vut_engine *engines;
    size_t engine_count;
    const struct vut_param *params;
    size_t param_count;
    const struct vut_probe *probes;
    size_t probe_count;
    const struct vut_site *sites; /* NULL and 0 in a VM without named ones */
    size_t site_count;
    const struct vut_bug *bugs; /* NULL and 0 in a VM, or a build of it, without any */
    size_t bug_count;
    const struct vut_dump *dumps; /* NULL in a VM without any; else ended by a row whose name is NULL */
    /* NULL and 0 in a VM that does not tell them. */
    const struct vut_state *states;
    size_t state_count;

    /* Once a process, before anything else. `library` overrides the shared object to load; NULL for the
     * default; a VM that is linked in refuses it. Returns false with a message in `why`. */
    bool (*open)(const char *library, struct vut_info *info, char *why, size_t why_size);

    /* A new VM. Returns NULL when memory runs out. `hooks` and `settings` outlive the VM. */
    struct vut_vm *(*create)(const struct vut_hooks *hooks, const struct vut_settings *settings);

    /* Compiles a program, to be run with globals of its own. May be called again after a run, on the
     * same VM. Returns false when it did not compile; `record` then says why. */
    bool (*load)(struct vut_vm *vm, const char *program, size_t size);

    /* Runs what was loaded, to its end: afterwards its globals are dropped, and its final destructors
     * have run. */
    void (*run)(struct vut_vm *vm);

    /* What the last load and run showed; valid even when load returned false. */
    void (*record)(struct vut_vm *vm, struct vut_record *record);

    /* Frees everything. */
    void (*destroy)(struct vut_vm *vm);

    /* Optional. The harness ends the program after `steps` steps (0: no budget); exact where the VM
     * counts steps, otherwise in the reference engine only. Called after create. */
    void (*set_step_budget)(struct vut_vm *vm, uint64_t steps);

    /* Optional. What the program's own messages call its file, for `run --output`; without it a VM uses
     * a fixed name, so that a case shows the same wherever it lies. `name` outlives the VM's use of it. */
    void (*set_name)(struct vut_vm *vm, const char *name);

    /* Optional. At most `frames` activation records of the language (0: the VM's own limit); called after
     * create, before load. One more is a fatal error of the language, and VUT_EVENT_LIMIT. */
    void (*set_stack_limit)(struct vut_vm *vm, uint64_t frames);

    /* Optional, called from inside `resize` or `safepoint`: ask for a full collection at the next
     * point where one is allowed; raise the interrupt with this action. */
    void (*request_gc)(struct vut_vm *vm);
    void (*interrupt)(struct vut_vm *vm, enum vut_action action);

    /* Optional, and only with VUT_CAP_IMAGE: the VM may be put back into the middle of a run, with which a
     * sweep runs what lies before a fault only once. All blocks, the C stack and the code mappings are
     * again as they were during an earlier call of a hook: `resize`, `safepoint`, or one of code memory.
     * What the VM keeps anywhere else must now be brought in line; then that call returns. Called on
     * another stack. */
    void (*resume)(struct vut_vm *vm);

    /* Optional. How many safepoints and guards were passed since `load`. Called from inside a hook, or
     * after `run`: with it a second fault can be planned close behind a first one. And from a signal
     * handler at any moment of a run, to see whether it gets anywhere: takes no memory, and changes
     * nothing. */
    void (*passed)(const struct vut_vm *vm, uint64_t *safepoints, uint64_t *guards);

    /* With `states`. What the VM is doing: an index. Called from inside a hook, at the moment a fault fires
     * and, in runs that are measured, at each event. Takes no memory, and changes nothing. */
    uint32_t (*state)(const struct vut_vm *vm);

    /* Optional. Drops all compiled code and collects all garbage, so that the live count of two moments
     * can be compared. */
    void (*settle)(struct vut_vm *vm);

    /* Optional, and only with VUT_CAP_IMAGE: scratch of a VM that was just created, at most `max` ranges
     * that do not overlap, none of which reaches out of a block: where a program may leave what it likes,
     * since `destroy` does not look there, nor does it depend on anything there how `destroy` goes. Where
     * all else is as `create` left it, and nothing else is allocated, the harness does without `destroy`.
     * Returns how many. */
    size_t (*scratch)(struct vut_vm *vm, struct vut_range *range, size_t max);

    /* With `dumps`: prints the one that is named `what` into `sink`, as UTF-8 text, beginning with a
     * legend. Called after `load`, whatever that returned, and, for those of a raise or a trace, from
     * inside `event`. `program` is what `load` was given; NULL inside `event`. False if there is nothing to
     * print, and nothing was. Changes nothing in the VM, and takes no memory. */
    bool (*dump)(struct vut_vm *vm, const char *what, const char *program, size_t size,
                 void (*sink)(void *ctx, const char *bytes, size_t size), void *sink_ctx);

    /* Optional, and only with VUT_CAP_SNAPSHOT. `exits`: called after `record`, gives the side exits that
     * the last run took, as the VM's own bytes; none unless a setting of the VM asks for it.
     * `expect_exits`: the next program, in an engine that does not compile, looks for these exits; `record`
     * says what it found. The bytes outlive that run. */
    void (*exits)(struct vut_vm *vm, void (*sink)(void *ctx, const char *bytes, size_t size),
                  void *sink_ctx);
    void (*expect_exits)(struct vut_vm *vm, const char *bytes, size_t size);

    /* Optional. Called before `load`: of the next program, in which no guard is forced, each side exit
     * whose guards were executed is told to `note`, at the latest when `run` returns. Nothing else differs:
     * the program has the same guards, traces and exits, and what is bounded or numbered is as without.
     * NULL: nobody wants to know. With it a sweep forces each exit once; without, guard after guard. */
    void (*note_guards)(struct vut_vm *vm, vut_guard_fn *note, void *ctx);

    /* Optional. Prints a program that shows a finding without the harness: with what anybody has who has
     * the VM. `form` counts from 0, the handiest first; false when there is no such form. Needs no VM. */
    bool (*standalone)(const struct vut_standalone *what, unsigned form, struct vut_standalone_use *use,
                       void (*sink)(void *ctx, const char *bytes, size_t size), void *sink_ctx);
};

#endif
