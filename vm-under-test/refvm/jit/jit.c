/* jit.c: where compiled code may begin, when it is made, and what both compilers need. */
#include "jit/jit.h"

#include "compile_rules.h"
#include "interp_handlers.h"
#include "jit/jit_snapshot.h"
#include "jit/trace.h"
#include "vm.h"

const char *const stop_names[STOP_COUNT] = {
#define STOP(id, name, text) [STOP_##id] = (name),
#include "jit/stops.def"
#undef STOP
};

/* ---- memory -------------------------------------------------------------------------------------- */

void *jit_mem(struct vm *vm, void *block, size_t old_size, size_t new_size, enum site site)
{
    if (block == NULL && new_size == 0)
        return NULL;
    return vm->hooks->resize(vm->hooks->ctx, block, old_size, new_size, VUT_DOMAIN_COMPILER, site);
}

bool jit_grow(struct vm *vm, void **array, uint32_t *capacity, uint32_t count, size_t element,
              enum site site)
{
    uint32_t more = *capacity == 0 ? 16 : *capacity * 2;
    void *p;

    if (count < *capacity)
        return true;
    p = jit_mem(vm, *array, *capacity * element, more * element, site);
    if (p == NULL)
        return false;
    *array = p;
    *capacity = more;
    return true;
}

/* ---- oplines ------------------------------------------------------------------------------------- */

interp_handler_fn *jit_handler(const struct vm *vm, const struct opline *o)
{
    const struct interp *call = vm->settings->param[PARAM_SHADOW] ? &interp_call_shadow : &interp_call;

    return (interp_handler_fn *)call->handler(o);
}

uint32_t jit_targets(const struct opline *o, const struct opline *targets[2])
{
    const struct opline *target = compile_jump_target(o);
    uint32_t count = 0;

    if (o->result_kind & (OPERAND_JMPZ | OPERAND_JMPNZ)) {
        targets[count++] = opline_target(o + 1, o[1].op2);
        targets[count++] = o + 2;
    } else if (target != NULL) {
        targets[count++] = target;
    }
    return count;
}

/* ---- points -------------------------------------------------------------------------------------- */

/* Calls begin at one of the oplines that receive parameters, or behind them; at the first one if there are
 * types to look at. The program itself is entered once. */
static bool is_entry(const struct func *f, uint32_t n)
{
    return n <= (f->flags & FUNC_TYPED ? 0 : f->param_count) && !(f->flags & FUNC_MAIN);
}

/* Is the opline behind a call of the function to itself? Where a recursion unwinds, a trace can go round.
 */
static bool is_behind_recursion(const struct func *f, uint32_t n)
{
    uint32_t open = 1;

    if (n == 0 || f->oplines[n - 1].opcode != OP_DO_FCALL)
        return false;
    for (const struct opline *o = &f->oplines[n - 1]; o-- != f->oplines;) {
        if (o->opcode == OP_DO_FCALL)
            open++;
        else if ((o->opcode >= OP_INIT_FCALL && o->opcode <= OP_NEW) || o->opcode == OP_INIT_USER_CALL)
            open--;
        if (open == 0)
            return o->opcode == OP_INIT_FCALL && string_equal_fold(opline_literal(o, o->op2)->s, f->name);
    }
    return false;
}

void jit_prepare(struct vm *vm, struct func *f)
{
    const void *hot = vm->interp->hot();

    for (uint32_t i = 0; i < f->opline_count; i++) {
        const struct opline *target = compile_jump_target(&f->oplines[i]);

        if (is_entry(f, i) || (vm->jit.engine == JIT_TRACE && is_behind_recursion(f, i)))
            f->oplines[i].handler = hot;
        if (target != NULL && target <= &f->oplines[i])
            f->oplines[func_opline_number(f, target)].handler = hot;
    }
}

static void point_init(struct vm *vm, struct jit_func *jf, struct jit_point *p, uint32_t opline, bool loop)
{
    const struct opline *o = &jf->func->oplines[opline];

    *p = (struct jit_point){.opline = opline, .loop = loop, .original = jit_handler(vm, o)};
    p->count = (uint32_t)jit_param(vm, loop ? PARAM_JIT_HOTLOOP : PARAM_JIT_HOTFUNC);
    jf->point_at[opline] = (uint32_t)(p - jf->points) + 1;
}

/* A point is where the handler was put; a loop header if a jump backward leads there. */
static void find_points(struct vm *vm, struct jit_func *jf)
{
    const struct func *f = jf->func;
    const void *hot = vm->interp->hot();
    uint32_t count = 0;

    memset(jf->point_at, 0, f->opline_count * sizeof *jf->point_at);
    for (uint32_t i = 0; i < f->opline_count; i++)
        if (f->oplines[i].handler == hot)
            point_init(vm, jf, &jf->points[count++], i, !is_entry(f, i) && !is_behind_recursion(f, i));
    for (uint32_t i = 0; i < f->opline_count; i++) {
        const struct opline *target = compile_jump_target(&f->oplines[i]);

        if (target != NULL && target <= &f->oplines[i])
            jf->points[jf->point_at[func_opline_number(f, target)] - 1].loop = true;
    }
}

static uint32_t count_points(const struct vm *vm, const struct func *f)
{
    const void *hot = vm->interp->hot();
    uint32_t count = 0;

    for (uint32_t i = 0; i < f->opline_count; i++)
        count += f->oplines[i].handler == hot;
    return count;
}

static void func_drop(struct vm *vm, struct jit_func *jf)
{
    jit_mem(vm, jf->points, jf->point_count * sizeof *jf->points, 0, SITE_NONE);
    jit_mem(vm, jf->point_at, jf->func->opline_count * sizeof *jf->point_at, 0, SITE_NONE);
    jit_mem(vm, jf, sizeof *jf, 0, SITE_NONE);
}

struct jit_func *jit_func_of(struct vm *vm, struct func *f)
{
    struct jit_func *jf = f->jit;
    uint32_t count;

    if (jf != NULL)
        return jf;
    count = count_points(vm, f);
    jf = jit_mem(vm, NULL, 0, sizeof *jf, SITE_jit_func);
    if (jf == NULL)
        return NULL;
    *jf = (struct jit_func){.func = f};
    jf->points = jit_mem(vm, NULL, 0, count * sizeof *jf->points, SITE_jit_points);
    if (jf->points != NULL) {
        jf->point_count = count;
        jf->point_at = jit_mem(vm, NULL, 0, f->opline_count * sizeof *jf->point_at, SITE_jit_point_index);
    }
    if (jf->point_at == NULL) {
        func_drop(vm, jf);
        return NULL;
    }
    find_points(vm, jf);
    jf->next = vm->jit.funcs;
    return f->jit = vm->jit.funcs = jf;
}

struct jit_point *jit_point_at(const struct jit_func *jf, const struct opline *o)
{
    uint32_t index = jf->point_at[func_opline_number(jf->func, o)];

    return index == 0 ? NULL : &jf->points[index - 1];
}

/* ---- entering ------------------------------------------------------------------------------------ */

/* A function's parameters are received by one opline after the other, and each may be a point: the call
 * counts once, where it began. */
static bool passes_through(const struct frame *f, const struct jit_point *p, const struct opline *o)
{
    return !p->loop && f->opline != o && !(p->opline != 0 && o[-1].opcode == OP_DO_FCALL);
}

/* Points where nothing is waited for any more cost nothing: the oplines' own handlers stand there. */
static void hook_points(struct vm *vm, struct jit_func *jf, bool hot)
{
    for (uint32_t i = 0; i < jf->point_count; i++) {
        struct opline *o = &jf->func->oplines[jf->points[i].opline];

        o->handler = hot ? vm->interp->hot() : vm->interp->handler(o);
    }
}

static void compile_function(struct vm *vm, struct jit_func *jf)
{
    jit_func_compile(vm, jf);
    if (jf->stop != STOP_NONE)
        hook_points(vm, jf, false);
}

static const struct opline *function_hot(struct vm *vm, struct frame *f, struct jit_func *jf,
                                         struct jit_point *p, const struct opline *o)
{
    if (jf->entry == NULL && jf->stop == STOP_NONE && !passes_through(f, p, o) && --p->count == 0)
        compile_function(vm, jf);
    if (jf->entry == NULL || jf->entry[p->opline] == NULL)
        return p->original(o, f, vm);
    return jit_enter(o, f, vm, jf->entry[p->opline]);
}

const struct opline *jit_hot(const struct opline *o, struct frame *f, struct vm *vm)
{
    struct jit_func *jf = f->func->jit;
    struct jit_point *p;

    if (likely(jf != NULL && jf->entry != NULL)) {
        const void *code = jf->entry[func_opline_number(f->func, o)];

        if (code != NULL)
            return jit_enter(o, f, vm, code);
    }
    if (vm->jit.depth == 0 && (vm->jit.waiting_count != 0 || vm->jit.dropped != NULL))
        jit_settle(vm);
    jf = jit_func_of(vm, f->func);
    if (jf == NULL)
        return jit_handler(vm, o)(o, f, vm);
    p = jit_point_at(jf, o);
    if (vm->jit.engine == JIT_FUNCTION)
        return function_hot(vm, f, jf, p, o);
    if (p->root == NULL && passes_through(f, p, o))
        return p->original(o, f, vm);
    return trace_hot(vm, f, p, o);
}

/* ---- the harness's guards ------------------------------------------------------------------------ */

static void arm_guards(struct vm *vm, uint64_t number)
{
    struct jit *jit = &vm->jit;
    uint64_t next = vm->hooks->guard == NULL ? UINT64_MAX : vm->hooks->guard(vm->hooks->ctx, number);

    jit->guards = number;
    jit->guard_armed = jit->guard_left = next;
}

void jit_guard_forced(struct vm *vm)
{
    arm_guards(vm, vm->jit.guards + vm->jit.guard_armed);
}

/* ---- life ---------------------------------------------------------------------------------------- */

void jit_create(struct vm *vm, enum jit_engine engine)
{
    vm->jit.engine = engine;
}

void jit_start(struct vm *vm)
{
    struct jit *jit = &vm->jit;

    jit->oplines = jit->native_oplines = jit->host_stack_wrong = 0;
    snapshot_start(vm);
    if (jit->engine == JIT_NONE)
        return;
    jit->flushes = jit->func_count = 0;
    arm_guards(vm, 0);
}

void jit_settle(struct vm *vm)
{
    enum state was = state_enter(vm, STATE_FLUSHING);
    struct trace *t, *next;

    mcode_sweep(vm);
    for (t = vm->jit.dropped; t != NULL; t = next) {
        next = t->next;
        trace_free(vm, t);
    }
    vm->jit.dropped = NULL;
    state_leave(vm, was);
}

static void cool_down(struct vm *vm, struct jit_func *jf)
{
    jf->call_opline = NULL;
    if (vm->jit.engine == JIT_FUNCTION)
        hook_points(vm, jf, true);
    for (uint32_t i = 0; i < jf->point_count; i++) {
        struct jit_point *p = &jf->points[i];

        if (!BUG(vm, ljf529d228_flush_root, p->root != NULL))
            p->root = NULL;
        p->count = (uint32_t)jit_param(vm, p->loop ? PARAM_JIT_HOTLOOP : PARAM_JIT_HOTFUNC);
    }
}

static void flush(struct vm *vm)
{
    struct jit_func *jf;

    vm->jit.flushes++;
    trace_flush(vm);
    for (jf = vm->jit.funcs; jf != NULL; jf = jf->next) {
        jit_func_free(vm, jf);
        if (!(jf->func->flags & FUNC_CLOSURE) || !BUG(vm, php9764_flush_closure, jf->call_opline != NULL))
            cool_down(vm, jf);
    }
    jit_event(vm, VUT_EVENT_TRACE_FLUSH, 0, 0, 0, NULL);
    if (vm->jit.depth == 0 || BUG(vm, lj1045_flush_free, vm->jit.dropped != NULL))
        jit_settle(vm);
}

void jit_flush(struct vm *vm)
{
    enum state was = state_enter(vm, STATE_FLUSHING);

    if (vm->jit.engine != JIT_NONE)
        flush(vm);
    state_leave(vm, was);
}

void jit_drop(struct vm *vm)
{
    struct jit *jit = &vm->jit;
    struct jit_func *jf, *next;

    if (jit->engine == JIT_NONE)
        return;
    trace_flush(vm);
    for (jf = jit->funcs; jf != NULL; jf = next) {
        next = jf->next;
        jit_func_free(vm, jf);
        jf->func->jit = NULL;
        func_drop(vm, jf);
    }
    jit->funcs = NULL;
    jit_settle(vm);
    mcode_end(vm);
}

void jit_event(struct vm *vm, enum vut_event_kind kind, uint32_t a, uint32_t b, uint32_t c,
               const char *name)
{
    struct vut_event event = {.kind = kind, .a = a, .b = b, .c = c, .name = name};

    if (vm->hooks->event != NULL)
        vm->hooks->event(vm->hooks->ctx, &event);
}
