/* rec_parts.h: what the files of the recorder share; see rec.h for how it works.
 *
 * Slots have two names: `slot` is a byte offset in the current frame, as oplines have it; `at` is one from
 * the base, as the IR has it.
 *
 * How the recorder of an opline is written
 *
 *   1. look at live values; what is not worth code of its own: REC_HCALL
 *   2. read operands, which guards their types; emit further guards
 *   3. emit effects: retain, stores, release; then rec_set and rec_kill
 *   4. r->expect, where it is not the next opline: rec_jump, rec_branch
 *
 * Once an effect was emitted, or a slot of the map was changed, no guard may follow: its snapshot is the
 * state before the opline.
 */
#ifndef REFVM_JIT_REC_PARTS_H
#define REFVM_JIT_REC_PARTS_H

#include <stddef.h>

#include "helper_data.h"
#include "jit/rec.h"

#define REC_OP(opcode, function) rec_op_fn function;
#include "jit/rec_ops.def"
#undef REC_OP

static inline bool rec_inline(const struct recorder *r)
{
    return jit_param(r->vm, PARAM_JIT_INLINE) != 0;
}

/* ---- rec_slot.c ---------------------------------------------------------------------------------- */

static inline uint32_t rec_at(const struct recorder *r, uint32_t slot)
{
    return (uint32_t)r->offset + slot;
}

bool rec_knows(const struct recorder *r, uint32_t slot); /* what is in it */
ir_ref rec_load_at(struct recorder *r, uint32_t at);
void rec_set_at(struct recorder *r, uint32_t at, ir_ref ref);
void rec_kill_at(struct recorder *r, uint32_t at);
void rec_kill_from(struct recorder *r, uint32_t at); /* all from there on: frames that are gone */
/* The slots of the current frame that an opline's handler writes or consumes are unknown from now on. */
void rec_forget_operands(struct recorder *r, const struct opline *o);
void rec_snapshot(struct recorder *r, enum snap_kind kind, const struct opline *o);
/* Is what the map says true of the frames in memory? A check of the recorder itself. */
bool rec_map_holds(struct recorder *r);

/* ---- rec_word.c ---------------------------------------------------------------------------------- */

#define REC_VM(field) (SNAP_VM | (uint32_t)offsetof(struct vm, field))

/* What the word is: loaded if it is not known. */
ir_ref rec_word_get(struct recorder *r, uint32_t at, uint8_t type);
void rec_word_set(struct recorder *r, uint32_t at, ir_ref ref);
void rec_word_know(struct recorder *r, uint32_t at, ir_ref ref); /* memory has it */
bool rec_word_is_known(const struct recorder *r, uint32_t at);
void rec_word_guard(struct recorder *r, uint32_t at, uint8_t type, ir_ref expected);
/* Memory has it, and may change from here on. */
void rec_word_forget(struct recorder *r, uint32_t at);
/* The same for the word at an address, if one is known there; else false. */
bool rec_word_load(struct recorder *r, uint8_t type, ir_ref address, ir_ref *ref);
bool rec_word_store(struct recorder *r, ir_ref address, ir_ref ref);

void rec_words_sync(struct recorder *r);   /* memory gets them all */
void rec_words_forget(struct recorder *r); /* a handler may have changed them */
void rec_words_kill_from(struct recorder *r, uint32_t at);
void rec_words_settle(struct recorder *r); /* the end of an iteration */
bool rec_words_are_stored(const struct recorder *r);
void rec_words_snapshot(struct recorder *r);
bool rec_words_hold(const struct recorder *r); /* see rec_map_holds */

/* ---- rec_emit.c ---------------------------------------------------------------------------------- */

/* May the operand be read as a plain value: defined, and no reference but in a CV? */
bool rec_readable(struct recorder *r, uint8_t kind, union operand operand, const struct opline *o);
/* The live value, a CV's reference followed; and the same as IR. */
const struct value *rec_peek(struct recorder *r, uint8_t kind, union operand operand,
                             const struct opline *o);
ir_ref rec_read(struct recorder *r, uint8_t kind, union operand operand, const struct opline *o);
/* What was read gets a holder more: a TMP or VAR hands over its own, and is gone. */
void rec_own(struct recorder *r, uint8_t kind, union operand operand, ir_ref ref);

/* Can the value be let go of without user code? Emits the guards for it; rec_release_value then does it.
 * `others`: how many more holders the same opline takes from values that may be the same one. */
bool rec_release_guard(struct recorder *r, ir_ref ref, const struct value *live, uint32_t others);
void rec_release_value(struct recorder *r, ir_ref ref);
/* The same for a TMP or VAR operand; true and nothing to do for others. */
bool rec_free_guard(struct recorder *r, uint8_t kind, union operand operand, uint32_t others);
void rec_free_operand(struct recorder *r, uint8_t kind, union operand operand);
/* A holder that came and went leaves its mark: the value may be part of a cycle. */
void rec_touch(struct recorder *r, ir_ref ref);

ir_ref rec_pointer(struct recorder *r, const void *p); /* a constant, PTR */
ir_ref rec_frame_address(struct recorder *r, int32_t offset, size_t field);
ir_ref rec_field(struct recorder *r, ir_ref address, size_t field);
ir_ref rec_xload(struct recorder *r, uint8_t type, ir_ref address);
void rec_xstore(struct recorder *r, uint8_t type, ir_ref address, ir_ref value);
void rec_store_field(struct recorder *r, int32_t frame, size_t field, ir_ref ref);
ir_ref rec_load_field(struct recorder *r, int32_t frame, size_t field, uint8_t type);
ir_ref rec_word(struct recorder *r, uint32_t w); /* constants */
ir_ref rec_null(struct recorder *r);
/* The value at an address in memory, with a guard of its present type. */
ir_ref rec_vload(struct recorder *r, ir_ref address, const struct value *live);
void rec_guard_equal(struct recorder *r, uint8_t type, ir_ref a, ir_ref b);
void rec_result(struct recorder *r, const struct opline *o, ir_ref ref); /* if there is a result slot */

/* ---- rec_control.c ------------------------------------------------------------------------------- */

/* The truth of an operand that is a scalar, with a guard for it; -1 if it is none. */
int rec_truth(struct recorder *r, uint8_t kind, union operand operand, const struct opline *o);
void rec_jump(struct recorder *r, const struct opline *from, const struct opline *to);
/* The end of a comparison or test: jumps itself when the branch behind is fused, else sets the result. */
void rec_branch(struct recorder *r, const struct opline *o, bool condition);

/* ---- rec_arith.c --------------------------------------------------------------------------------- */

/* a op b of numbers, with its guards; IR_REF_NONE: by the handler. */
ir_ref rec_operate(struct recorder *r, uint8_t opcode, const struct value *a, const struct value *b,
                   ir_ref ra, ir_ref rb);
ir_ref rec_step_number(struct recorder *r, bool up, const struct value *v, ir_ref ref);

/* ---- rec_assign.c -------------------------------------------------------------------------------- */

/* Where the value of a reference is; guarded to be no typed property's. IR_REF_NONE: it is one's now. */
ir_ref rec_reference(struct recorder *r, ir_ref ref, const struct ref *now);

/* ---- rec_call.c ---------------------------------------------------------------------------------- */

/* In rec_call.c; `offset` is a frame's from the base, `field` one of struct frame. */
static inline int32_t rec_offset_of(const struct recorder *r, const struct frame *f)
{
    return (int32_t)((const char *)f - (const char *)r->base);
}

void rec_set_top(struct recorder *r, int32_t top); /* of the VM stack */
/* NEW of a class whose constructor may be called here, or that has none and is given no arguments. */
enum rec_result rec_construct(struct recorder *r, const struct opline *o, struct class *c);
void rec_count_frames(struct recorder *r, int by);

/* After an HCALL: what it may have done to calls under preparation and to the VM stack. */
void rec_call_forget(struct recorder *r, const struct opline *o);
/* The current frame is another one; that it was left. */
void rec_enter_frame(struct recorder *r, struct frame *f);
void rec_left_frame(struct recorder *r);
/* The trace ends with this opline, by its handler. */
enum rec_result rec_leave_by(struct recorder *r, const struct opline *o);
/* How often the current function is among those that the trace is inside of. */
uint32_t rec_recursions(const struct recorder *r);

/* ---- rec_closure.c ------------------------------------------------------------------------------- */

void rec_guard_closure(struct recorder *r); /* that the current frame has one, if it is not known to */
ir_ref rec_load_closure(struct recorder *r);
rec_op_fn rec_bind_captured; /* BIND_STATIC in a closure, which has a table of its own */

/* ---- rec_native.c -------------------------------------------------------------------------------- */

enum { REC_NATIVE_ARGS = 2 };

/* Is it one of those that have an instruction, with so many arguments? */
bool rec_native_known(const struct func *func, uint32_t arg_count);
/* What the prepared call returns, with its guards; IR_REF_NONE: by the handler. */
ir_ref rec_native_call(struct recorder *r, const struct frame *call);
/* The DO_FCALL of an INIT that only SENDs of what it takes lie between, NULL if there are others: such a
 * call has no frame in the trace. Then, at the INIT already, what it returns, as above. */
const struct opline *rec_native_end(struct recorder *r, const struct opline *init, const struct func *func,
                                    uint32_t arg_count);
ir_ref rec_native_inline(struct recorder *r, const struct opline *init, const struct func *func,
                         uint32_t arg_count);

/* ---- rec_string.c -------------------------------------------------------------------------------- */

/* A call that may raise, of (vm, a, b) or (vm, a): effects RAISES or MAKES of calls.def. It saves the
 * opline, and puts all slots into memory. */
ir_ref rec_raising(struct recorder *r, const struct opline *o, enum ir_call call, ir_ref a, ir_ref b);
/* op1 .= op2 of a variable that holds a string. */
enum rec_result rec_append(struct recorder *r, const struct opline *o);
/* An operand as a string, to a slot of the current frame: of a string, or of an integer. */
enum rec_result rec_text(struct recorder *r, const struct opline *o, uint8_t kind, union operand operand,
                         uint32_t slot);

/* ---- rec_static.c -------------------------------------------------------------------------------- */

/* The class that an operand means, where it is the same each time; NULL: it is not, or is not known yet. */
struct class *rec_fixed_class(const struct recorder *r, const struct opline *o, uint8_t kind,
                              union operand operand);

/* ---- rec_object.c -------------------------------------------------------------------------------- */

ir_ref rec_load_this(struct recorder *r);   /* $this of the current frame, guarded to have one */
ir_ref rec_load_self(struct recorder *r);   /* the same where that was guarded before */
ir_ref rec_load_called(struct recorder *r); /* static:: of a frame without $this */
void rec_guard_class(struct recorder *r, ir_ref object, const struct class *class);

#endif
