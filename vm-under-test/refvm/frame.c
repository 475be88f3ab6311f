#include "frame_inline.h"

/* ---- the VM stack -------------------------------------------------------------------------------- */

static void segment_enter(struct stack *stack, struct segment *segment)
{
    stack->segment = segment;
    stack->top = (struct value *)(segment + 1);
    stack->end = (struct value *)((char *)segment + segment->size);
}

bool stack_create(struct vm *vm)
{
    struct segment *segment = mem_new(vm, STACK_SEGMENT_SIZE, SITE_frame_first_segment);

    if (segment == NULL)
        return false;
    *segment = (struct segment){.size = STACK_SEGMENT_SIZE};
    segment_enter(&vm->stack, segment);
    return true;
}

void stack_destroy(struct vm *vm)
{
    struct segment *segment = vm->stack.segment;

    while (segment != NULL) {
        struct segment *prev = segment->prev;

        mem_free(vm, segment, segment->size);
        segment = prev;
    }
    vm->stack = (struct stack){0};
}

struct frame *stack_grow(struct vm *vm, size_t size)
{
    struct stack *stack = &vm->stack;
    size_t needed = size + sizeof(struct segment);
    struct segment *segment;

    if (needed < STACK_SEGMENT_SIZE)
        needed = STACK_SEGMENT_SIZE;
    segment = mem_new(vm, needed, SITE_frame_segment);
    if (segment == NULL)
        return NULL;
    stack->segment->top = stack->top;
    *segment = (struct segment){.prev = stack->segment, .size = needed};
    segment_enter(stack, segment);
    return (struct frame *)stack->top;
}

void stack_pop_segment(struct vm *vm, struct frame *first)
{
    struct stack *stack = &vm->stack;
    struct segment *segment = stack->segment;

    (void)first; /* it is the first in the segment, which is the top one */
    segment_enter(stack, segment->prev);
    stack->top = stack->segment->top;
    mem_free(vm, segment, segment->size);
}

/* ---- frames -------------------------------------------------------------------------------------- */

struct frame *frame_push(struct vm *vm, struct func *func, uint32_t arg_count, void *called_or_self,
                         uint32_t flags)
{
    size_t count = frame_values(func, arg_count);
    struct frame *f = (struct frame *)vm->stack.top;

    if ((size_t)(vm->stack.end - vm->stack.top) < count) {
        f = stack_grow(vm, count * sizeof(struct value));
        if (f == NULL)
            return NULL;
        flags |= FRAME_SEGMENT;
    }
    vm->stack.top = (struct value *)f + count;
    frame_init(f, func, called_or_self, flags);
    return f;
}

void frame_pop(struct vm *vm, struct frame *f)
{
    frame_pop_inline(vm, f);
}

/* Arguments without a parameter were sent right behind the others; their place is behind the TMPs. Both
 * ranges may overlap. */
static void move_extra_arguments(struct frame *f)
{
    const struct func *func = f->func;
    uint32_t extra = f->arg_count - func->param_count;
    const struct value *from = frame_slot(f, func->param_count);
    struct value *to = frame_slot(f, func->var_count + func->tmp_count);

    f->flags |= FRAME_EXTRA_ARGS;
    if (to == from)
        return;
    for (uint32_t i = extra; i-- > 0;)
        value_move(&to[i], &from[i]);
}

void frame_enter(struct vm *vm, struct frame *f, struct value *result)
{
    uint32_t given = f->arg_count;

    if (given > f->func->param_count) {
        move_extra_arguments(f);
        given = f->func->param_count;
    }
    frame_begin(vm, f, given, result);
}

/* The main program's variables outlive its frame: they move into the table of globals. */
static void detach_globals(struct vm *vm, struct frame *f)
{
    for (uint32_t i = 0; i < f->func->var_count; i++) {
        struct value *slot = frame_slot(f, i);
        struct value *entry = array_find_string(f->symbols, f->func->vars[i]);

        if (entry == NULL || entry->type != TYPE_INDIRECT || entry->indirect != slot)
            continue;
        if (slot->type == TYPE_UNDEF) {
            array_delete(vm, f->symbols, (struct array_key){f->func->vars[i], 0});
            continue;
        }
        value_move(entry, slot);
        value_set_undef(slot);
    }
}

static void release_symbols(struct vm *vm, struct frame *f)
{
    struct array *symbols = f->symbols;

    if (symbols == NULL)
        return;
    f->symbols = NULL;
    if (f->flags & FRAME_SYMBOLS)
        array_release(vm, symbols);
}

static void release_extra_arguments(struct vm *vm, struct frame *f)
{
    struct value *v = frame_slot(f, f->func->var_count + f->func->tmp_count);

    for (uint32_t i = f->func->param_count; i < f->arg_count; i++)
        value_clear(vm, v++);
}

/* What a call of any kind holds besides its arguments. */
static void release_call(struct vm *vm, struct frame *f)
{
    uint32_t flags = f->flags;

    f->flags &= ~(uint32_t)(FRAME_RELEASE_THIS | FRAME_CLOSURE | FRAME_TRAMPOLINE);
    if (flags & FRAME_TRAMPOLINE)
        func_release_trampoline(vm, f->func);
    if (flags & FRAME_RELEASE_THIS)
        object_release(vm, f->self);
    if (flags & FRAME_CLOSURE)
        object_release(vm, f->closure);
}

void frame_release(struct vm *vm, struct frame *f)
{
    vm->stack.frame_count--;
    if ((f->func->flags & FUNC_MAIN) && f->symbols != NULL)
        detach_globals(vm, f);
    for (uint32_t i = 0; i < f->func->var_count; i++)
        value_clear(vm, frame_slot(f, i));
    release_symbols(vm, f);
    if (f->flags & FRAME_EXTRA_ARGS)
        release_extra_arguments(vm, f);
    release_call(vm, f);
}

void frame_drop_call(struct vm *vm, struct frame *call)
{
    for (uint32_t i = 0; i < call->arg_count; i++)
        value_clear(vm, frame_slot(call, i));
    if ((call->flags & FRAME_CTOR) && vm->exception != NULL)
        call->self->flags |= OBJECT_DESTRUCTED;
    release_call(vm, call);
    frame_pop(vm, call);
}

struct frame *frame_widen(struct vm *vm, struct frame *call, uint32_t arg_count)
{
    struct frame old = *call, *f;

    frame_pop(vm, call);
    f = frame_push(vm, old.func, arg_count, old.called, old.flags & ~(uint32_t)FRAME_SEGMENT);
    if (f == NULL) {
        release_call(vm, &old);
        return NULL;
    }
    f->prev = old.prev;
    f->closure = old.closure;
    return f;
}

/* ---- looking ------------------------------------------------------------------------------------- */

struct object *frame_this(const struct frame *f)
{
    return f->flags & FRAME_HAS_THIS ? f->self : NULL;
}

struct class *frame_scope(const struct frame *f)
{
    if (f->closure != NULL)
        return closure_of(f->closure)->scope;
    return f->func->scope;
}

struct class *frame_called(const struct frame *f)
{
    return f->flags & FRAME_HAS_THIS ? f->self->class : f->called;
}

bool frame_is_user(const struct frame *f)
{
    return f->func != NULL && !(f->func->flags & (FUNC_NATIVE | FUNC_TRAMPOLINE));
}

struct frame *frame_user(struct vm *vm)
{
    struct frame *f = vm->frame;

    while (f != NULL && !frame_is_user(f))
        f = f->prev;
    return f;
}

int frame_line(const struct frame *f)
{
    if (!frame_is_user(f) || f->opline == NULL)
        return 0;
    return (int)f->opline->line;
}

int vm_line(struct vm *vm)
{
    const struct frame *f;

    if (vm->compiling)
        return vm->compile_line;
    f = frame_user(vm);
    return f == NULL ? 0 : frame_line(f);
}

/* ---- symbol tables ------------------------------------------------------------------------------- */

/* Makes the table's entries stand for the frame's slots. A value that is there already, as of a global that
 * an earlier part of the program made, moves into its slot. */
static bool attach_symbols(struct vm *vm, struct frame *f, struct array *symbols)
{
    for (uint32_t i = 0; i < f->func->var_count; i++) {
        struct value *slot = frame_slot(f, i);
        bool made;
        struct value *entry = array_put_string(vm, symbols, f->func->vars[i], &made, SITE_frame_symbol);

        if (entry == NULL)
            return false;
        if (entry->type == TYPE_INDIRECT)
            continue;
        if (!made && slot->type == TYPE_UNDEF)
            value_move(slot, entry);
        entry->indirect = slot;
        entry->info = TYPE_INDIRECT;
    }
    return true;
}

bool frame_attach_globals(struct vm *vm, struct frame *f)
{
    f->symbols = vm->program.globals;
    return attach_symbols(vm, f, f->symbols);
}

struct array *frame_symbols(struct vm *vm, struct frame *f)
{
    struct array *symbols = f->symbols;

    if (symbols != NULL)
        return symbols;
    symbols = array_new(vm, f->func->var_count + 1, SITE_frame_symbols_head, SITE_frame_symbols_table);
    if (symbols == NULL)
        return NULL;
    if (!attach_symbols(vm, f, symbols)) {
        array_release(vm, symbols);
        return NULL;
    }
    f->symbols = symbols;
    f->flags |= FRAME_SYMBOLS;
    return symbols;
}
