/* trace_exit.c: a guard failed: memory is brought into the state that the interpreter expects there. */
#include "jit/jit_snapshot.h"
#include "jit/trace.h"

/* Where a dirty slot's payload is. */
static uint64_t payload(const struct vm *vm, const struct exit_slot *s, const struct exit_regs *regs,
                        const uint64_t *spill)
{
    uint64_t bits;

    switch (s->kind) {
    case LOC_REG:
        if (s->reg >= XMM0) {
            memcpy(&bits, &regs->f[s->reg - XMM0], sizeof bits);
            return bits;
        }
        return regs->r[s->reg];
    case LOC_SPILL:
        return spill[s->spill];
    case LOC_BASE:
        return regs->r[REG_FRAME] + (uint64_t)s->k.i;
    default:
        if (BUG(vm, lj8755e0b7_wide_constant, s->k.u > UINT32_MAX))
            return (uint32_t)s->k.u;
        return s->k.u;
    }
}

static void restore_word(struct vm *vm, const struct exit_slot *s, char *base, uint64_t word)
{
    void *at = s->slot & SNAP_VM ? (char *)vm + (s->slot & ~(uint32_t)SNAP_VM) : base + s->slot;

    if (s->type == IRT_WORD && BUG(vm, lj1052_unsink_word, memcmp(at, &word, sizeof(uint32_t)) != 0))
        return;
    memcpy(at, &word, s->type == IRT_WORD ? sizeof(uint32_t) : sizeof word);
}

static void restore_slots(struct vm *vm, const struct trace_exit *exit, const struct exit_regs *regs,
                          const uint64_t *spill)
{
    const struct trace *t = exit->trace;
    char *base = (char *)regs->r[REG_FRAME];

    for (uint32_t i = exit->first; i < exit->first + exit->count; i++) {
        const struct exit_slot *s = &t->exit_slots[i];
        struct value *v = (struct value *)(base + s->slot);

        if (s->kind == LOC_STORED || (s->flags & SNAP_STORED))
            continue;
        if (s->flags & SNAP_WORD) {
            restore_word(vm, s, base, payload(vm, s, regs, spill));
            continue;
        }
        if (s->type == TYPE_NULL && BUG(vm, lj1147_null_restore, v->type != TYPE_NULL))
            continue;
        if (!irt_is_pri(s->type))
            v->i = (int64_t)payload(vm, s, regs, spill);
        v->info = irt_info(s->type);
    }
}

static const struct opline *tagged(const struct opline *o)
{
    return (const struct opline *)((uintptr_t)o | ENTER);
}

/* Runs one opline as the interpreter would: a trace that begins here must not be entered again before
 * something has happened. */
static const struct opline *step(struct vm *vm, struct frame *f, const struct opline *o)
{
    if (vm->settings->param[PARAM_SHADOW])
        vm->shadow = o;
    return tagged(jit_handler(vm, o)(o, f, vm));
}

static bool is_hot(struct vm *vm, const struct trace *t, struct trace_exit *exit)
{
    const struct trace *root;

    exit->taken++;
    if (!jit_param(vm, PARAM_JIT_SIDE) || vm->jit.recorder != NULL || exit->side != 0)
        return false;
    if (t->dropped && !BUG(vm, lj1045_flushed_exit, true))
        return false;
    if ((exit->kind != SNAP_GUARD && exit->kind != SNAP_BRANCH) ||
        exit->taken < (uint32_t)jit_param(vm, PARAM_JIT_HOTEXIT) ||
        exit->tries >= (uint32_t)jit_param(vm, PARAM_JIT_TRYSIDE))
        return false;
    root = vm->jit.traces[t->root - 1];
    if (root->side_count < (uint32_t)jit_param(vm, PARAM_JIT_MAXSIDE))
        return true;
    jit_event(vm, VUT_EVENT_TRACE_ABORT, 0, t->number, 0, stop_names[STOP_MAXSIDE]);
    exit->tries = UINT32_MAX;
    return false;
}

/* At a safepoint that is due the interpreter does what has to be done, and says where to go on. */
static const struct opline *safepoint(struct vm *vm, struct frame *f, const struct trace_exit *exit)
{
    const struct opline *next;

    if (exit->kind == SNAP_SAFEPOINT_ENTRY)
        next = helper_entry(exit->opline, f, vm);
    else if (exit->kind == SNAP_SAFEPOINT_NATIVE)
        next = helper_native_safepoint(exit->opline, f, vm);
    else
        next = interp_safepoint_jump(exit->opline, f, vm);
    return tagged(next);
}

/* As the opline's handler would: it frees its operands, and unwinds. The rope that a part was meant for is
 * no operand that goes away: the unwinding finds it. */
static const struct opline *raise(struct vm *vm, struct frame *f, const struct opline *o)
{
    interp_handler_fn *leave = o[1].opcode == OP_OP_DATA ? interp_throw_free_data : interp_throw_free;

    if (o->opcode == OP_ROPE_ADD)
        leave = interp_throw;
    return tagged(leave(o, f, vm));
}

static void note_failed(struct vm *vm, struct trace_exit *exit)
{
    const struct jit *jit = &vm->jit;

    if (jit->note != NULL && exit->kind == SNAP_GUARD && exit->failed == 0)
        exit->failed = jit->guards + (jit->guard_armed - jit->guard_left);
}

static const struct opline *leave(struct vm *vm, struct exit_regs *regs, struct trace_exit *exit,
                                  const uint64_t *spill)
{
    struct trace *t = exit->trace;
    struct frame *f = (struct frame *)((char *)regs->r[REG_FRAME] + exit->frame);
    struct trace_begin begin = {.parent = t, .exit = exit};
    bool forced = vm->jit.guard_left == 0;

    note_failed(vm, exit);
    restore_slots(vm, exit, regs, spill);
    if (jit_param(vm, PARAM_JIT_CHECKSNAP) && exit->kind != SNAP_RAISED)
        snapshot_note(vm, f, exit);
    if (forced)
        jit_guard_forced(vm);
    jit_event(vm, VUT_EVENT_TRACE_EXIT, t->number, (uint32_t)(exit - t->exits), t->flushes, NULL);
    if (exit->kind == SNAP_RAISED)
        return raise(vm, f, exit->opline);
    if (exit->kind != SNAP_GUARD && exit->kind != SNAP_BRANCH)
        return safepoint(vm, f, exit);
    if (!forced && is_hot(vm, t, exit))
        return tagged(trace_record(vm, f, exit->opline, &begin));
    if (BUG(vm, gh21267_exit_progress, exit->opline->handler == vm->interp->hot()))
        return tagged(exit->opline);
    return step(vm, f, exit->opline);
}

const struct opline *trace_exit(struct vm *vm, struct exit_regs *regs, struct trace_exit *exit,
                                const uint64_t *spill)
{
    enum state was = state_enter(vm, STATE_EXITING);
    const struct opline *next = leave(vm, regs, exit, spill);

    state_leave(vm, was);
    return next;
}
