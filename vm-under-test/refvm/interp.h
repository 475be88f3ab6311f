/* interp.h: the three interpreters, from one body of handlers (handlers/ *.inc).
 *
 *   call      a loop calls handlers; each returns the next opline
 *   hybrid    one function, computed goto from handler to handler
 *   tailcall  a handler ends by a tail call of the next one (clang only); helpers are tail-called too
 *
 * A handler that changed the frame returns the next opline with ENTER set in its address: whoever gets it
 * must take the tag off and reload the frame from vm->frame. How an interrupt that was taken in a helper
 * reaches the dispatcher of `tailcall` is a choice (`set: helperexit`): the tag is tested in the handler,
 * the handler returns to the main loop, or the helper returns a sentinel opline whose handler is the
 * interrupt's.
 */
#ifndef REFVM_INTERP_H
#define REFVM_INTERP_H

#include "frame.h"
#include "opline.h"

enum { ENTER = 1 }; /* in the address of a returned opline */

/* One row an engine and variant: runs vm->frame (a FRAME_ENTRY frame that was entered) until it is left. */
typedef void interp_run_fn(struct vm *vm);

struct interp {
    const char *name;
    interp_run_fn *run;
    /* The handler of an opline (by opcode and operand kinds), to be put into opline.handler. */
    const void *(*handler)(const struct opline *o);
};

extern const struct interp interp_call, interp_hybrid, interp_tailcall_tag, interp_tailcall_loop,
    interp_tailcall_sentinel;
/* The same with the shadow opline written at each opline start (`set: shadow=1`). */
extern const struct interp interp_call_shadow, interp_hybrid_shadow, interp_tailcall_tag_shadow,
    interp_tailcall_loop_shadow, interp_tailcall_sentinel_shadow;
/* Writes the handlers of vm->interp into the oplines of a function. */
void interp_prepare(struct vm *vm, struct func *f);

/* Runs a user function's frame that func_call prepared: FRAME_ENTRY is set here. */
void interp_execute(struct vm *vm, struct frame *f);

/* ---- safepoints ---------------------------------------------------------------------------------- */

/* The countdown of vm->safepoint_left came to zero: asks the harness, looks at the step budget and
 * the program's time limit, collects garbage if due, delivers an interrupt. `next` is the opline that
 * would come next and is saved in the frame. Returns false after raising; true: go on. User code may have
 * run. */
bool safepoint_slow(struct vm *vm, struct frame *f, const struct opline *next);

/* Every backward jump that is taken, every entry into a user function, every return of a native one. */
#define SAFEPOINT_DUE(vm) (unlikely(--(vm)->safepoint_left == 0))

#endif
