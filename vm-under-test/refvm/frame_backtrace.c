/* frame_backtrace.c: the chain of calls, as debug_backtrace() and as text. */
#include <stdio.h>

#include "state.h"

/* ---- debug_backtrace() --------------------------------------------------------------------------- */

/* Takes the value, also when it fails. */
static bool entry_put(struct vm *vm, struct array *entry, enum name name, struct value *v)
{
    struct value *slot = array_put_string(vm, entry, vm->names[name], NULL, SITE_backtrace_field);

    if (slot == NULL) {
        value_release(vm, v);
        return false;
    }
    value_move(slot, v);
    return true;
}

static bool entry_put_string(struct vm *vm, struct array *entry, enum name name, struct string *s)
{
    struct value v;

    value_set_string(&v, string_share(s));
    return entry_put(vm, entry, name, &v);
}

/* Where the call stands: nowhere, if a built-in function made it. */
static bool put_place(struct vm *vm, struct array *entry, const struct frame *f)
{
    struct value line;

    if (f->prev == NULL || !frame_is_user(f->prev))
        return true;
    if (!entry_put_string(vm, entry, NAME_file, f->prev->func->doc_file))
        return false;
    value_set_int(&line, frame_line(f->prev));
    return entry_put(vm, entry, NAME_line, &line);
}

static struct array *arguments_of(struct vm *vm, const struct frame *f)
{
    struct array *args = array_new(vm, f->arg_count, SITE_backtrace_args_head, SITE_backtrace_args_table);

    for (uint32_t i = 0; args != NULL && i < f->arg_count; i++) {
        const struct value *arg = value_deref_const(frame_arg(f, i));
        struct value *slot = array_add(vm, args);

        if (arg->type != TYPE_UNDEF)
            value_copy(slot, arg);
    }
    return args;
}

static bool put_arguments(struct vm *vm, struct array *entry, const struct frame *f)
{
    struct array *args = arguments_of(vm, f);
    struct value v;

    if (args == NULL)
        return false;
    value_set_array(&v, args);
    return entry_put(vm, entry, NAME_args, &v);
}

static bool put_class(struct vm *vm, struct array *entry, const struct frame *f, bool with_object)
{
    struct object *self = frame_this(f);
    const struct class *scope = frame_scope(f);
    struct value v;

    if (self == NULL && scope == NULL)
        return true;
    if (!entry_put_string(vm, entry, NAME_class, scope != NULL ? scope->name : self->class->name))
        return false;
    if (self != NULL && with_object) {
        self->gc.head.refcount++;
        value_set_object(&v, self);
        if (!entry_put(vm, entry, NAME_object, &v))
            return false;
    }
    return entry_put_string(vm, entry, NAME_type, vm->names[self != NULL ? NAME_arrow : NAME_colons]);
}

static bool fill_entry(struct vm *vm, struct array *entry, const struct frame *f, bool with_object,
                       bool with_args)
{
    return put_place(vm, entry, f) && entry_put_string(vm, entry, NAME_function, f->func->name) &&
           put_class(vm, entry, f, with_object) && (!with_args || put_arguments(vm, entry, f));
}

static bool append_entry(struct vm *vm, struct array *trace, const struct frame *f, bool with_object,
                         bool with_args)
{
    struct array *entry = array_new(vm, 8, SITE_backtrace_entry_head, SITE_backtrace_entry_table);
    struct value *slot;

    if (entry == NULL)
        return false;
    if (!fill_entry(vm, entry, f, with_object, with_args)) {
        array_release(vm, entry);
        return false;
    }
    slot = array_append(vm, trace, SITE_backtrace_append);
    if (slot == NULL) {
        array_release(vm, entry);
        return false;
    }
    value_set_array(slot, entry);
    return true;
}

static bool is_call(const struct frame *f)
{
    return f->func != NULL && f->func->name != NULL && !(f->func->flags & FUNC_MAIN) &&
           !(f->flags & FRAME_FAKE);
}

static struct array *build(struct vm *vm, uint32_t skip, bool with_object, bool with_args, uint32_t limit)
{
    struct array *trace;
    uint32_t count = 0;

    trace = array_new(vm, 0, SITE_backtrace_head, SITE_NONE);
    for (const struct frame *f = vm->frame; trace != NULL && f != NULL; f = f->prev) {
        if (!is_call(f))
            continue;
        if (skip > 0) {
            skip--;
            continue;
        }
        if (limit != 0 && count++ == limit)
            break;
        if (!append_entry(vm, trace, f, with_object, with_args)) {
            array_release(vm, trace);
            return NULL;
        }
    }
    return trace;
}

struct array *frame_backtrace(struct vm *vm, uint32_t skip, bool with_object, bool with_args,
                              uint32_t limit)
{
    enum state was = state_enter(vm, STATE_BACKTRACE);
    struct array *trace;

    frame_check_opline(vm, "backtrace");
    trace = build(vm, skip, with_object, with_args, limit);
    state_leave(vm, was);
    return trace;
}

/* ---- the same as text ---------------------------------------------------------------------------- */

static int print_frame(const struct frame *f, char *text, size_t size)
{
    const struct class *scope = frame_scope(f);
    const struct object *self = frame_this(f);
    const char *class_name = "", *type = "";

    if (scope != NULL || self != NULL) {
        class_name = (scope != NULL ? scope : self->class)->name->bytes;
        type = self != NULL ? "->" : "::";
    }
    if (frame_is_user(f))
        return snprintf(text, size, "%s%s%s:%d\n", class_name, type, f->func->name->bytes, frame_line(f));
    return snprintf(text, size, "%s%s%s\n", class_name, type, f->func->name->bytes);
}

void frame_backtrace_text(struct vm *vm, char *text, size_t size)
{
    size_t used = 0;

    text[0] = '\0';
    for (const struct frame *f = vm->frame; f != NULL && used + 1 < size; f = f->prev) {
        if (f->func == NULL || f->func->name == NULL)
            continue;
        int length = print_frame(f, text + used, size - used);

        if (length < 0 || (size_t)length >= size - used)
            break;
        used += (size_t)length;
    }
    if (used > 0)
        text[used - 1] = '\0';
}
