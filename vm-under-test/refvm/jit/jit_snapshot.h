/* jit_snapshot.h: the snapshot oracle's eyes in the VM, for `set: checksnap=1`.
 *
 * A side exit rebuilds frames out of registers, spill slots and constants. In the run of compiled code each
 * exit is noted: where in the program's course it was taken, and what its frames held then. The program
 * runs again in the reference interpreter, which is told what to expect: at the same place of its course it
 * makes the same note of its own frames, and compares.
 *
 * A place is a number of safepoints, a number of allocations, a function, an opline in it, and a depth of
 * frames. Between two safepoints a frame comes by an opline once at most, and all of these only grow, so
 * that the exits are found in the order in which they were noted; one whose place the interpreter has
 * passed by, or never comes to, is a finding as well. Numbers of exits and traces are for people.
 *
 * What is noted of a frame: where it stands in the stack, its function, $this, and what it has of:
 * variables, temporaries that are going to be read, calls under preparation with their arguments. Of a
 * value: its type, reference count, and a digest of a scalar's payload, a string's bytes, an array's
 * elements, an object's number, class and properties, down to a bounded depth. The frames below are noted
 * too, up to a bound, as a trace that inlines calls rebuilds several.
 *
 * The log is memory of the harness's domain: the program does not see it. One that grows over its bound
 * ends there; what was noted until then is compared.
 */
#ifndef REFVM_JIT_SNAPSHOT_H
#define REFVM_JIT_SNAPSHOT_H

#include "vm.h"

struct trace_exit;

/* A side exit has rebuilt its frames, and nothing was done since. `f` is the frame that goes on. */
void snapshot_note(struct vm *vm, struct frame *f, const struct trace_exit *exit);

/* The interpreter is about to run `o`; or, with a snap_kind of a safepoint, to do what is due there. */
void snapshot_look(struct vm *vm, struct frame *f, const struct opline *o, uint8_t kind);
/* The program has ended: what is still expected was not found. */
void snapshot_end(struct vm *vm);

/* vut.exits, vut.expect_exits */
void snapshot_log(struct vm *vm, void (*sink)(void *ctx, const char *bytes, size_t size), void *sink_ctx);
void snapshot_expect(struct vm *vm, const char *bytes, size_t size);
void snapshot_start(struct vm *vm); /* before load: the log begins anew */
void snapshot_drop(struct vm *vm);  /* gives the log's memory back */

static inline bool snapshot_is_expected(const struct vm *vm)
{
    return unlikely(vm->jit.snapshots.expected != NULL);
}

/* At the start of each opline, in the reference interpreter with a shadow. */
static inline void snapshot_shadow(struct vm *vm, struct frame *f, const struct opline *o)
{
    vm->shadow = o;
    vm->jit.oplines++;
    if (snapshot_is_expected(vm))
        snapshot_look(vm, f, o, 0);
}

#endif
