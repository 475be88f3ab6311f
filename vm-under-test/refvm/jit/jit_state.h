/* jit_state.h: what the compilers keep in struct vm; see jit.h. */
#ifndef REFVM_JIT_STATE_H
#define REFVM_JIT_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vut.h"

enum jit_engine { JIT_NONE, JIT_FUNCTION, JIT_TRACE };

struct jit_func;
struct mcode;
struct opline;
struct recorder;
struct trace;

/* `set: checksnap=1`, see jit_snapshot.h. */
struct jit_snapshots {
    const char *expected; /* the exits of another run, which this run looks for; or NULL */
    size_t expected_size, expected_at;
    char *log; /* the exits of this run */
    size_t log_size, log_capacity;
};

struct jit {
    /* hot */
    uint64_t guard_left; /* while C code runs; r13 while machine code does */
    /* How often rsp was not what it should be on leaving machine code, or the frame there was damaged. */
    uint64_t host_stack_wrong;

    enum jit_engine engine;
    uint32_t depth; /* how many jit_enter are on the C stack */

    /* guards, numbered as safepoints are */
    uint64_t guard_armed, guards;

    struct jit_func *funcs;
    uint32_t func_count;   /* function engine: how many have a number */
    size_t mcode_used;     /* bytes that are mapped, also those that wait */
    uint32_t mcode_count;  /* how many mappings; `waiting` has room for all of them */
    struct mcode *waiting; /* dropped while machine code ran, or not to be unmapped so far */
    uint32_t waiting_count, waiting_capacity;

    /* trace engine */
    struct trace **traces; /* number - 1 -> trace; NULL after a flush */
    uint32_t trace_count, trace_capacity;
    struct trace *dropped;     /* flushed, freed when no machine code runs */
    struct recorder *recorder; /* active, or NULL */
    uint32_t flushes;          /* so far: who holds a trace across user code looks whether it changed */

    vut_guard_fn *note; /* who is told when exits were reached first (vut.note_guards), or NULL */
    void *note_ctx;

    uint64_t entries; /* interp_execute calls so far: the recorder sees by it that user code ran inside */

    /* `set: shadow=1` counts too: oplines that the reference interpreter ran, and those that ran inline in
     * machine code. */
    uint64_t oplines, native_oplines;

    struct jit_snapshots snapshots;
};

#endif
