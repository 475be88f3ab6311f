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
    /* The handler of a place where compiled code may begin; NULL in engines without compilers. */
    const void *(*hot)(void);
    /* Where no tag is tested: oplines whose handlers go on in vm->frame at its opline, and leave. Else
     * NULL. */
    const struct opline *enter, *leave;
};

extern const struct interp interp_call, interp_hybrid, interp_tailcall_tag, interp_tailcall_loop,
    interp_tailcall_sentinel;
/* The same with the shadow opline written at each opline start (`set: shadow=1`). A release build does not
 * take that setting, and has none of them. */
#ifndef REFVM_RELEASE
extern const struct interp interp_call_shadow, interp_hybrid_shadow, interp_tailcall_tag_shadow,
    interp_tailcall_loop_shadow, interp_tailcall_sentinel_shadow;
#else
#define interp_call_shadow              interp_call
#define interp_hybrid_shadow            interp_hybrid
#define interp_tailcall_tag_shadow      interp_tailcall_tag
#define interp_tailcall_loop_shadow     interp_tailcall_loop
#define interp_tailcall_sentinel_shadow interp_tailcall_sentinel
#endif

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

/* Numbers of safepoints: those that passed since `load`; the steps (with allocations). */
uint64_t safepoint_count(const struct vm *vm);
uint64_t safepoint_steps(const struct vm *vm);
/* Sets the countdown anew after something that it looks at changed. At the start of `load`:
 * safepoint_start, which also asks the harness when it wants to be called first. */
void safepoint_arm(struct vm *vm);
void safepoint_start(struct vm *vm);
/* vut.interrupt: raises it, to be delivered at the next safepoint, or at this one if the harness is being
 * asked. An interrupt that is already up stays as it is. */
void safepoint_interrupt(struct vm *vm, enum vut_action action);
/* The same by the program itself: the test module. */
void safepoint_interrupt_own(struct vm *vm, enum vut_action action);
/* set_time_limit(): from now on; 0 or less: none. A second is SAFEPOINT_STEPS_A_SECOND steps. */
enum { SAFEPOINT_STEPS_A_SECOND = 1000000 };
void safepoint_time_limit(struct vm *vm, long seconds);

/* Every backward jump that is taken, every entry into a user function, every return of a native one. */
/* Before a user function's frame is entered; false after raising the fatal error of vm->frame_max. */
bool safepoint_frame_limit(struct vm *vm);

#define SAFEPOINT_DUE(vm) (unlikely(--(vm)->safepoint_left == 0))

#endif
