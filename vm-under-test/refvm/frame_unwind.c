/* frame_unwind.c: where a pending exception goes.
 *
 * An exception of the program goes to the innermost catch or finally around the saved opline; a fatal error
 * and exit() pass them all by. On the way each frame is left as its live ranges say: the calls under
 * preparation, the TMPs that hold something at that opline, what a finally had put off, then its
 * variables.
 */
#include "frame_inline.h"
#include "helper_data.h"

void frame_free_calls(struct vm *vm, struct frame *f)
{
    while (f->call != NULL) {
        struct frame *call = f->call;
        struct frame *prev = call->prev;

        frame_drop_call(vm, call);
        f->call = prev;
    }
}

void frame_end_silence(struct vm *vm, const struct value *old)
{
    if (!(vm->errors.reporting & ~SILENCED_LEVELS) && ((int)old->i & ~SILENCED_LEVELS))
        vm->errors.reporting = (int)old->i;
}

/* ---- live TMPs ----------------------------------------------------------------------------------- */

/* The parts of a rope that were put before opline `at`. */
static void free_rope(struct vm *vm, struct frame *f, const struct live_range *live, uint32_t at)
{
    const struct opline *o = &f->func->oplines[at - 1];
    struct value *part = frame_at(f, live->slot);
    uint32_t last = 0;

    while ((o->opcode != OP_ROPE_ADD && o->opcode != OP_ROPE_INIT) || o->result.slot != live->slot)
        o--;
    if (o->opcode == OP_ROPE_ADD)
        last = o->extended;
    for (uint32_t i = 0; i <= last; i++)
        value_clear(vm, &part[i]);
}

static void free_live(struct vm *vm, struct frame *f, const struct live_range *live, uint32_t at)
{
    struct value *v = frame_at(f, live->slot);

    switch (live->kind) {
    case LIVE_TMP:
        if (!BUG(vm, bug62210_live_tmp, value_is_counted(v)))
            value_clear(vm, v);
        break;
    case LIVE_LOOP:
        if (v->type != TYPE_UNDEF)
            foreach_free(vm, v);
        value_set_undef(v);
        break;
    case LIVE_SILENCE:
        frame_end_silence(vm, v);
        break;
    case LIVE_ROPE:
        free_rope(vm, f, live, at);
        break;
    case LIVE_NEW:
        if (v->type == TYPE_OBJECT)
            v->o->flags |= OBJECT_DESTRUCTED;
        value_clear(vm, v);
        break;
    }
}

void frame_free_live(struct vm *vm, struct frame *f, uint32_t at, uint32_t catch_op)
{
    const struct func *func = f->func;

    for (uint32_t i = 0; i < func->live_count && func->lives[i].start <= at; i++) {
        const struct live_range *live = &func->lives[i];

        if (at < live->end && (catch_op == 0 || catch_op >= live->end))
            free_live(vm, f, live, at);
    }
}

/* The value of the RETURN for which a loop's variable is being freed. */
static void free_returned(struct vm *vm, struct frame *f, const struct opline *o)
{
    while (o->opcode == OP_FREE || o->opcode == OP_FE_FREE || o->opcode == OP_FAST_CALL ||
           o->opcode == OP_DISCARD_EXCEPTION)
        o++;
    if ((o->opcode == OP_RETURN || o->opcode == OP_RETURN_BY_REF) &&
        (o->op1_kind & (OPERAND_TMP | OPERAND_VAR)) &&
        !BUG(vm, php20865_returned_value, value_is_counted(frame_at(f, o->op1.slot))))
        value_clear(vm, frame_at(f, o->op1.slot));
}

/* The variable of a loop that is left early is freed ahead of its range's end. If its destructor threw,
 * that happened, for the ranges, behind the loop. */
static uint32_t opline_of_unwinding(struct vm *vm, struct frame *f)
{
    const struct func *func = f->func;
    uint32_t at = func_opline_number(func, f->opline);
    const struct opline *o = f->opline;

    if ((o->opcode != OP_FREE && o->opcode != OP_FE_FREE) || !(o->extended & FREE_ON_RETURN))
        return at;
    for (uint32_t i = 0; i < func->live_count && func->lives[i].start <= at; i++)
        if (func->lives[i].slot == o->op1.slot && at < func->lives[i].end) {
            free_returned(vm, f, o);
            return func->lives[i].end;
        }
    return at;
}

/* ---- catch and finally --------------------------------------------------------------------------- */

/* A finally that is being left for good: the return value that it held back, and the exception that it
 * interrupted, which becomes the previous one of the new one. */
static void leave_finally(struct vm *vm, struct frame *f, const struct try_region *region)
{
    struct value *state = frame_at(f, f->func->oplines[region->finally_end].op1.slot);
    struct object *delayed = state->o;

    if (state->extra != UINT32_MAX) {
        const struct opline *o = &f->func->oplines[state->extra];

        if (o->op2_kind & (OPERAND_TMP | OPERAND_VAR))
            value_clear(vm, frame_at(f, o->op2.slot));
    }
    state->o = NULL;
    state->extra = UINT32_MAX;
    if (delayed == NULL)
        return;
    if (error_is_object(vm))
        error_set_previous(vm, vm->exception, delayed);
    else
        object_release(vm, delayed);
}

/* The exception waits in the state of the finally for its end. */
static const struct opline *enter_finally(struct vm *vm, struct frame *f, const struct try_region *region)
{
    struct value *state = frame_at(f, f->func->oplines[region->finally_end].op1.slot);

    state->info = TYPE_POINTER;
    state->o = vm->exception;
    state->extra = UINT32_MAX;
    vm->exception = NULL;
    return &f->func->oplines[region->finally_op];
}

/* One more than the number of the innermost region that has something to say at `at`. */
static uint32_t find_region(const struct func *func, uint32_t at)
{
    uint32_t found = 0;

    for (uint32_t i = 0; i < func->try_count && func->tries[i].try_op <= at; i++)
        if (at < func->tries[i].catch_op || at < func->tries[i].finally_end)
            found = i + 1;
    return found;
}

/* A fatal error may come up while TMPs are freed for a handler: then it is none any more. */
static const struct opline *find_handler(struct vm *vm, struct frame *f, uint32_t at)
{
    for (uint32_t i = find_region(f->func, at); i-- > 0;) {
        const struct try_region *region = &f->func->tries[i];

        if (at < region->catch_op && error_is_object(vm)) {
            frame_free_live(vm, f, at, region->catch_op);
            if (error_is_object(vm))
                return &f->func->oplines[region->catch_op];
            continue;
        }
        if (at < region->finally_op && error_is_object(vm)) {
            frame_free_live(vm, f, at, region->finally_op);
            if (error_is_object(vm))
                return enter_finally(vm, f, region);
            continue;
        }
        if (at >= region->finally_op && at < region->finally_end)
            leave_finally(vm, f, region);
    }
    return NULL;
}

/* ---- leaving ------------------------------------------------------------------------------------- */

static void shadow_caller(struct vm *vm)
{
    struct frame *f;

    if (vm->shadow == NULL)
        return;
    f = frame_user(vm);
    if (f != NULL && f->opline != NULL)
        vm->shadow = f->opline;
}

static void leave(struct vm *vm, struct frame *f)
{
    if ((f->flags & FRAME_CTOR) && (f->flags & FRAME_HAS_THIS))
        f->self->flags |= OBJECT_DESTRUCTED;
    if (f->result != NULL)
        value_set_undef(f->result);
    vm->frame = f->prev;
    shadow_caller(vm);
    frame_release(vm, f);
    frame_pop(vm, f);
}

/* Once in each frame on the way, until one has a handler. A fatal error may have come up while TMPs were
 * freed for a handler, so that some are TYPE_UNDEF already. */
const struct opline *frame_unwind(struct vm *vm, struct frame *f)
{
    for (;;) {
        uint32_t at = opline_of_unwinding(vm, f);
        struct frame *prev = f->prev;
        bool entry = (f->flags & FRAME_ENTRY) != 0;
        const struct opline *next;

        frame_free_calls(vm, f);
        next = find_handler(vm, f, at);
        if (next != NULL) {
            f->opline = next;
            return next;
        }
        frame_free_live(vm, f, at, 0);
        leave(vm, f);
        if (entry)
            return NULL;
        f = prev;
    }
}
