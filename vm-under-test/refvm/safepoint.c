/* safepoint.c: what happens between oplines: interrupts, the step budget, time limits.
 *
 * The interpreters only count down. The countdown is set to the next safepoint at which somebody wants to
 * look; with a budget of steps, of which allocations are a part, that is half of what is left, so that the
 * end comes at most one safepoint late.
 */
#include <stdio.h>

#include "jit/jit.h"
#include "jit/jit_snapshot.h"
#include "state.h"

uint64_t safepoint_count(const struct vm *vm)
{
    return vm->safepoints + (vm->safepoint_armed - vm->safepoint_left);
}

uint64_t safepoint_steps(const struct vm *vm)
{
    return safepoint_count(vm) + vm->mem.allocations;
}

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* How many safepoints may pass before `limit` steps are looked at again. */
static uint64_t distance(uint64_t limit, uint64_t steps)
{
    if (limit == 0)
        return UINT64_MAX;
    return limit <= steps + 1 ? 1 : (limit - steps) / 2;
}

void safepoint_arm(struct vm *vm)
{
    uint64_t passed = safepoint_count(vm);
    uint64_t steps = passed + vm->mem.allocations;
    uint64_t next = UINT64_MAX;

    if (vm->harness_next > passed)
        next = vm->harness_next - passed;
    next = smaller(next, distance(vm->step_budget, steps));
    next = smaller(next, distance(vm->time_limit_steps, steps));
    /* Exits that were taken at safepoints are looked for there, whatever was due. */
    if (vm->flush || (vm->interrupt && !vm->in_interrupt) || gc_is_due(vm) || snapshot_is_expected(vm))
        next = 1;
    vm->safepoints = passed;
    vm->safepoint_armed = vm->safepoint_left = next;
}

static void ask_harness(struct vm *vm, uint64_t number)
{
    uint64_t interval =
        vm->hooks->safepoint == NULL ? UINT64_MAX : vm->hooks->safepoint(vm->hooks->ctx, number);

    vm->harness_next = interval > UINT64_MAX - number ? UINT64_MAX : number + interval;
}

void safepoint_start(struct vm *vm)
{
    vm->safepoints = 0;
    vm->safepoint_armed = vm->safepoint_left = 0;
    ask_harness(vm, 0);
    safepoint_arm(vm);
}

static void raise_interrupt(struct vm *vm, enum vut_action action, bool own)
{
    if (vm->in_interrupt && vm->safepoint_left == 0)
        vm->record.interrupt_held = true;
    if (vm->interrupt)
        return;
    vm->interrupt = vm->interrupt_owed = true;
    vm->interrupt_own = own;
    vm->interrupt_action = (uint8_t)action;
    /* At zero it is the harness that raises it, at this very safepoint. */
    vm->interrupt_at = safepoint_count(vm) + (vm->safepoint_left != 0);
    if (vm->safepoint_left != 0)
        safepoint_arm(vm);
}

/* A flush must not show, so it takes no part in the program's own interrupts: it neither waits for one nor
 * is one that another finds raised already. */
void safepoint_interrupt(struct vm *vm, enum vut_action action)
{
    if (action != VUT_ACTION_FLUSH) {
        raise_interrupt(vm, action, false);
        return;
    }
    vm->flush = true;
    if (vm->safepoint_left != 0)
        safepoint_arm(vm);
}

void safepoint_interrupt_own(struct vm *vm, enum vut_action action)
{
    raise_interrupt(vm, action, true);
}

void safepoint_time_limit(struct vm *vm, long seconds)
{
    vm->time_limit = seconds;
    vm->time_limit_steps =
        seconds <= 0 ? 0 : safepoint_steps(vm) + (uint64_t)seconds * SAFEPOINT_STEPS_A_SECOND;
    safepoint_arm(vm);
}

/* ---- delivery ------------------------------------------------------------------------------------ */

/* What is wrong with the frame that an interrupt finds, or NULL. */
static const char *frame_fault(const struct vm *vm, const struct frame *f)
{
    const struct func *func = f->func;

    if (vm->frame != f)
        return "not the running frame";
    if (f->opline == NULL)
        return "opline missing";
    if ((uintptr_t)f->opline & ENTER)
        return "opline tagged";
    if (f->opline < func->oplines || f->opline >= func->oplines + func->opline_count)
        return "opline outside";
    return NULL;
}

/* A small piece of work that allocates, for programs without a handler of their own. */
static bool work(struct vm *vm)
{
    struct array *a = array_new(vm, 4, SITE_interrupt_array_head, SITE_interrupt_array_table);
    struct string *s;

    if (a == NULL)
        return false;
    s = string_from(vm, "interrupt", 9, SITE_interrupt_string);
    if (s != NULL)
        value_set_string(array_add(vm, a), s);
    array_release(vm, a);
    return s != NULL;
}

static bool call_handler(struct vm *vm)
{
    struct callable handler = {0};
    struct value result;

    handler.func = func_find(vm, vm->names[NAME_interrupt_handler]);
    if (handler.func == NULL)
        return work(vm);
    if (!func_call(vm, &handler, 0, NULL, &result))
        return false;
    value_release(vm, &result);
    return vm->exception == NULL;
}

static bool act(struct vm *vm, enum vut_action action)
{
    switch (action) {
    case VUT_ACTION_CALL:
        return call_handler(vm);
    case VUT_ACTION_THROW:
        error_throw(vm, vm->classes.exception, "interrupt");
        return false;
    case VUT_ACTION_GC:
        gc_collect(vm);
        return vm->exception == NULL;
    case VUT_ACTION_FLUSH:
        jit_flush(vm);
        return true;
    default:
        return true;
    }
}

static void report_delivery(struct vm *vm, const struct frame *f, uint64_t late, bool own)
{
    struct vut_event event = {.kind = VUT_EVENT_INTERRUPT, .a = (uint32_t)late, .b = own};

    event.name = frame_fault(vm, f);
    if (vm->hooks->event != NULL)
        vm->hooks->event(vm->hooks->ctx, &event);
}

static void flush(struct vm *vm, struct frame *f)
{
    report_delivery(vm, f, 0, false);
    vm->flush = false;
    jit_flush(vm);
}

static bool deliver(struct vm *vm, struct frame *f)
{
    enum vut_action action = vm->interrupt_action;
    enum state was;
    bool ok;

    report_delivery(vm, f, vm->safepoints - vm->interrupt_at, vm->interrupt_own);
    vm->interrupt = vm->interrupt_owed = false;
    vm->in_interrupt = true;
    safepoint_arm(vm);
    was = state_enter(vm, STATE_INTERRUPT);
    ok = act(vm, action);
    state_leave(vm, was);
    vm->in_interrupt = false;
    /* Another one that was raised meanwhile had to wait: from now on it has not. */
    if (vm->interrupt)
        vm->interrupt_at = safepoint_count(vm) + 1;
    safepoint_arm(vm);
    return ok;
}

static void report_limit(struct vm *vm, uint32_t fault)
{
    struct vut_event event = {.kind = VUT_EVENT_LIMIT, .a = fault};

    if (vm->hooks->event != NULL)
        vm->hooks->event(vm->hooks->ctx, &event);
}

/* False after raising: the program has used up its steps, or its time. */
static bool steps_are_left(struct vm *vm)
{
    if (vm->step_budget != 0 && safepoint_steps(vm) >= vm->step_budget) {
        error_fatal(vm, FATAL_STEPS, "Step budget exhausted");
        return false;
    }
    if (vm->time_limit_steps != 0 && safepoint_steps(vm) >= vm->time_limit_steps) {
        vm->time_limit_steps = 0;
        error_fatal(vm, FATAL_TIME, "Maximum execution time of %ld second%s exceeded", vm->time_limit,
                    vm->time_limit == 1 ? "" : "s");
        return false;
    }
    return true;
}

/* Behind the interrupt that is due: the destructors that are called have safepoints, too, at which it would
 * be late. One that is raised meanwhile waits for the next. */
static bool collect(struct vm *vm)
{
    gc_collect(vm);
    safepoint_arm(vm);
    if (vm->exception != NULL && BUG(vm, php23624_interrupt_dropped, vm->interrupt))
        vm->interrupt = false;
    return vm->exception == NULL;
}

bool safepoint_slow(struct vm *vm, struct frame *f, const struct opline *next)
{
    uint64_t number = safepoint_count(vm);
    const struct opline *saved = f->opline; /* what a seeded bug leaves there */

    f->opline = next;
    if (vm->shadow != NULL)
        vm->shadow = next;
    if (vm->harness_next == number)
        ask_harness(vm, number);
    if (vm->flush)
        flush(vm, f);
    safepoint_arm(vm);
    if (!steps_are_left(vm))
        return false;
    if (vm->interrupt && !vm->in_interrupt) {
        if (BUG(vm, gh22265_interrupt_opline, saved != next))
            f->opline = saved;
        if (!deliver(vm, f))
            return false;
    }
    if (!gc_is_due(vm))
        return true;
    if (BUG(vm, gh9323_gc_opline, saved != next))
        f->opline = saved;
    return collect(vm);
}

bool safepoint_frame_limit(struct vm *vm)
{
    if (likely(vm->stack.frame_count < vm->frame_max))
        return true;
    if (vm->frame_max != (uint64_t)vm->settings->param[PARAM_FRAMES])
        report_limit(vm, VUT_FAULT_STACK_LIMIT);
    if (!BUG(vm, lj1471_stack_error, true))
        error_fatal(vm, FATAL_FRAMES, "Maximum function nesting level of '%lu' reached, aborting!",
                    (unsigned long)vm->frame_max);
    return false;
}
