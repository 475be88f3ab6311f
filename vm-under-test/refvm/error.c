/* error.c: what unwinds: exceptions on their way, fatal errors, exit, the nesting limit. */
#include "error_text.h"
#include "state.h"

bool error_is_fatal(const struct vm *vm)
{
    return (const void *)vm->exception == &vm->fatal_marker;
}

bool error_is_exit(const struct vm *vm)
{
    return (const void *)vm->exception == &vm->exit_marker;
}

bool error_is_object(const struct vm *vm)
{
    return vm->exception != NULL && !error_is_fatal(vm) && !error_is_exit(vm);
}

void error_raise_event(struct vm *vm)
{
    struct vut_event event = {.kind = VUT_EVENT_RAISE};

    vm->hooks->event(vm->hooks->ctx, &event);
}

int error_line(struct vm *vm)
{
    if (vm->constant_line != 0)
        return vm->constant_line;
    return vm->compiling ? vm->compile_line : vm_line(vm);
}

/* ---- exceptions ---------------------------------------------------------------------------------- */

static struct object *exception_previous(const struct object *o)
{
    const struct value *v = value_deref_const(&o->slots[EXCEPTION_PREVIOUS]);

    return v->type == TYPE_OBJECT ? v->o : NULL;
}

/* Is `wanted` one of the exceptions before `o`? */
static bool exception_has_previous(const struct object *o, const struct object *wanted)
{
    for (o = exception_previous(o); o != NULL; o = exception_previous(o))
        if (o == wanted)
            return true;
    return false;
}

/* Hangs `previous` to the end of the chain of `exception`, unless that would close a circle. */
void error_set_previous(struct vm *vm, struct object *exception, struct object *previous)
{
    struct object *last = exception, *next;

    for (; last != previous && !exception_has_previous(previous, last); last = next) {
        next = exception_previous(last);
        if (next != NULL)
            continue;
        value_set_object(&last->slots[EXCEPTION_PREVIOUS], previous);
        return;
    }
    object_release(vm, previous);
}

void error_throw_object(struct vm *vm, struct object *exception)
{
    struct object *old = vm->exception;

    if (error_is_fatal(vm) || error_is_exit(vm)) {
        object_release(vm, exception);
        return;
    }
    frame_check_opline(vm, "throw");
    vm->exception = exception;
    if (old != NULL && old != exception)
        error_set_previous(vm, exception, old);
    error_raise_event(vm);
}

static struct object *new_exception(struct vm *vm, struct class *c, struct string *message)
{
    struct object *o = object_new(vm, c);

    if (o != NULL) {
        value_clear(vm, &o->slots[EXCEPTION_MESSAGE]);
        value_set_string(&o->slots[EXCEPTION_MESSAGE], message);
    } else
        string_release(vm, message);
    return o;
}

void error_throw(struct vm *vm, struct class *c, const char *format, ...)
{
    struct object *old = vm->exception, *exception = NULL;
    struct string *message;
    va_list args;

    if (error_is_fatal(vm) || error_is_exit(vm))
        return;
    /* What makes the exception must not take the pending one for a failure of its own. */
    vm->exception = NULL;
    va_start(args, format);
    message = text_new_string(vm, SITE_error_throw_text, format, args);
    va_end(args);
    if (message != NULL)
        exception = new_exception(vm, c, message);
    if (exception == NULL) {
        if (old != NULL)
            object_release(vm, old);
        return;
    }
    vm->exception = old;
    error_throw_object(vm, exception);
}

/* ---- fatal errors and exit ----------------------------------------------------------------------- */

static const char *const fatal_class[] = {
    [FATAL_NONE] = "",         [FATAL_MEMORY] = "memory", [FATAL_NESTING] = "nesting",
    [FATAL_FRAMES] = "frames", [FATAL_TIME] = "time",     [FATAL_COMPILE] = "compile",
    [FATAL_PARSE] = "parse",   [FATAL_OTHER] = "error",   [FATAL_STEPS] = "steps",
};

/* What is pending gives way to a marker. */
static void set_marker(struct vm *vm, struct collectable *marker)
{
    struct object *old = error_is_object(vm) ? vm->exception : NULL;

    vm->exception = (struct object *)marker;
    if (old != NULL)
        object_release(vm, old);
}

static void set_fatal(struct vm *vm, enum fatal_kind kind, int level, int line)
{
    struct fatal *fatal = &vm->errors.fatal;
    struct text name = text_of_bytes(fatal->class_name, sizeof(fatal->class_name));

    fatal->kind = kind;
    fatal->level = level;
    fatal->line = line;
    fatal->reported = true;
    text_format(&name, "%s", fatal_class[kind]);
    frame_backtrace_text(vm, fatal->backtrace, sizeof(fatal->backtrace));
}

/* The text of a report that the program can ask for with error_get_last(). */
static void set_last(struct vm *vm, int level, int line, const char *text)
{
    struct text last = text_of_bytes(vm->errors.last_text, sizeof(vm->errors.last_text));

    vm->errors.last_level = level;
    vm->errors.last_line = line;
    text_format(&last, "%s", text);
}

void error_vfatal(struct vm *vm, enum fatal_kind kind, int level, int line, const char *format,
                  va_list args)
{
    struct error_show show;
    struct text text;
    enum state was;

    if (error_is_fatal(vm))
        return;
    was = state_enter(vm, STATE_FATAL);
    frame_check_opline(vm, "fatal");
    set_fatal(vm, kind, level, line);
    text = text_of_bytes(vm->errors.fatal.text, sizeof(vm->errors.fatal.text));
    text_vformat(&text, format, args);
    set_last(vm, level, line, vm->errors.fatal.text);
    /* The step budget is the harness's own: the language knows no such error. */
    if (kind != FATAL_STEPS && error_show_begin(&show, vm, level)) {
        text_vformat(&show.out, format, args);
        error_show_end(&show, line != 0 ? vm->file : "Unknown", line);
    }
    objects_mark_destructed(vm);
    set_marker(vm, &vm->fatal_marker);
    error_raise_event(vm);
    state_leave(vm, was);
}

void error_fatal(struct vm *vm, enum fatal_kind kind, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    error_vfatal(vm, kind, LEVEL_ERROR, error_line(vm), format, args);
    va_end(args);
}

void error_fatal_at(struct vm *vm, enum fatal_kind kind, int level, int line, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    error_vfatal(vm, kind, level, line, format, args);
    va_end(args);
}

void error_memory(struct vm *vm, size_t size)
{
    error_fatal(vm, FATAL_MEMORY,
                "Allowed memory size of %zu bytes exhausted (tried to allocate %zu bytes)", vm->mem.limit,
                size);
}

void error_exit(struct vm *vm)
{
    if (!error_is_fatal(vm))
        set_marker(vm, &vm->exit_marker);
}

bool nesting_enter(struct vm *vm)
{
    if (likely(vm->nesting < vm->nesting_max)) {
        vm->nesting++;
        return true;
    }
    error_fatal(vm, FATAL_NESTING, "Maximum nesting level of '%u' reached, aborting!", vm->nesting_max);
    return false;
}

void nesting_leave(struct vm *vm)
{
    vm->nesting--;
}
