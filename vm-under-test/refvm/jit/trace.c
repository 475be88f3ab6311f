/* trace.c: the life of traces: hot places, installation, aborts and their penalties, flush. */
#include "jit/trace.h"

#include "jit/rec.h"

const char *const trace_links[LINK_COUNT] = {
    [LINK_NONE] = "none",
    [LINK_LOOP] = "loop",
    [LINK_ROOT] = "root",
    [LINK_UP_RECURSION] = "up-recursion",
    [LINK_DOWN_RECURSION] = "down-recursion",
    [LINK_STITCH] = "stitch",
    [LINK_INTERPRETER] = "interpreter",
};

/* ---- hot places ---------------------------------------------------------------------------------- */

const struct opline *trace_hot(struct vm *vm, struct frame *f, struct jit_point *p, const struct opline *o)
{
    struct trace_begin begin = {.point = p};

    if (p->root != NULL && vm->jit.recorder == NULL)
        return jit_enter(o, f, vm, p->root->entry);
    if (p->root != NULL || p->blacklisted || vm->jit.recorder != NULL || --p->count != 0)
        return p->original(o, f, vm);
    /* Whatever becomes of it, the next time is a full count away. */
    p->count = (uint32_t)jit_param(vm, p->loop ? PARAM_JIT_HOTLOOP : PARAM_JIT_HOTFUNC);
    return trace_record(vm, f, o, &begin);
}

/* ---- traces -------------------------------------------------------------------------------------- */

struct trace *trace_new(struct vm *vm, enum stop *stop)
{
    struct jit *jit = &vm->jit;
    struct trace *t;

    *stop = STOP_MAXTRACE;
    if (jit->trace_count >= (uint32_t)jit_param(vm, PARAM_JIT_MAXTRACE))
        return NULL;
    *stop = STOP_MEMORY;
    if (!jit_grow(vm, (void **)&jit->traces, &jit->trace_capacity, jit->trace_count, sizeof *jit->traces,
                  SITE_jit_traces))
        return NULL;
    t = jit_mem(vm, NULL, 0, sizeof *t, SITE_jit_trace);
    if (t == NULL)
        return NULL;
    *stop = STOP_NONE;
    *t = (struct trace){.number = jit->trace_count + 1};
    return t;
}

/* Tells who wants to know of each exit that was reached when that was first. */
static void tell_guards(const struct jit *jit, const struct trace *t)
{
    for (uint32_t i = 0; i < t->exit_count && jit->note != NULL; i++) {
        const struct trace_exit *exit = &t->exits[i];
        struct vut_guard g = {
            .flushes = t->flushes,
            .trace = t->number,
            .exit = i,
            .number = exit->held != 0 ? jit->guards + jit->guard_armed - exit->held : exit->failed,
        };

        if (g.number != 0)
            jit->note(jit->note_ctx, &g);
    }
}

void trace_free(struct vm *vm, struct trace *t)
{
    tell_guards(&vm->jit, t);
    if (t->code.address != NULL && !BUG(vm, ljec78d317_trace_code, true))
        mcode_drop(vm, &t->code);
    jit_mem(vm, t->exits, t->exit_count * sizeof *t->exits, 0, SITE_NONE);
    jit_mem(vm, t->exit_slots, t->exit_slot_count * sizeof *t->exit_slots, 0, SITE_NONE);
    jit_mem(vm, t, sizeof *t, 0, SITE_NONE);
}

/* Traces that may still run stay until nothing does; nobody finds them any more. */
void trace_flush(struct vm *vm)
{
    struct jit *jit = &vm->jit;

    for (uint32_t i = 0; i < jit->trace_count; i++) {
        struct trace *t = jit->traces[i];

        t->dropped = true;
        t->next = jit->dropped;
        jit->dropped = t;
    }
    jit_mem(vm, jit->traces, jit->trace_capacity * sizeof *jit->traces, 0, SITE_NONE);
    jit->traces = NULL;
    jit->trace_count = jit->trace_capacity = 0;
}

/* ---- the two ends of a recording ----------------------------------------------------------------- */

static struct trace *root_of(struct vm *vm, const struct trace *t)
{
    return vm->jit.traces[t->root - 1];
}

static void recorder_free(struct vm *vm, struct recorder *r)
{
    vm->jit.recorder = NULL;
    ir_free(&r->ir);
    jit_mem(vm, r, sizeof *r, 0, SITE_NONE);
}

/* At a safepoint an exit is taken when one is due, which no guard asks. */
static uint32_t exits_with_guards(const struct trace *t)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < t->exit_count; i++)
        count += t->exits[i].kind == SNAP_GUARD;
    return count;
}

/* At an entry, C code that calls the function finds it, too. */
static void install_root(struct jit_point *p, const struct func *func, struct trace *t)
{
    p->root = t;
    p->penalty = 0;
    if (p->opline > func->param_count)
        return;
    func->jit->call_opline = t->start;
    func->jit->call_code = t->entry;
}

void trace_install(struct vm *vm, struct recorder *r)
{
    enum state was = state_enter(vm, STATE_PATCHING);
    struct trace *t = r->trace;

    t->flushes = vm->jit.flushes;
    vm->jit.traces[vm->jit.trace_count++] = t;
    if (r->begin.point != NULL) {
        install_root(r->begin.point, r->begin_func, t);
    } else if (r->begin.exit != NULL) {
        r->begin.exit->side = t->number;
        r->begin.exit->target = t->entry;
        root_of(vm, t)->side_count++;
    } else {
        r->begin.stitched->stitch_target = t->entry;
    }
    jit_event(vm, VUT_EVENT_TRACE_STOP, t->number, t->exit_count, exits_with_guards(t),
              trace_links[t->link]);
    recorder_free(vm, r);
    state_leave(vm, was);
}

/* The place counts longer each time, until it is given up for good. */
static void penalize_point(struct vm *vm, const struct recorder *r)
{
    struct jit_point *p = r->begin.point;
    uint32_t first = (uint32_t)jit_param(vm, PARAM_JIT_PENALTYMIN);

    p->penalty = p->penalty == 0 ? first : p->penalty * 2 + 1;
    if (p->penalty >= (uint32_t)jit_param(vm, PARAM_JIT_PENALTYMAX)) {
        struct opline *o = &r->begin_func->oplines[p->opline], *at = o;

        p->blacklisted = true;
        if (r->opline != NULL && r->opline != o && BUG(vm, gh17626_blacklist_handler, true))
            at = (struct opline *)(uintptr_t)r->opline;
        at->handler = vm->interp->handler(o);
        jit_event(vm, VUT_EVENT_TRACE_ABORT, 0, 0, 0, stop_names[STOP_BLACKLISTED]);
    }
    p->count = p->penalty;
}

static void penalize(struct vm *vm, struct recorder *r)
{
    if (r->begin.point != NULL)
        penalize_point(vm, r);
    else if (r->begin.exit != NULL)
        r->begin.exit->tries++;
}

void trace_abort(struct vm *vm, struct recorder *r, enum stop stop)
{
    uint32_t number = r->trace == NULL ? vm->jit.trace_count + 1 : r->trace->number;
    enum state was = state_enter(vm, STATE_ABORTING);

    jit_event(vm, VUT_EVENT_TRACE_ABORT, number, 0, 0,
              stop == STOP_MEMORY && BUG(vm, lj1166_oom_reason, true) ? NULL : stop_names[stop]);
    if (r->flushes == vm->jit.flushes)
        penalize(vm, r);
    if (r->trace != NULL)
        trace_free(vm, r->trace);
    recorder_free(vm, r);
    /* There is no room until what exists is given up. */
    if (stop == STOP_MAXTRACE || stop == STOP_MAXMCODE)
        jit_flush(vm);
    state_leave(vm, was);
}
