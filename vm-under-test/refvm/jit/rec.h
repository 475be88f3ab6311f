/* rec.h: the trace recorder: from a program that runs to IR.
 *
 * trace_record() runs the program opline by opline: rec_before(o), then jit_handler(o) executes it, then
 * rec_after(o, next), until something stops it. Recording never changes what the program does.
 *
 *   rec_before   looks at the opline and at the live values of its operands, and emits IR for it: all
 *                guards first, then effects, then the slots that change. What it decided it returns:
 *                REC_DONE   the opline is in the IR
 *                REC_HCALL  it is to be an HCALL: rec_before has emitted the SSTOREs of all dirty slots,
 * and rec_after emits the HCALL, as only then the next opline is known REC_STOP   the trace ends before
 * this opline: link or abort are set rec_after    HCALL; follows calls and returns; ends the trace where it
 * is due
 *
 * The slot map holds what the trace knows of slots: offset from the base / 16 -> reference, and whether
 * memory has it too. Reading an unknown slot emits an SLOAD with a guard of its present type. A TMP or VAR
 * that an opline consumed is forgotten (rec_kill).
 *
 * Words of frame headers and of the VM itself are kept in the same way, see rec_word.c.
 *
 * Recorders of single oplines are in rec_*.c, one function each, in the table rec_ops by opcode; where
 * there is none, or it returns REC_HCALL, the opline is an HCALL. A recorder that can't go on with what it
 * sees (a reference, an object where an array is expected) returns REC_HCALL before it has emitted any
 * effect.
 */
#ifndef REFVM_JIT_REC_H
#define REFVM_JIT_REC_H

#include "jit/trace.h"

enum rec_result { REC_DONE, REC_HCALL, REC_STOP };

enum {
    REC_SLOT_MAX = 1024, /* slots from the base on, headers included */
    REC_CALL_MAX = 16,
    REC_WORD_MAX = 192, /* words that are known at once */
    REC_STEP_MAX = 512, /* recorded oplines that are kept for the dump */
};

struct rec_slot {
    ir_ref ref;  /* IR_REF_NONE: unknown */
    bool dirty;  /* memory does not have it yet */
    bool stored; /* the trace has stored to it (for snapshots: SNAP_STORED) */
};

/* A word of a frame's header, or of the VM; see rec_word.c. */
struct rec_word {
    uint32_t at;   /* as in snapshots: byte offset from the base, or SNAP_VM */
    ir_ref ref;    /* what it is */
    ir_ref memory; /* what memory has; IR_REF_NONE: not known */
    bool written;  /* it was set, and not stored since */
};

struct recorder {
    struct vm *vm;
    struct ir ir;
    struct trace *trace;
    struct trace_begin begin; /* where it begins, see trace.h */
    struct func *begin_func;  /* whose point that is */
    uint32_t flushes;         /* vm->jit.flushes when it began: another one drops what it builds on */

    struct frame *base;  /* the frame that offsets count from */
    struct frame *frame; /* the current one */
    int32_t offset;      /* of `frame` from `base`, in bytes */
    const struct opline *opline;
    uint32_t depth; /* inlined calls around the current frame */
    uint32_t opline_count, unroll_count;
    uint32_t slot_end; /* slots in use in the map */
    struct rec_slot slots[REC_SLOT_MAX];
    struct rec_word words[REC_WORD_MAX];
    uint32_t word_count;
    /* Guards that are made to ask for more when more of the same is needed: for room behind an offset from
     * the base, for running frames, for safepoints that are not due. */
    ir_ref room_guard, frame_guard, safepoint_guard;
    int32_t room_at;
    /* What must come next, as rec_before sees it: an opline and the frame that it runs in. */
    const struct opline *expect;
    struct frame *expect_frame;
    /* Calls under preparation whose frames' places the trace knows: offsets from the base. */
    int32_t calls[REC_CALL_MAX];
    uint32_t call_count;
    bool top_known; /* vm->stack.top is the base + top */
    int32_t top;
    int32_t native_call; /* of the DO_FCALL that is recorded: its native callee's frame, if known; else 0 */
    /* A call of a native function that has no frame in the trace: its DO_FCALL, and what it returns. No
     * guard, and no end of the trace, may come before that opline. */
    const struct opline *native_end;
    ir_ref native_result;
    bool entered, returned; /* the current frame was entered, or returned to, by the opline before */
    uint32_t out_count;     /* returns from the base, to a caller that is the base since */
    uint32_t down_count;    /* those that came back to where the trace began */
    bool leaving;           /* the trace ends with this opline's HCALL, whatever that returns */
    bool has_call;          /* an HCALL was emitted since the start */
    uint32_t inline_count;  /* oplines that are none */
    uint32_t loop_end;      /* of a loop: number of its last opline */
    uint64_t entries;       /* vm->jit.entries when the opline began: another one is user code inside */
    bool snap_due;          /* the next guard needs a new snapshot */
    bool before_effect;     /* no effect of this opline was emitted yet: guards are allowed */

    enum stop stop; /* why it is given up */
    enum trace_link link;
    uint32_t link_trace;
    bool finished;
    /* For the dump: what was recorded, up to the number of oplines; the lowest bit says REC_HCALL. */
    uintptr_t steps[REC_STEP_MAX];
};

static inline void rec_note(struct recorder *r, const struct opline *o, enum rec_result result)
{
    if (r->opline_count < REC_STEP_MAX)
        r->steps[r->opline_count] = (uintptr_t)o | (result == REC_HCALL);
}

typedef enum rec_result rec_op_fn(struct recorder *r, const struct opline *o);
extern rec_op_fn *const rec_ops[OPCODE_COUNT]; /* rec_table.c, from rec_ops.def: REC_OP(opcode, function) */

/* ---- operands. Byte offsets as in oplines, of the current frame. ---------------------------------- */

/* The live value, for a look at its type; not followed if a reference. */
const struct value *rec_look(struct recorder *r, uint8_t kind, union operand operand,
                             const struct opline *o);
/* The value as a reference; for slots with a guard of its type when it was unknown. */
ir_ref rec_operand(struct recorder *r, uint8_t kind, union operand operand, const struct opline *o);
ir_ref rec_load(struct recorder *r, uint32_t slot);
/* The slot holds it now; what it held is not released (see RELEASE). Marks it dirty. */
void rec_set(struct recorder *r, uint32_t slot, ir_ref ref);
void rec_kill(struct recorder *r, uint32_t slot); /* it holds nothing any more */
void rec_kill_operand(struct recorder *r, uint8_t kind, union operand operand); /* TMP, VAR only */
uint8_t rec_type(const struct recorder *r, ir_ref ref);
ir_ref rec_constant(struct recorder *r, const struct value *v); /* of a literal: KINT, KFLOAT, KPRI, KPTR */

/* ---- emitting ------------------------------------------------------------------------------------ */

/* A guard of this opline: takes a snapshot if one is due. Not allowed after an effect of the opline. */
void rec_guard(struct recorder *r, enum ir_op op, uint8_t type, uint16_t flags, ir_ref a, ir_ref b);
/* A value that may exit (typed load, overflow): the same. */
ir_ref rec_guarded(struct recorder *r, enum ir_op op, uint8_t type, ir_ref a, ir_ref b);
ir_ref rec_emit(struct recorder *r, enum ir_op op, uint8_t type, ir_ref a, ir_ref b); /* pure */
void rec_effect(struct recorder *r, enum ir_op op, uint8_t type, ir_ref a, ir_ref b);
ir_ref rec_call(struct recorder *r, enum ir_call call, uint32_t count, const ir_ref *args);

/* One more holder of what `ref` points at, if it is counted. */
void rec_retain(struct recorder *r, ir_ref ref);
/* One holder less where no user code can run: scalars and strings: true. False, nothing emitted: the value
 * is an array, object or reference, whose release may run a destructor: use an HCALL. */
bool rec_release(struct recorder *r, ir_ref ref);

/* frame->opline of the current frame = o: before anything that can observe it. */
void rec_save(struct recorder *r, const struct opline *o);
/* SSTOREs of all dirty slots. */
void rec_sync(struct recorder *r);
/* After user code may have run, or a handler wrote: everything unknown, but for `keep` CVs of functions
 * whose variables nobody else can reach (no symbol table, no reference) and that `o` does not write. */
void rec_forget(struct recorder *r, const struct opline *o);

/* A condition that was seen to be `taken`: a guard for it, in the operands' types; the jump is followed by
 * the program itself. SAFEPOINT if the jump from `from` to `to` goes backward. */
void rec_safepoint(struct recorder *r, enum snap_kind kind, const struct opline *to);

enum rec_result rec_abort(struct recorder *r, enum stop stop);
enum rec_result rec_link(struct recorder *r, enum trace_link link, uint32_t link_trace);

#endif
