/* jit_dump_name.c: what an address that stands in machine code is the address of.
 *
 * Looked for in the program itself, as compiled code refers to what lives as long as it does. Names of C
 * functions come from the dynamic symbols. */
#include "jit/jit_dump.h"

#include <dlfcn.h>

#include "vm.h"

/* ---- the program --------------------------------------------------------------------------------- */

static bool is_inside(uint64_t address, const void *start, size_t size)
{
    return address - (uintptr_t)start < size;
}

const struct func *jit_dump_func_at(const struct vm *vm, const void *o)
{
    const struct func *f = vm->program.funcs;

    while (f != NULL && (f->oplines == NULL ||
                         !is_inside((uintptr_t)o, f->oplines, f->opline_count * sizeof *f->oplines)))
        f = f->next_in_program;
    return f;
}

void jit_dump_place(struct dump *d, const struct func *f, const struct opline *o)
{
    if (f == NULL || o == NULL) {
        dump_text(d, "nowhere");
        return;
    }
    dump_func_name(d, f);
    dump_format(d, ":%u", func_opline_number(f, o));
}

struct field {
    size_t offset;
    const char *name;
};

/* The name of what is at that offset, or NULL. */
static const char *field_at(const struct field *fields, size_t count, size_t offset)
{
    for (size_t i = 0; i < count; i++)
        if (fields[i].offset == offset)
            return fields[i].name;
    return NULL;
}

static bool put_header_field(struct dump *d, uint32_t offset)
{
    static const struct field fields[] = {
#define FIELD(name) {offsetof(struct frame, name), #name}
        FIELD(opline), FIELD(call),    FIELD(result),  FIELD(func),  FIELD(self),
        FIELD(prev),   FIELD(symbols), FIELD(closure), FIELD(flags), FIELD(arg_count),
#undef FIELD
    };
    const char *name = field_at(fields, sizeof fields / sizeof *fields, offset);

    if (name != NULL)
        dump_format(d, "frame.%s", name);
    return name != NULL;
}

bool jit_dump_slot(struct dump *d, const struct func *f, uint32_t offset)
{
    uint32_t index = offset / (uint32_t)sizeof(struct value) - FRAME_SLOTS;
    uint32_t part = offset % (uint32_t)sizeof(struct value);

    if (offset < FRAME_SLOTS * sizeof(struct value))
        return put_header_field(d, offset);
    if (f == NULL || index >= f->var_count + f->tmp_count)
        return false;
    if (index < f->var_count) {
        dump_text(d, "$");
        dump_name(d, f->vars[index]);
    } else {
        dump_format(d, "T%u", index - f->var_count);
    }
    if (part == offsetof(struct value, info))
        dump_text(d, ".info");
    else if (part != 0)
        dump_format(d, "+%u", part);
    return true;
}

static bool put_opline(struct dump *d, const char *before, uint64_t address)
{
    const struct opline *o = (const struct opline *)(uintptr_t)(address & ~(uint64_t)ENTER);
    const struct func *f = jit_dump_func_at(d->vm, o);

    if (f == NULL || ((uintptr_t)o - (uintptr_t)f->oplines) % sizeof *o != 0)
        return false;
    dump_text(d, before);
    jit_dump_place(d, f, o);
    dump_text(d, address & ENTER ? " | enter" : "");
    return true;
}

/* A literal of a function, or the string that one points at; or one of its inline caches. */
static bool put_literal_of(struct dump *d, const char *before, const struct func *f, uint64_t address)
{
    for (uint32_t i = 0; i < f->literal_count; i++) {
        const struct value *v = &f->literals[i];

        if (address == (uintptr_t)v || (v->type == TYPE_STRING && address == (uintptr_t)v->s)) {
            dump_text(d, before);
            dump_text(d, address == (uintptr_t)v ? "literal " : "");
            dump_value_to(d, v, 1);
            return true;
        }
    }
    if (f->cache == NULL || !is_inside(address, f->cache, f->cache_count * sizeof *f->cache))
        return false;
    dump_format(d, "%scache %zu of ", before, (address - (uintptr_t)f->cache) / sizeof *f->cache);
    dump_func_name(d, f);
    return true;
}

static bool put_literal(struct dump *d, const char *before, uint64_t address)
{
    for (const struct func *f = d->vm->program.funcs; f != NULL; f = f->next_in_program)
        if (f->literals != NULL && put_literal_of(d, before, f, address))
            return true;
    return false;
}

static bool put_func_in(struct dump *d, const char *before, const struct func *f, uint64_t address)
{
    while (f != NULL && (uintptr_t)f != address)
        f = f->next_in_program;
    if (f == NULL)
        return false;
    dump_format(d, "%sfunction ", before);
    dump_func_name(d, f);
    return true;
}

static bool put_class_in(struct dump *d, const char *before, const struct class *c, uint64_t address)
{
    while (c != NULL && (uintptr_t)c != address)
        c = c->next_in_program;
    if (c == NULL)
        return false;
    dump_format(d, "%sclass ", before);
    dump_name(d, c->name);
    return true;
}

/* ---- the compilers ------------------------------------------------------------------------------- */

static bool put_of_trace(struct dump *d, const char *before, const struct trace *t, uint64_t address)
{
    if (is_inside(address, t->exits, t->exit_count * sizeof *t->exits))
        dump_format(d, "%sexit %zu of trace %u", before, (address - (uintptr_t)t->exits) / sizeof *t->exits,
                    t->number);
    else if (address == (uintptr_t)&t->entry)
        dump_format(d, "%sentry of trace %u", before, t->number);
    else if (address == (uintptr_t)&t->stitch_target)
        dump_format(d, "%swhat follows trace %u", before, t->number);
    else if (is_inside(address, t->code.address, t->code.size))
        dump_format(d, "%scode of trace %u", before, t->number);
    else
        return false;
    return true;
}

static bool put_trace(struct dump *d, const char *before, uint64_t address)
{
    const struct jit *jit = &d->vm->jit;

    for (uint32_t i = 0; i < jit->trace_count; i++)
        if (put_of_trace(d, before, jit->traces[i], address))
            return true;
    return false;
}

/* ---- the VM -------------------------------------------------------------------------------------- */

/* What compiled code has to do with in struct vm. */
static bool put_vm_field(struct dump *d, const char *before, uint64_t address)
{
    static const struct field fields[] = {
#define FIELD(name) {offsetof(struct vm, name), #name}
        FIELD(exception),          FIELD(frame),     FIELD(safepoint_left),
        FIELD(stack.segment),      FIELD(stack.top), FIELD(stack.end),
        FIELD(stack.frame_count),  FIELD(shadow),    FIELD(jit.guard_left),
        FIELD(jit.native_oplines), FIELD(frame_max),
#undef FIELD
    };
    size_t offset = address - (uintptr_t)d->vm;
    const char *name = field_at(fields, sizeof fields / sizeof *fields, offset);

    if (!is_inside(address, d->vm, sizeof *d->vm))
        return false;
    if (name != NULL)
        dump_format(d, "%svm.%s", before, name);
    else
        dump_format(d, "%svm%+lld", before, (long long)offset);
    return true;
}

static bool put_handler_of(struct dump *d, const char *before, const struct func *f, uint64_t address)
{
    for (uint32_t i = 0; f->oplines != NULL && i < f->opline_count; i++)
        if ((uintptr_t)jit_handler(d->vm, &f->oplines[i]) == address) {
            dump_format(d, "%shandler of %s", before, opcode_names[f->oplines[i].opcode]);
            return true;
        }
    return false;
}

/* Handlers have no dynamic symbols. One that is called is that of some opline of the program. */
static bool put_handler(struct dump *d, const char *before, uint64_t address)
{
    for (const struct func *f = d->vm->program.funcs; f != NULL; f = f->next_in_program)
        if (put_handler_of(d, before, f, address))
            return true;
    return false;
}

static bool put_c_function(struct dump *d, const char *before, uint64_t address)
{
    Dl_info info;

    if (dladdr((const void *)(uintptr_t)address, &info) == 0 || info.dli_sname == NULL ||
        (uintptr_t)info.dli_saddr != address)
        return false;
    dump_format(d, "%s%s", before, info.dli_sname);
    return true;
}

bool jit_dump_address(struct dump *d, const char *before, uint64_t address)
{
    const struct vm *vm = d->vm;

    return put_opline(d, before, address) || put_trace(d, before, address) ||
           put_vm_field(d, before, address) || put_handler(d, before, address) ||
           put_c_function(d, before, address) || put_literal(d, before, address) ||
           put_func_in(d, before, vm->program.funcs, address) ||
           put_func_in(d, before, vm->funcs, address) ||
           put_class_in(d, before, vm->program.classes, address) ||
           put_class_in(d, before, vm->builtin_classes, address);
}
