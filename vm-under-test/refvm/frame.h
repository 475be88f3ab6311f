/* frame.h: activation records on the segmented VM stack, unwinding, backtraces.
 *
 * A frame is a header and slots of 16 bytes: the CVs (parameters first), the TMPs and VARs, then the
 * arguments that the function has no parameter for. A caller prepares the callee's frame (INIT_*), sends
 * arguments right into its slots, and then calls (DO_FCALL). Until then the frame hangs in `call` of the
 * caller's frame, where an unwinding finds it.
 *
 * `opline` is saved before anything that can observe it: an allocation, an error, user code. It is what
 * backtraces, error lines and the unwinding go by.
 */
#ifndef REFVM_FRAME_H
#define REFVM_FRAME_H

#include "func.h"
#include "value.h"

enum frame_flags {
    FRAME_ENTRY = 1 << 0,        /* its return leaves the C loop that runs it */
    FRAME_CTOR = 1 << 1,         /* called by NEW: an exception spares the destructor, result is dropped */
    FRAME_RELEASE_THIS = 1 << 2, /* holds a reference to `self` */
    FRAME_CLOSURE = 1 << 3,      /* holds a reference to the closure object in `closure` */
    FRAME_BY_REF = 1 << 4,       /* of CHECK_FUNC_ARG: the argument under way is by reference */
    FRAME_EXTRA_ARGS = 1 << 5,
    FRAME_SYMBOLS = 1 << 6, /* owns a symbol table */
    FRAME_TRAMPOLINE = 1 << 7,
    FRAME_FAKE = 1 << 8,    /* of C code that calls back, no function to show in a backtrace */
    FRAME_SEGMENT = 1 << 9, /* the first frame in its segment: leaving it gives the segment back */
};

struct frame {
    const struct opline *opline; /* where it is; NULL in a frame of a native function */
    struct frame *call;          /* the call that is being prepared last; they chain through `prev` */
    struct value *result;        /* where the return value goes; NULL: nowhere */
    struct func *func;
    union {
        struct object *self;  /* $this */
        struct class *called; /* without $this: static:: */
    };
    struct frame *prev; /* the caller; of a prepared call the one prepared before it */
    struct array *symbols;
    struct object *closure; /* FRAME_CLOSURE */
    uint32_t flags;         /* FRAME_* | FRAME_HAS_THIS */
    uint32_t arg_count;
    uint64_t spare;
};

enum { FRAME_HAS_THIS = 1 << 16, FRAME_SLOTS = 5 };

_Static_assert(sizeof(struct frame) == FRAME_SLOTS * sizeof(struct value), "slots follow the header");

static inline struct value *frame_slot(const struct frame *f, uint32_t index)
{
    return (struct value *)f + FRAME_SLOTS + index;
}

static inline struct value *frame_at(const struct frame *f, uint32_t offset)
{
    return (struct value *)((char *)f + offset);
}

static inline uint32_t frame_offset(uint32_t index)
{
    return (uint32_t)((FRAME_SLOTS + index) * sizeof(struct value));
}

/* Argument n (from 0) of a frame; native functions have all of theirs in order. */
static inline struct value *frame_arg(const struct frame *f, uint32_t n)
{
    if (n >= f->func->param_count && !(f->func->flags & FUNC_NATIVE))
        n += f->func->var_count + f->func->tmp_count - f->func->param_count;
    return frame_slot(f, n);
}

struct object *frame_this(const struct frame *f); /* or NULL */
struct class *
frame_scope(const struct frame *f); /* whose code it is: self::, or NULL; closures have their own */
struct class *frame_called(const struct frame *f); /* static::, or NULL */
bool frame_is_user(const struct frame *f);

/* ---- the VM stack -------------------------------------------------------------------------------- */

enum { STACK_SEGMENT_SIZE = 16 << 10 }; /* bytes; a larger frame gets a segment of its own */

struct segment {
    struct segment *prev;
    struct value *top; /* where it was left when the next one began */
    size_t size;       /* bytes, this header included */
    uint64_t spare;
};

struct stack {
    struct segment *segment;
    struct value *top, *end;
    uint64_t frame_count; /* frames that run, for the frame limit */
};

bool stack_create(struct vm *vm); /* the first segment, kept for ever */
void stack_destroy(struct vm *vm);
/* Makes the top segment have room for `size` bytes; NULL after raising. The slow path of frame_push. */
struct frame *stack_grow(struct vm *vm, size_t size);
void stack_pop_segment(struct vm *vm, struct frame *first);

/* Room for a call of `func` with `arg_count` arguments; header filled in, slots not: every SEND writes its
 * slot, and the unwinding of a half-prepared call frees the first `arg_count` slots, which is why
 * arg_count counts those that were sent so far. NULL after raising. `called_or_self`: see the union. */
struct frame *frame_push(struct vm *vm, struct func *func, uint32_t arg_count, void *called_or_self,
                         uint32_t flags);
void frame_pop(struct vm *vm, struct frame *f); /* gives its room back; must be the top one */

/* Puts a user function's frame into the state at its first opline: extra arguments moved behind the
 * TMPs, other CVs undefined, opline set (past the RECVs of arguments that were given where no type has to
 * be checked). Static variables of closures bound. */
void frame_enter(struct vm *vm, struct frame *f, struct value *result);
/* Releases all that a frame holds, but not what live ranges cover: CVs, extra arguments, symbols, self,
 * closure. The frame stays on the stack for frame_pop. A destructor may throw. */
void frame_release(struct vm *vm, struct frame *f);
/* A call that was prepared and will not be made, or a native one that was: releases its first `arg_count`
 * slots and all else that it holds, and pops it. With an exception pending the destructor of a
 * constructor's object will not be called. */
void frame_drop_call(struct vm *vm, struct frame *call);

/* Makes room for that many arguments in a call that was prepared last and has none yet: its frame, which
 * may be another one. NULL after raising, `call` was dropped then. */
struct frame *frame_widen(struct vm *vm, struct frame *call, uint32_t arg_count);
/* Adds an argument, as C code passes them: a copy; a parameter by reference takes a reference as it is, and
 * anything else after a warning. False after raising. */
bool frame_send(struct vm *vm, struct frame *call, const struct value *arg);
/* A call of a callable, `prev` is vm->frame. A trampoline stays the callable's. NULL after raising. */
struct frame *frame_push_callable(struct vm *vm, const struct callable *c, uint32_t arg_count);

/* Calls a native function whose frame was prepared and whose `prev` is the caller, and leaves it: checks
 * the arguments, releases and pops the frame. `result` is TYPE_UNDEF after raising: false. */
bool frame_call_native(struct vm *vm, struct frame *call, struct value *result);
/* The call of __call or __callStatic that `call`, of a trampoline, stands for, prepared in its place: name
 * and arguments. NULL after raising, `call` was dropped then. */
struct frame *frame_from_trampoline(struct vm *vm, struct frame *call);

/* ---- unwinding ----------------------------------------------------------------------------------- */

/* vm->exception is set (an object, or a fatal error, or exit). Finds where to go on: the catch or finally
 * of this frame or, having left it, of a caller. Frees live TMPs by the live ranges at the saved opline and
 * the calls under preparation. Returns the opline to go on with, and that frame in vm->frame; NULL when a
 * FRAME_ENTRY was left: the C caller sees vm->exception. */
const struct opline *frame_unwind(struct vm *vm, struct frame *f);
/* Frees live TMPs of the frame at opline number `at`, but those that are still live at `catch_op` (0:
 * none). */
void frame_free_live(struct vm *vm, struct frame *f, uint32_t at, uint32_t catch_op);
void frame_free_calls(struct vm *vm, struct frame *f); /* the calls under preparation */

/* @ keeps these levels in error_reporting; its end puts the old ones back if nobody set others. */
enum { SILENCED_LEVELS = 4437 };
void frame_end_silence(struct vm *vm, const struct value *old);

/* ---- looking ------------------------------------------------------------------------------------- */

struct frame *frame_user(struct vm *vm); /* the innermost user frame, or NULL */
int frame_line(const struct frame *f);   /* of the saved opline; 0 for native ones */
int vm_line(struct vm *vm);              /* where the program is now */

/* debug_backtrace(): a new array; NULL after raising. `skip` innermost frames are left out. */
struct array *frame_backtrace(struct vm *vm, uint32_t skip, bool with_object, bool with_args,
                              uint32_t limit);
/* The same as text without allocating, one frame a line, innermost first, cut to fit. */
void frame_backtrace_text(struct vm *vm, char *text, size_t size);

/* A frame's symbol table, made on first use: CVs appear as TYPE_INDIRECT. NULL after raising. */
struct array *frame_symbols(struct vm *vm, struct frame *f);
/* The main program's frame, entered: its CVs become the globals while it runs. False after raising. */
bool frame_attach_globals(struct vm *vm, struct frame *f);

/* The opline oracle: called where the saved opline can be observed (every allocation, every error, every
 * entry into user code, every backtrace), with the name of that place. Compares with vm->shadow when
 * `set: shadow=1`. Writes what is wrong into the record. */
void frame_check_opline(struct vm *vm, const char *where);

#endif
