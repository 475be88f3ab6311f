/* lang.h: the toy language, a VM that knows nothing of Faultline: what an adapter finds when it starts.
 *
 * Like most VMs made to be embedded, it takes memory, output and notifications from its host. toy.c
 * adapts it to vut.h. README.md describes the language.
 */
#ifndef TOY_LANG_H
#define TOY_LANG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum lang_trace_event {
    LANG_TRACE_START,
    LANG_TRACE_STOP,
    LANG_TRACE_ABORT,
    LANG_TRACE_FLUSH,
    LANG_TRACE_EXIT
};

/* What a block is for: one for each place that allocates. Without LANG_PRINT a line is printed word by
 * word; LANG_TRACE serves the JIT, and the program does not notice when it can't be had. */
enum lang_use {
    LANG_VM,
    LANG_SOURCE,
    LANG_LINES,
    LANG_VARS,
    LANG_TEXT,
    LANG_PRINT,
    LANG_TRACE,
    LANG_USE_COUNT,
};

enum lang_interrupt { LANG_NOTHING, LANG_WAKE, LANG_THROW, LANG_FLUSH };

struct lang_host {
    void *ctx;
    /* Allocate, reallocate, or free (new_size 0). */
    void *(*resize)(void *ctx, void *block, size_t old_size, size_t new_size, enum lang_use use);
    void (*print)(void *ctx, const char *bytes, size_t size);
    void (*raised)(void *ctx); /* an error starts to unwind */
    void (*traced)(void *ctx, enum lang_trace_event event, int trace, int exits, const char *why);
    /* Before line `number` of those that run, and with 0 when a program is loaded. Returns how many lines
     * later it is to be called again. */
    uint64_t (*safepoint)(void *ctx, uint64_t number);
    /* The same for guards: guard `number` has failed because the host wanted it to. */
    uint64_t (*guard)(void *ctx, uint64_t number);
    void (*interrupted)(void *ctx); /* lang_interrupt takes effect */
    void (*too_deep)(void *ctx);    /* lang_set_nesting has ended the program */
};

struct lang_options {
    bool jit;
    long hotloop;        /* the JIT compiles a loop that has come round this many times */
    long trace_line_max; /* lines of a compiled loop */
};

/* An error that is not caught. `class` is "" when there is none. */
struct lang_error {
    const char *class;
    char text[256];
    int line; /* 1-based */
};

/* A compiled line is reached for the first time; `number` is its guard's. */
typedef void lang_guard_fn(void *ctx, int trace, int exit, uint64_t number);

enum lang_end { LANG_DONE, LANG_FAILED, LANG_OVER_BUDGET };

struct lang;

/* NULL when memory runs out. `host` outlives the VM; `options` are copied. */
struct lang *lang_new(const struct lang_host *host, const struct lang_options *options);

/* Ends programs that run more lines than this; 0: no limit. */
void lang_set_budget(struct lang *lang, uint64_t lines);

/* Ends programs that open more blocks than this inside each other, with an error that nothing catches;
 * 0: no limit but the language's own. */
void lang_set_nesting(struct lang *lang, uint64_t blocks);

/* Before the next line that runs, wakes the program up for nothing, raises an error of class `interrupt`,
 * or drops the compiled loops. May be called from inside `resize` and `safepoint`. */
void lang_interrupt(struct lang *lang, enum lang_interrupt what);

/* Takes a copy of the program. False when it is not one, or memory runs out; see lang_error. */
bool lang_load(struct lang *lang, const char *program, size_t size);

/* Runs what was loaded and drops it, its variables too. */
enum lang_end lang_run(struct lang *lang);

const struct lang_error *lang_error(const struct lang *lang);
uint64_t lang_lines_run(const struct lang *lang); /* by the last program */
uint64_t lang_guards(const struct lang *lang);    /* passed by it */
/* Tells of the guards of programs that are loaded from now on; NULL: no longer. */
void lang_note_guards(struct lang *lang, lang_guard_fn *note, void *ctx);
int lang_depth(const struct lang *lang); /* blocks that are open */
void lang_free(struct lang *lang);

#endif
