/* opt.h: what the optimizer's files know of each other. */
#ifndef REFVM_JIT_OPT_H
#define REFVM_JIT_OPT_H

#include "jit/ir.h"

/* An instruction that is about to be emitted. */
struct fold {
    struct ir *ir;
    enum ir_op op;
    uint8_t type;
    uint16_t flags;
    ir_ref a, b;
};

/* What a step of the optimizer says besides a reference; both are numbers that no reference has. */
enum {
    FOLD_NEXT = 1,  /* nothing found: go on with the next step */
    FOLD_AGAIN = 2, /* the instruction was rewritten in place */
};

/* ---- ir.c ---------------------------------------------------------------------------------------- */

/* May it exit? Then it has a snapshot. */
static inline bool ir_exits(const struct ir_ins *ins)
{
    return ir_modes[ins->op].kind == IRK_GUARD || (ins->flags & IRF_GUARD) != 0;
}

/* A handler's call has a snapshot, too: which frame it is called for. */
static inline bool ir_has_snap(const struct ir_ins *ins)
{
    return ir_exits(ins) || ins->op == IR_HCALL;
}

/* Does it look at all memory, slots included? What raises does: for a backtrace, and to unwind. */
static inline bool opt_needs_memory(const struct ir_ins *ins)
{
    return ins->op == IR_HCALL || (ins->op == IR_CALL && ir_calls[ins->a].effects >= IRE_RAISES);
}

/* What an address can be: a value of type PTR, or one that points at a block. */
static inline bool irt_is_address(uint8_t type)
{
    return type == IRT_PTR || (irt_is_value(type) && (type & 15u) >= TYPE_STRING);
}

/* Does any instruction use the newest snapshot? */
bool ir_snap_used(const struct ir *ir);
/* Takes the newest snapshot away. */
void ir_snap_drop(struct ir *ir);
/* Back to an earlier length: instructions and snapshots from these numbers on go. */
void ir_truncate(struct ir *ir, uint32_t ins_count, uint32_t snap_count);

/* ---- rules, in opt_rules.c ------------------------------------------------------------------------ */

/* One step of folding: a reference, IR_REF_NONE for a guard that holds, FOLD_NEXT or FOLD_AGAIN. */
ir_ref opt_rules(struct fold *f);
/* Are two lists of arguments, CARGs or single ones, the same? In opt_fold.c. */
bool opt_same_arguments(const struct ir *ir, ir_ref a, ir_ref b);
/* The instruction behind a reference if it is this one, to look at its operands; else NULL. Never through
 * what a loop carries: see opt_fold.c. */
const struct ir_ins *opt_through(const struct fold *f, ir_ref ref, enum ir_op op);

/* The rules of guards, in opt_guard.c. */
ir_ref opt_rules_compare(struct fold *f);
ir_ref opt_rules_testz(struct fold *f);
/* Does an earlier guard imply this one? */
bool opt_guard_implied(const struct fold *f);

/* ---- ranges, in opt_range.c ------------------------------------------------------------------------ */

/* ADD, SUB or MUL of integers: does the result fit whatever the operands are, as far as is known of them?
 */
bool opt_cannot_overflow(const struct fold *f);
/* Is it an integer from 0 to `most`? */
bool opt_is_within(const struct ir *ir, ir_ref ref, int64_t most);

/* ---- memory, in opt_mem.c -------------------------------------------------------------------------- */

/* For a LOAD, or a CALL that reads: what is known to be there, or FOLD_NEXT. */
ir_ref opt_forward(const struct fold *f);
/* For ZEXT of a loaded word: the integer whose lower part was stored there, if that is all of it, or
 * FOLD_NEXT. */
ir_ref opt_stored_integer(const struct ir *ir, ir_ref load);
/* Does the instruction touch the slot's memory by way of an address? */
bool opt_touches_slot(const struct ir *ir, ir_ref ref, uint32_t slot);
/* The same for a word, as snapshots have it. */
bool opt_touches_word(const struct ir *ir, ir_ref ref, uint32_t slot);

/* ---- uses ------------------------------------------------------------------------------------------ */

/* Sets IRF_INVARIANT and IRF_PHI anew, by what is alive. In opt_dce.c. */
void opt_mark_loop(struct ir *ir);

#endif
