/* jit.h: the two compilers of the reference VM, as the rest of the VM sees them.
 *
 *   function   a hot function is compiled whole, opline by opline (func_*.c)
 *   trace      a hot loop, function or side exit is recorded while it runs (rec_*.c), as IR (ir.h), which
 *              is optimized (opt_*.c) and assembled (asm_*.c)
 *
 * Both run over the hybrid interpreter. At each point (a loop header, i.e. a target of a backward jump, and
 * the first oplines of a function, where a call may begin) its handler is JIT_HOT, which calls jit_hot():
 * that counts, compiles, enters machine code, or runs the opline's own handler. Machine code is
 * entered by jit_enter (jit_enter.S) with the meaning of a handler: it returns the opline to go on with,
 * always tagged (ENTER), vm->frame being the frame; NULL | ENTER says that the entry frame was left.
 *
 * What is not compiled inline is done by calling the opline's handler of the `call` engine, a C function
 * (jit_handler). So the semantics of every opline exist once. All state is in memory around such a call:
 * slots in the frame, vm->frame, frame->opline, vm->stack.
 *
 * Memory of the compilers comes from jit_mem: VUT_DOMAIN_COMPILER, each call a named site; a failure
 * raises nothing and changes nothing but that there is no code. Nothing here allocates language memory
 * or runs user code, but through the handlers that the program would run anyway.
 *
 * All of it belongs to a program and goes with it (jit_drop).
 */
#ifndef REFVM_JIT_H
#define REFVM_JIT_H

#include "interp_parts.h"
#include "jit/mcode.h"
#include "jit/stops.h"
#include "mem.h"
#include "state.h"
#include "vm.h"

/* Where machine code may be entered from the interpreter. */
struct jit_point {
    uint32_t opline;             /* number in the function */
    bool loop;                   /* a loop header; else a function's entry, or behind a call */
    bool blacklisted;            /* never again */
    uint32_t count;              /* passes until it is hot */
    uint32_t penalty;            /* of the last abort here; 0: none yet */
    interp_handler_fn *original; /* what the opline does, as a C function */
    struct trace *root;          /* trace engine: the trace that begins here, or NULL */
};

/* func->jit. Made when the first of its points is reached; NULL while there is none. */
struct jit_func {
    struct func *func;
    struct jit_func *next; /* all of the program: vm->jit.funcs */
    struct jit_point *points;
    uint32_t point_count;
    uint32_t *point_at; /* opline number -> index in points + 1, or 0 */
    /* function engine */
    uint32_t number; /* in the order of first attempts, from 1; it outlives flushes. 0: none yet */
    struct mcode code;
    const void **entry; /* opline number -> machine code (the state is all in memory there); NULL: none */
    enum stop stop;     /* why it is not compiled; STOP_NONE: it is, or was not tried yet */
    /* trace engine */
    const struct opline *call_opline; /* where the entry's last root trace begins; NULL: there is none */
    const void *call_code;            /* its machine code */
};

/* ---- for the VM ---------------------------------------------------------------------------------- */

void jit_create(struct vm *vm, enum jit_engine engine); /* chooses; allocates nothing */
void jit_start(struct vm *vm);                          /* before load: numbers begin anew */
/* After interp_prepare: puts JIT_HOT where it belongs. Allocates nothing, cannot fail. */
void jit_prepare(struct vm *vm, struct func *f);
void jit_drop(struct vm *vm);  /* the program ends: everything is given back */
void jit_flush(struct vm *vm); /* drops all compiled code, also while it runs, and counts anew */
/* No machine code runs: frees what had to wait for that. */
void jit_settle(struct vm *vm);

/* The handler of JIT_HOT. */
interp_handler_fn jit_hot;

/* Machine code that C code can enter for a call that begins where the frame stands, or NULL: then there is
 * none, or the interpreter gets to it. */
static inline const void *jit_call_code(const struct vm *vm, const struct frame *f)
{
    const struct jit_func *jf = f->func->jit;

    if (jf == NULL)
        return NULL;
    if (jf->entry != NULL)
        return jf->entry[func_opline_number(f->func, f->opline)];
    return jf->call_opline == f->opline && vm->jit.recorder == NULL ? jf->call_code : NULL;
}

/* ---- shared by both compilers -------------------------------------------------------------------- */

static inline long jit_param(const struct vm *vm, enum param_id id)
{
    return vm->settings->param[id];
}

/* As hooks->resize, domain COMPILER. NULL when the attempt fails; nothing is raised. `site` is a row of
 * sites/jit.def, used in one call only. Frees with new_size 0. */
void *jit_mem(struct vm *vm, void *block, size_t old_size, size_t new_size, enum site site);
/* Makes room for one more in an array that grows by doubling; false when that fails. */
bool jit_grow(struct vm *vm, void **array, uint32_t *capacity, uint32_t count, size_t element,
              enum site site);

/* The C function that does what an opline does: the `call` engine's handler, the shadowed one if
 * `set: shadow=1`. */
interp_handler_fn *jit_handler(const struct vm *vm, const struct opline *o);

/* Where an opline jumps to: up to two targets that are not the next opline; their count. In
 * compile_check.c's terms: from compile_rules.def. */
uint32_t jit_targets(const struct opline *o, const struct opline *targets[2]);

struct jit_func *jit_func_of(struct vm *vm, struct func *f); /* makes it; NULL when memory runs out */
struct jit_point *jit_point_at(const struct jit_func *jf, const struct opline *o); /* or NULL */

/* In jit_enter.S. `code`: machine code that ends by a jump to jit_leave or jit_leave_checked with rax =
 * opline | ENTER (emit_leave). */
const struct opline *jit_enter(const struct opline *o, struct frame *f, struct vm *vm, const void *code);
/* Where machine code goes to leave: rax = opline | ENTER, r13 is stored. Not called: jumped to. jit_leave
 * takes rsp from rbp, wherever it is; jit_leave_checked is for code that took its spill slots off: it
 * counts an rsp that is not what it was on entry in vm->jit.host_stack_wrong. Both count a spill slot that
 * was written beyond the end. */
extern const char jit_leave[], jit_leave_checked[];

/* jit.c: a guard counted down to zero, and took its exit: asks the harness for the next one. Called by
 * trace_exit, before anything else, when vm->jit.guard_left is 0. */
void jit_guard_forced(struct vm *vm);

/* Trace log. */
void jit_event(struct vm *vm, enum vut_event_kind kind, uint32_t a, uint32_t b, uint32_t c,
               const char *name);

/* ---- function engine (func_*.c) ------------------------------------------------------------------ */

/* Compiles a hot function; on success jf->entry is there. One exit for all failures: jf->stop, event. */
void jit_func_compile(struct vm *vm, struct jit_func *jf);
/* Drops the code and its tables, also while it runs; the jit_func stays, as if never compiled: entry NULL,
 * stop STOP_NONE. */
void jit_func_free(struct vm *vm, struct jit_func *jf);

#endif
