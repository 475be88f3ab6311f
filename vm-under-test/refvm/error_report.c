/* error_report.c: warnings and their kind, and what the program's handlers make of errors. */
#include "error_text.h"
#include "state.h"

enum {
    LEVELS_THAT_END = LEVEL_ERROR | LEVEL_PARSE | LEVEL_CORE_ERROR | LEVEL_COMPILE_ERROR |
                      LEVEL_USER_ERROR | LEVEL_RECOVERABLE,
    /* Those that no handler of the program is asked about. */
    LEVELS_UNHANDLED =
        LEVEL_ERROR | LEVEL_PARSE | LEVEL_CORE_ERROR | LEVEL_COMPILE_ERROR | LEVEL_COMPILE_WARNING,
};

static const char *level_label(int level)
{
    switch (level) {
    case LEVEL_PARSE:
        return "Parse error";
    case LEVEL_RECOVERABLE:
        return "Recoverable fatal error";
    case LEVEL_NOTICE:
    case LEVEL_USER_NOTICE:
        return "Notice";
    case LEVEL_DEPRECATED:
    case LEVEL_USER_DEPRECATED:
        return "Deprecated";
    default:
        return (level & LEVELS_THAT_END) ? "Fatal error" : "Warning";
    }
}

bool error_show_begin(struct error_show *show, struct vm *vm, int level)
{
    /* Before there is a program nobody could read it. */
    if (!(vm->errors.reporting & level) || vm->errors.hidden || vm->creating)
        return false;
    *show = (struct error_show){vm, vm->capture, {.vm = vm}};
    vm->capture = NULL;
    text_format(&show->out, "\n%s: ", level_label(level));
    return true;
}

void error_show_end(struct error_show *show, const char *file, int line)
{
    text_format(&show->out, " in %s on line %d\n", file, line);
    show->vm->capture = show->capture;
}

/* ---- reports ------------------------------------------------------------------------------------- */

/* What happens to an error that no handler of the program took. */
static bool report_standard(struct vm *vm, int level, int line, const char *format, va_list args)
{
    struct errors *errors = &vm->errors;
    struct error_show show;
    struct text last;

    if (level & LEVELS_THAT_END) {
        error_vfatal(vm, FATAL_OTHER, level, line, format, args);
        return false;
    }
    errors->last_level = level;
    errors->last_line = line;
    last = text_of_bytes(errors->last_text, sizeof(errors->last_text));
    text_vformat(&last, format, args);
    if (error_show_begin(&show, vm, level)) {
        text_vformat(&show.out, format, args);
        error_show_end(&show, line != 0 ? vm->file : "Unknown", line);
    }
    return true;
}

/* report_standard with a text that is there already. */
static bool report(struct vm *vm, int level, int line, const char *format, ...)
{
    va_list args;
    bool ok;

    va_start(args, format);
    ok = report_standard(vm, level, line, format, args);
    va_end(args);
    return ok;
}

/* ---- the program's error handler ----------------------------------------------------------------- */

static bool is_handled(const struct vm *vm, int level)
{
    return vm->errors.handler.type != TYPE_UNDEF && (vm->errors.handler_mask & level) != 0 &&
           !(level & LEVELS_UNHANDLED) && !vm->compiling;
}

/* Calls a handler of the program; false after raising. `*done` is what it returned. */
static bool call_handler(struct vm *vm, const struct value *handler, uint32_t count,
                         const struct value *args, struct value *result)
{
    struct callable callable;
    char why[128];
    bool ok;

    value_set_undef(result);
    if (!callable_from(vm, handler, &callable, why, sizeof(why)))
        return vm->exception == NULL;
    ok = func_call(vm, &callable, count, args, result);
    callable_release(vm, &callable);
    return ok && vm->exception == NULL;
}

/* While a handler runs it is not set, so that it is not entered again; it comes back afterwards, unless it
 * set another one. */
static void restore_handler(struct vm *vm, struct value *slot, struct value *handler)
{
    if (slot->type == TYPE_UNDEF)
        value_move(slot, handler);
    else
        value_release(vm, handler);
}

/* The message is a string of the program's heap here, which the caller releases. */
static bool report_to_handler(struct vm *vm, int level, int line, struct string *message)
{
    struct errors *errors = &vm->errors;
    struct value handler = errors->handler, args[4], result;
    bool was_in_handler = errors->in_handler, ok;

    value_set_int(&args[0], level);
    value_set_string(&args[1], message);
    value_set_string(&args[2], vm->file_string);
    value_set_int(&args[3], line);
    value_set_undef(&errors->handler);
    errors->in_handler = true;
    ok = call_handler(vm, &handler, 4, args, &result);
    if (ok || !BUG(vm, lj1298_handler_state, errors->in_handler != was_in_handler))
        errors->in_handler = was_in_handler;
    if (ok && (result.type == TYPE_FALSE || result.type == TYPE_UNDEF))
        ok = report(vm, level, line, "%S", message);
    /* PHP does not come back to here from a fatal error. */
    if (error_is_fatal(vm))
        value_release(vm, &handler);
    else
        restore_handler(vm, &errors->handler, &handler);
    value_release(vm, &result);
    return ok && vm->exception == NULL;
}

static bool vreport(struct vm *vm, int level, int line, const char *format, va_list args)
{
    struct string *message;
    bool ok;

    if (vm->exception != NULL)
        return false;
    frame_check_opline(vm, "report");
    if (!is_handled(vm, level))
        return report_standard(vm, level, line, format, args);
    message = text_new_string(vm, SITE_error_handler_text, format, args);
    if (message == NULL)
        return false;
    ok = report_to_handler(vm, level, line, message);
    string_release(vm, message);
    return ok;
}

bool error_report(struct vm *vm, int level, const char *format, ...)
{
    va_list args;
    bool ok;

    va_start(args, format);
    ok = vreport(vm, level, error_line(vm), format, args);
    va_end(args);
    return ok;
}

bool error_report_at(struct vm *vm, int level, int line, const char *format, ...)
{
    va_list args;
    bool ok;

    va_start(args, format);
    ok = vreport(vm, level, line, format, args);
    va_end(args);
    return ok;
}

/* ---- uncaught exceptions ------------------------------------------------------------------------- */

static const char *exception_file(const struct vm *vm, const struct object *o)
{
    const struct value *v = value_deref_const(&o->slots[EXCEPTION_FILE]);

    return v->type == TYPE_STRING ? v->s->bytes : vm->file;
}

static int exception_line(const struct object *o)
{
    const struct value *v = value_deref_const(&o->slots[EXCEPTION_LINE]);

    return v->type == TYPE_INT ? (int)v->i : 0;
}

static void record_uncaught(struct vm *vm, struct object *o)
{
    struct fatal *fatal = &vm->errors.fatal;
    const struct value *message = value_deref_const(&o->slots[EXCEPTION_MESSAGE]);
    struct text text = text_of_bytes(fatal->class_name, sizeof(fatal->class_name));

    fatal->kind = FATAL_OTHER;
    fatal->level = LEVEL_ERROR;
    fatal->line = exception_line(o);
    fatal->reported = true;
    text_string(&text, o->class->name);
    text = text_of_bytes(fatal->text, sizeof(fatal->text));
    if (message->type == TYPE_STRING)
        text_string(&text, message->s);
    text = text_of_bytes(fatal->backtrace, sizeof(fatal->backtrace));
    error_put_trace(vm, &text, o);
}

/* "Uncaught ...": `own` is what the class's own __toString gave, NULL for the standard text. */
static void put_uncaught(struct vm *vm, struct text *t, struct object *o, const struct string *own)
{
    text_format(t, "Uncaught ");
    if (own != NULL)
        text_string(t, own);
    else
        error_put_exception(vm, t, o);
    text_format(t, "\n  thrown");
}

static void report_uncaught(struct vm *vm, struct object *o, const struct string *own)
{
    struct errors *errors = &vm->errors;
    struct text last = text_of_bytes(errors->last_text, sizeof(errors->last_text));
    struct error_show show;

    record_uncaught(vm, o);
    errors->last_level = LEVEL_ERROR;
    errors->last_line = exception_line(o);
    put_uncaught(vm, &last, o, own);
    if (error_show_begin(&show, vm, LEVEL_ERROR)) {
        put_uncaught(vm, &show.out, o, own);
        error_show_end(&show, exception_file(vm, o), exception_line(o));
    }
}

/* Lets go of an exception now, or at the very end of the program. */
static void dismiss(struct vm *vm, struct object *o, bool at_end)
{
    struct errors *errors = &vm->errors;

    if (at_end && errors->kept_count < sizeof(errors->kept) / sizeof(errors->kept[0]))
        errors->kept[errors->kept_count++] = o;
    else
        object_release(vm, o);
}

/* The text of a class's own making; false after raising. */
static bool report_with_own_text(struct vm *vm, struct object *o)
{
    struct value text;

    if (!func_call_method(vm, o, o->class->tostring, 0, NULL, &text))
        return false;
    report_uncaught(vm, o, text.type == TYPE_STRING ? text.s : vm->strings.empty);
    value_release(vm, &text);
    return true;
}

static bool has_standard_text(struct vm *vm, struct object *o)
{
    const struct func *method = o->class->tostring;

    return (method == vm->classes.exception->tostring || method == vm->classes.error->tostring) &&
           error_text_is_plain(vm, o);
}

/* Reports the pending exception; or, when its __toString throws, that one in its place, and so on: the
 * nesting limit is as good as any to end that. */
static void uncaught_pending(struct vm *vm, bool at_end)
{
    enum state was = state_enter(vm, STATE_UNCAUGHT);

    for (uint32_t i = 0; error_is_object(vm); i++) {
        struct object *o = vm->exception;

        if (i > vm->nesting_max) {
            error_fatal(vm, FATAL_NESTING, "Maximum nesting level of '%u' reached, aborting!",
                        vm->nesting_max);
            break;
        }
        vm->exception = NULL;
        if (has_standard_text(vm, o))
            report_uncaught(vm, o, NULL);
        else if (!report_with_own_text(vm, o))
            at_end = true;
        dismiss(vm, o, at_end);
    }
    vm->exception = NULL;
    state_leave(vm, was);
}

/* Hands the pending exception to the program's handler for uncaught ones. */
static void call_exception_handler(struct vm *vm)
{
    struct errors *errors = &vm->errors;
    struct value handler = errors->exception_handler, exception, result;
    enum state was = state_enter(vm, STATE_UNCAUGHT);

    value_set_object(&exception, vm->exception);
    vm->exception = NULL;
    value_set_undef(&errors->exception_handler);
    call_handler(vm, &handler, 1, &exception, &result);
    value_release(vm, &result);
    dismiss(vm, exception.o, vm->exception != NULL);
    restore_handler(vm, &errors->exception_handler, &handler);
    state_leave(vm, was);
}

void error_uncaught(struct vm *vm)
{
    bool at_end = vm->shutting_down;

    if (vm->exception == NULL)
        return;
    /* The last destructors have no handler, and the first of them that throws is the last one. */
    if (error_is_object(vm) && !vm->shutting_down && vm->errors.exception_handler.type != TYPE_UNDEF) {
        call_exception_handler(vm);
        at_end = true;
    }
    uncaught_pending(vm, at_end);
    if (vm->shutting_down)
        objects_mark_destructed(vm);
}

/* ---- the program's end --------------------------------------------------------------------------- */

/* `entry` is [callable, arguments...]. */
static bool run_shutdown_entry(struct vm *vm, struct array *entry)
{
    struct value result;
    bool ok;

    array_share(entry);
    ok = call_handler(vm, array_slot(entry, 0), entry->used - 1, array_slot(entry, 0) + 1, &result);
    value_release(vm, &result);
    array_release(vm, entry);
    return ok && vm->exception == NULL;
}

/* A function can register further ones while it runs. The first one that fails ends it all, exit() too. */
bool error_run_shutdown(struct vm *vm)
{
    enum state was = state_enter(vm, STATE_SHUTDOWN);
    bool ok = true;

    for (uint32_t i = 0; ok && vm->errors.shutdown != NULL && i < vm->errors.shutdown->used; i++)
        if (array_slot(vm->errors.shutdown, i)->type == TYPE_ARRAY)
            ok = run_shutdown_entry(vm, array_slot(vm->errors.shutdown, i)->a);
    state_leave(vm, was);
    /* No handler is asked here. */
    uncaught_pending(vm, true);
    return ok;
}

static void drop_array(struct vm *vm, struct array **a)
{
    struct array *old = *a;

    *a = NULL;
    if (old != NULL)
        array_release(vm, old);
}

void errors_drop(struct vm *vm)
{
    while (vm->errors.kept_count > 0)
        object_release(vm, vm->errors.kept[--vm->errors.kept_count]);
    value_clear(vm, &vm->errors.handler);
    value_clear(vm, &vm->errors.exception_handler);
    drop_array(vm, &vm->errors.handlers);
    drop_array(vm, &vm->errors.exception_handlers);
    drop_array(vm, &vm->errors.shutdown);
    if (!BUG(vm, gh8063_hidden_errors, vm->errors.hidden))
        vm->errors.hidden = false;
}
