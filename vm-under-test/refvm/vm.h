/* vm.h: all state of a reference VM, in one block. There is nothing else: no mutable globals, nothing
 * outside of memory that came from hooks->resize. That is what makes a reset a copy of memory. */
#ifndef REFVM_VM_H
#define REFVM_VM_H

#include "array.h"
#include "ast.h"
#include "bug.h"
#include "builtin.h"
#include "class.h"
#include "convert.h"
#include "error.h"
#include "frame.h"
#include "front.h"
#include "func.h"
#include "gc.h"
#include "interp.h"
#include "jit/jit_state.h"
#include "mem.h"
#include "number.h"
#include "object.h"
#include "operator.h"
#include "output.h"
#include "str.h"
#include "value.h"

/* In the order of the adapter's params. */
enum param_id {
    PARAM_SHADOW,     /* opline oracle: compare with the dispatcher's own position */
    PARAM_CHECK,      /* census and other costly checks at the end of the run */
    PARAM_NESTING,    /* limit of C re-entries and recursions */
    PARAM_FRAMES,     /* limit of frames */
    PARAM_MEMORY,     /* memory limit in KB */
    PARAM_HELPEREXIT, /* tailcall: 0 tag, 1 loop, 2 sentinel */
    PARAM_TESTMODULE, /* the class whose compare handler raises the interrupt */
#define LIMIT(id, name, min, max, initial, text) PARAM_JIT_##id,
#include "jit/limits.def"
#undef LIMIT
#define OPTION(id, name, max, initial, text) PARAM_JIT_##id,
#include "jit/options.def"
#undef OPTION
    PARAM_COUNT,
};

_Static_assert((int)PARAM_COUNT <= (int)VUT_PARAM_COUNT_MAX, "each has its place in the settings");

/* What belongs to one load; dropped at the end of its run. */
struct program {
    struct ast_pool pool;
    struct ast *ast; /* of the main program, for the dump */
    struct func *main;
    struct func *funcs;           /* all user functions, linked by next_in_program */
    struct class *classes;        /* all user classes */
    struct array *function_table; /* lower-case name -> TYPE_POINTER struct func */
    struct array *class_table;    /* lower-case name -> TYPE_POINTER struct class */
    struct array *constants;      /* define(), const */
    struct array *globals;        /* symbol table; the main frame's CVs are TYPE_INDIRECT while it runs */
    struct func **nested;         /* DECLARE_FUNCTION, DECLARE_LAMBDA, by number */
    uint32_t nested_count, nested_capacity;
    struct class **class_list; /* DECLARE_CLASS, by number */
    uint32_t class_count, class_capacity;
};

/* A property access that is inside its magic method, so that it is not called again: (object, name, kind).
 */
struct guard {
    struct object *object;
    struct string *name;
    uint32_t kind; /* 1 get, 2 set, 4 isset, 8 unset */
};

struct vm {
    /* hot: what every handler touches */
    struct object *exception; /* see error.h */
    struct frame *frame;      /* innermost frame that runs, native ones included */
    uint64_t safepoint_left;  /* counts down to the next call of safepoint_slow */
    struct stack stack;
    const struct opline *shadow; /* `set: shadow=1`: the opline that runs */
    const struct interp *interp;
    struct jit jit;
    struct mem mem;
    struct gc gc;
    enum bug_id bug; /* the seeded bug that is switched on, see bug.h */

    /* safepoints */
    uint64_t safepoint_armed; /* what safepoint_left was set to last */
    uint64_t safepoints;      /* those that passed before it was set */
    uint64_t harness_next;    /* number of the safepoint at which the harness wants to be asked */
    uint64_t step_budget, time_limit_steps; /* numbers of steps; 0: none */
    long time_limit;                        /* seconds, for the message */
    bool interrupt;                         /* raised, not yet delivered */
    bool interrupt_own;                     /* by the program itself, not by the harness */
    uint8_t interrupt_action;               /* enum vut_action */
    bool interrupt_owed;                    /* raised, not yet delivered, whatever became of the flag */
    uint64_t interrupt_at;                  /* safepoint number when it was raised */
    bool in_interrupt;
    bool flush; /* the harness wants compiled code dropped: nothing of the program's may wait for it */

    const struct vut_hooks *hooks;
    const struct vut_settings *settings;
    struct strings strings;
    struct string *names[NAME_COUNT];
    struct array *empty_array; /* immutable */
    struct classes classes;
    struct array *function_table, *class_table, *constants; /* the built-in ones, kept for ever */
    struct func *funcs;                                     /* built-in */
    struct class *builtin_classes;
    struct program program;
    struct errors errors;
    struct handles handles;
    struct array_iter *iterators;
    uint32_t iterator_count, iterator_capacity;
    struct guard *guards;
    uint32_t guard_count, guard_capacity;
    bool trampoline_used;
    struct strbuf *capture; /* where output goes instead, or NULL */
    const char *file;       /* name of the program, for messages */
    struct string *file_string;
    struct builtins builtins;
    bool compiling; /* errors' line is compile_line */
    int compile_line;
    int constant_line; /* while a constant expression waits for another constant: errors' line; else 0 */
    uint32_t nesting, nesting_max; /* max: the limit */
    uint64_t frame_max;
    bool budgeted; /* the harness gave a budget of steps: */
    uint64_t budget_given;
    bool checking; /* `set: check=1`: the opline oracle looks at every allocation */
    bool creating; /* inside create(): nothing is reported */
    bool running, shutting_down, destructing;
    uint8_t state; /* see state.h */
    /* What vm->exception points at for a fatal error and for exit(): compared by address, never looked
     * into. */
    struct collectable fatal_marker, exit_marker;

    struct vut_record record; /* what record() gives */
};

#endif
