/* trace.h: traces, their life, and how they are left.
 *
 * Life: hot point or hot exit -> trace_record: the recorder runs the program opline by opline through
 * jit_handler, and notes each in IR -> stop with a link, or abort with a reason (trace_abort: the one exit,
 * which frees, penalises, blacklists, tells the log) -> opt -> asm -> mcode -> the point's root, or the
 * parent's exit slot.
 *
 * Leaving: a guard that fails jumps to the exit's stub, which loads the exit's number and jumps through
 * exit.target, a slot in data memory: at first trace_exit_stub (jit_enter.S), which saves all registers and
 * calls trace_exit; later the side trace's code. trace_exit stores the dirty slots by the exit's map,
 * counts, records a side trace if it is hot, and returns the opline to go on with.
 */
#ifndef REFVM_JIT_TRACE_H
#define REFVM_JIT_TRACE_H

#include "jit/emit.h"
#include "jit/ir.h"
#include "jit/mcode.h"

enum trace_link {
    LINK_NONE,
    LINK_LOOP, /* back to its own loop */
    LINK_ROOT, /* to the head of another root trace */
    LINK_UP_RECURSION,
    LINK_DOWN_RECURSION,
    LINK_STITCH,      /* over a call, then to the trace behind it */
    LINK_INTERPRETER, /* to the interpreter, at `link_opline`, or after a return that the trace has made */
    LINK_COUNT,
};

extern const char *const trace_links[LINK_COUNT]; /* "loop", "root", "up-recursion", ... */

/* Where a dirty slot's value is when a guard fails. */
enum loc_kind { LOC_REG, LOC_SPILL, LOC_CONST, LOC_STORED, LOC_BASE };

struct exit_slot {
    uint32_t slot;    /* as in struct snap_entry */
    uint8_t type;     /* ir_type */
    uint8_t kind;     /* enum loc_kind */
    uint8_t reg;      /* enum reg */
    uint8_t flags;    /* enum snap_entry_flags */
    uint32_t spill;   /* [rsp + 8 spill] */
    union ir_const k; /* LOC_BASE: the base + k.i */
};

struct trace_exit {
    const void *target; /* the slot that the stub jumps through: trace_exit_stub, or a side trace's entry */
    struct trace *trace;
    uint32_t first, count; /* in trace.exit_slots */
    uint8_t kind;          /* enum snap_kind */
    int32_t frame;
    const struct opline *opline;
    struct func *func;
    uint32_t taken, tries;
    uint32_t side; /* number of the side trace, or 0 */
    /* While guards are noted: guards left behind the first one here that held, and the number of the first
     * one that failed; 0: none so far. */
    uint64_t held, failed;
};

struct trace {
    uint32_t number;
    uint32_t parent, exit; /* of a side trace; else 0 */
    uint32_t root;         /* number of the root it belongs to; itself */
    uint32_t side_count;   /* of a root */
    enum trace_link link;
    uint32_t link_trace;
    const struct opline *link_opline; /* NULL after a return */
    bool link_behind_call; /* a return to any caller: behind the call where it stands; else to C */
    struct func *func;     /* where it starts */
    const struct opline *start;
    struct mcode code;
    const void *entry;
    uint32_t spill_size; /* bytes below the trampoline's frame while it runs, a multiple of 16 */
    struct trace_exit *exits;
    uint32_t exit_count;
    struct exit_slot *exit_slots;
    uint32_t exit_slot_count;
    const void *stitch_target; /* the slot for the trace behind a stitched call */
    uint32_t opline_count;     /* recorded */
    uint32_t flushes;          /* before it was installed */
    struct trace *next;        /* of those that were dropped */
    bool dropped;              /* flushed while it may still run; freed when machine code has ended */
};

/* What jit_enter.S saves at an exit, in this order at the address it passes. */
struct exit_regs {
    double f[16];
    uint64_t r[16];
};

/* Called by trace_exit_stub: `exit_number` of the trace; `spill` is rsp at the exit. Returns opline |
 * ENTER.
 */
const struct opline *trace_exit(struct vm *vm, struct exit_regs *regs, struct trace_exit *exit,
                                const uint64_t *spill);
extern const char trace_exit_stub[]; /* rax = struct trace_exit * */

/* From jit_hot: the point is hot, or has a root. Each returns what a handler would. */
const struct opline *trace_hot(struct vm *vm, struct frame *f, struct jit_point *p, const struct opline *o);

struct trace *trace_new(struct vm *vm, enum stop *stop); /* with the next number; limit maxtrace */
void trace_free(struct vm *vm, struct trace *t);
void trace_flush(struct vm *vm);

/* The two ends of a recording. Both free the recorder, and clear vm->jit.recorder.
 *
 * trace_install: the trace is assembled; puts it where it is entered: the point's root, the parent's exit
 * slot, or, of a trace that goes on behind a stitched call, the slot of the trace before. Tells the log.
 * trace_abort: frees all, tells the log, penalises or blacklists. `r->trace` may be NULL. */
void trace_install(struct vm *vm, struct recorder *r);
void trace_abort(struct vm *vm, struct recorder *r, enum stop stop);

/* ---- recorder (rec_*.c) -------------------------------------------------------------------------- */

/* What is to be recorded, one of three: */
struct trace_begin {
    struct jit_point *point; /* a root trace at a hot point */
    struct trace *parent;    /* a side trace: */
    struct trace_exit *exit; /*   its parent's exit */
    struct trace *stitched;  /* a trace behind a call that ended that one */
};

/* Records from `o` in frame `f` on, running the program meanwhile, until a link or an abort. Returns the
 * opline to go on with, tagged as a handler's. The first opline is always executed, so that there is
 * progress: a point with a root, or the trace's own start, ends a recording only after it. After a trace
 * that ends with LINK_STITCH the recorder goes on at once with the trace behind the call (begin.stitched),
 * a root whose base is the frame then current: all state is in memory there, rbx is that frame (REBASE),
 * and the spill area is gone. */
const struct opline *trace_record(struct vm *vm, struct frame *f, const struct opline *o,
                                  const struct trace_begin *begin);

/* ---- assembler (asm_*.c) ------------------------------------------------------------------------- */

/* IR to machine code: fills in code, entry, exits, exit_slots, spill_size of `t`. `t` says what it links
 * to; `parent_exit` is a side trace's. On failure everything it made is freed. */
enum stop asm_trace(struct vm *vm, const struct ir *ir, struct trace *t,
                    const struct trace_exit *parent_exit);

#endif
