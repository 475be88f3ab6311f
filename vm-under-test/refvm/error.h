/* error.h: exceptions, warnings, fatal errors, and what becomes of them.
 *
 * There is one way out of everything: vm->exception. It is NULL; or an object of the program; or one of
 * two markers, for a fatal error (memory, nesting, time, E_ERROR) or for exit(). Whoever sees it set
 * frees what it holds and returns its failure at once. Markers can't be caught; a fatal error runs no
 * finally and no destructor.
 *
 * Raising a fatal error, unwinding and reporting it allocate nothing from the language heap.
 * Warnings are printed at once, also without allocating, unless a handler of the program is set.
 * Formats: %s %d %u %ld %lu %zu %c %% and %S (a struct string *), cut at ERROR_TEXT_MAX.
 */
#ifndef REFVM_ERROR_H
#define REFVM_ERROR_H

#include "class.h"
#include "value.h"

enum error_level { /* PHP's own numbers */
                   LEVEL_ERROR = 1,
                   LEVEL_WARNING = 2,
                   LEVEL_PARSE = 4,
                   LEVEL_NOTICE = 8,
                   LEVEL_CORE_ERROR = 16,
                   LEVEL_COMPILE_ERROR = 64,
                   LEVEL_COMPILE_WARNING = 128,
                   LEVEL_USER_ERROR = 256,
                   LEVEL_USER_WARNING = 512,
                   LEVEL_USER_NOTICE = 1024,
                   LEVEL_RECOVERABLE = 4096,
                   LEVEL_DEPRECATED = 8192,
                   LEVEL_USER_DEPRECATED = 16384,
                   LEVEL_ALL = 32767,
};

enum { ERROR_TEXT_MAX = 1024 };

enum fatal_kind {
    FATAL_NONE,
    FATAL_MEMORY,
    FATAL_NESTING,
    FATAL_FRAMES,
    FATAL_TIME,
    FATAL_COMPILE,
    FATAL_PARSE,
    FATAL_OTHER,
    FATAL_STEPS
};

/* What was reported last as fatal or uncaught; becomes the record. */
struct fatal {
    enum fatal_kind kind; /* FATAL_NONE: none */
    int level;
    int line;
    char text[ERROR_TEXT_MAX];
    char backtrace[1024]; /* at the moment of raising */
    char class_name[24];  /* "memory", "nesting", "time", "compile", or the exception's class */
    bool reported;
};

struct errors {
    int reporting;        /* error_reporting() */
    struct value handler; /* set_error_handler; TYPE_UNDEF: none */
    int handler_mask;
    struct array *handlers; /* older ones for restore_error_handler: [callable, mask] pairs */
    struct value exception_handler;
    struct array *exception_handlers;
    struct array *shutdown; /* of register_shutdown_function: [callable, args...] */
    bool in_handler;
    bool hidden; /* display_errors is off */
    /* Exceptions that ended the exception handler or what runs after the main program: PHP lets go of them
     * only after the last destructors. */
    struct object *kept[4];
    uint32_t kept_count;
    struct fatal fatal;
    /* error_get_last(), kept without allocating */
    int last_level, last_line;
    char last_text[ERROR_TEXT_MAX];
};

/* ---- the two kinds that go on: return false when the program's handler threw (vm->exception is set),
 * and then the caller must give up as after any other raise. ---------------------------------------- */
bool error_report(struct vm *vm, int level, const char *format, ...);
bool error_report_at(struct vm *vm, int level, int line, const char *format, ...);
#define error_warning(vm, ...)    error_report(vm, LEVEL_WARNING, __VA_ARGS__)
#define error_notice(vm, ...)     error_report(vm, LEVEL_NOTICE, __VA_ARGS__)
#define error_deprecated(vm, ...) error_report(vm, LEVEL_DEPRECATED, __VA_ARGS__)

/* ---- those that unwind --------------------------------------------------------------------------- */

/* Throws a new exception object of the class; out of memory on the way is the fatal memory error. The
 * current exception, if there is one, becomes its `previous`. */
void error_throw(struct vm *vm, struct class *c, const char *format, ...);
#define error_throw_error(vm, ...) error_throw(vm, (vm)->classes.error, __VA_ARGS__)
#define error_throw_type(vm, ...)  error_throw(vm, (vm)->classes.type_error, __VA_ARGS__)
#define error_throw_value(vm, ...) error_throw(vm, (vm)->classes.value_error, __VA_ARGS__)
/* Takes the reference. */
void error_throw_object(struct vm *vm, struct object *exception);

/* "Fatal error: TEXT"; prints it now, runs nothing, sets the marker. A second fatal error is ignored while
 * the first unwinds. */
void error_fatal(struct vm *vm, enum fatal_kind kind, const char *format, ...);
void error_fatal_at(struct vm *vm, enum fatal_kind kind, int level, int line, const char *format, ...);
void error_memory(struct vm *vm,
                  size_t size); /* "Allowed memory size of N bytes exhausted (tried to ...)" */
void error_exit(struct vm *vm); /* exit() */

bool error_is_fatal(const struct vm *vm); /* the exception is the fatal marker */
bool error_is_exit(const struct vm *vm);
bool error_is_object(const struct vm *vm);

/* Compile-time errors: "Fatal error: TEXT in FILE on line LINE" and "Parse error: ...". */
#define error_compile(vm, line, ...)                                                                       \
    error_fatal_at(vm, FATAL_COMPILE, LEVEL_COMPILE_ERROR, line, __VA_ARGS__)
#define error_parse(vm, line, ...) error_fatal_at(vm, FATAL_PARSE, LEVEL_PARSE, line, __VA_ARGS__)

/* ---- the nesting limit: each re-entry of the VM from C, each recursion of C over data or syntax ------ */
bool nesting_enter(struct vm *vm); /* false after raising the fatal error */
void nesting_leave(struct vm *vm);

/* ---- after the main program: uncaught exception, handler, shutdown functions ---------------------------
 */
/* Deals with vm->exception of a call made by the runtime itself (main program, shutdown function,
 * last destructors): the exception handler, or "Uncaught ..." and the record. Clears vm->exception. */
void error_uncaught(struct vm *vm);
bool error_run_shutdown(struct vm *vm);

/* Exception objects: properties by slot, so that creating one makes as few allocations as possible. */
enum {
    EXCEPTION_MESSAGE,
    EXCEPTION_STRING,
    EXCEPTION_CODE,
    EXCEPTION_FILE,
    EXCEPTION_LINE,
    EXCEPTION_TRACE,
    EXCEPTION_PREVIOUS,
    EXCEPTION_SLOTS
};
bool error_classes_create(struct vm *vm); /* Throwable and everything below it, with their methods */
void error_set_previous(struct vm *vm, struct object *exception, struct object *previous); /* takes it */
void errors_drop(struct vm *vm); /* releases handlers at the program's end */

#endif
