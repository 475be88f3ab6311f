#include "inject.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <xxhash.h>

#include "crash.h"

#define NEVER      UINT64_MAX
#define CODE_CLASS 100                 /* of an event of code memory, in place of a size class */
#define BUDGET_MAX ((uint64_t)1 << 62) /* so that what is left of it fits a signed number */

/* ---- sites --------------------------------------------------------------------------------------- */

/* Blocks of up to 64, 256, 1024, ... bytes: the size itself would split one site into many. */
static unsigned size_class(size_t size)
{
    unsigned class = 0;
    for (size_t limit = 64; size > limit && class < 8; limit *= 4)
        class ++;
    return class;
}

static void *hook_resize(void *ctx, void *block, size_t old_size, size_t new_size, enum vut_domain domain,
                         uint32_t site);
static void *hook_code_map(void *ctx, void *hint, size_t size, int prot);
static int hook_code_protect(void *ctx, void *address, size_t size, int prot);
static int hook_code_unmap(void *ctx, void *address, size_t size);

static bool is_hook(const struct caller *caller)
{
    return caller->function == (uintptr_t)hook_resize || caller->function == (uintptr_t)hook_code_map ||
           caller->function == (uintptr_t)hook_code_protect ||
           caller->function == (uintptr_t)hook_code_unmap;
}

/* Which callers make the site: those in the VM's own library, the innermost (the allocator's wrapper) left
 * out when there are others, since all allocations share it. */
static size_t site_callers(struct caller *callers, size_t max)
{
    struct caller all[CALLERS_MAX];
    size_t count = callers_here(all, INJECT_CALLERS + 6 < CALLERS_MAX ? INJECT_CALLERS + 6 : CALLERS_MAX);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (is_hook(&all[i])) /* what came before is ours, also where the VM is linked in */
            kept = 0;
        else if (kept < max && caller_in_subject(&all[i]))
            callers[kept++] = all[i];
    return kept;
}

uint64_t inject_site(size_t class, char *names, size_t names_size)
{
    struct caller callers[INJECT_CALLERS];
    size_t count = site_callers(callers, INJECT_CALLERS);
    char text[INJECT_CALLERS * OBS_NAME_SIZE + 32];
    size_t used = 0;
    size_t first = count > 3 ? 1 : 0;
    bool program = false; /* beyond the interpreter's handler it is the program that calls */
    for (size_t i = first; i < count && i < first + 4 && !program; i++) {
        char name[OBS_NAME_SIZE];
        program = caller_in_assembly(&callers[i]);
        caller_name(&callers[i], name, sizeof name);
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", i > first ? "<" : "", name);
    }
    text[used] = '\0';
    if (names)
        snprintf(names, names_size, "%s", text);
    snprintf(text + used, sizeof text - used, " class %zu", class);
    return XXH64(text, strlen(text), 0);
}

const char *inject_site_name(uint64_t hash, char *buffer, size_t size)
{
    snprintf(buffer, size, "site-%08" PRIx32, (uint32_t)(hash >> 32));
    return buffer;
}

uint64_t inject_named_site(const struct vut *vut, size_t row)
{
    const char *name = vut->sites[row].name;
    return XXH64(name, strlen(name), XXH64(vut->name, strlen(vut->name), 0));
}

const char *const inject_code_names[INJECT_CODE_OPS] = {
    [VUT_CODE_MAP] = "code.map", [VUT_CODE_PROTECT] = "code.protect", [VUT_CODE_UNMAP] = "code.unmap"};

uint64_t inject_code_site(const struct vut *vut, enum vut_code_op op)
{
    const char *name = inject_code_names[op];
    return XXH64(name, strlen(name), XXH64(vut->name, strlen(vut->name), 1));
}

/* The row of the VM's table, or NULL where the VM does not say. */
static const struct vut_site *row_of(const struct inject *in, uint32_t site)
{
    return site > 0 && site <= in->vut->site_count ? &in->vut->sites[site - 1] : NULL;
}

/* A site for people, and its hash. */
static uint64_t describe_site(const struct inject *in, uint32_t site, size_t class, char *out, size_t size)
{
    const struct vut_site *row = row_of(in, site);
    if (!row)
        return inject_site(class, out, size);
    if (out)
        snprintf(out, size, "%s", row->name);
    return inject_named_site(in->vut, site - 1);
}

/* ---- the plan ------------------------------------------------------------------------------------ */

static bool heap_kind(const struct fault *f)
{
    return f->kind == VUT_FAULT_OOM || f->kind == VUT_FAULT_GC ||
           (f->kind == VUT_FAULT_INTERRUPT && f->alloc);
}

static bool safepoint_kind(const struct fault *f)
{
    return f->kind == VUT_FAULT_FLUSH || (f->kind == VUT_FAULT_INTERRUPT && !f->alloc);
}

static bool code_kind(const struct fault *f)
{
    return f->kind == VUT_FAULT_MCODE;
}

static bool guard_kind(const struct fault *f)
{
    return f->kind == VUT_FAULT_EXIT;
}

/* The next number after `count` at which some fault of the plan has its event. Faults that name a site are
 * looked for at each event. */
static uint64_t next_event(const struct inject *in, uint64_t count, bool (*kind)(const struct fault *f))
{
    uint64_t next = NEVER;
    for (size_t i = 0; i < in->plan_count; i++) {
        const struct fault *f = &in->plan[i];
        if (f->create != in->creating || f->size || f->site[0] || !kind(f))
            continue;
        uint64_t n = f->from && count >= f->n ? count + 1 : f->n;
        if (n > count && n < next)
            next = n;
    }
    return next;
}

/* Is the event with this number, at this site, meant by fault i of the plan? */
static bool hits(const struct inject *in, size_t i, uint64_t count, uint32_t site)
{
    const struct fault *f = &in->plan[i];
    if (f->create != in->creating || f->size)
        return false;
    if (f->site[0]) {
        if (in->watch[i].site != site)
            return false;
        count = in->watch[i].passed;
    }
    return f->n == count || (f->from && count >= f->n);
}

static void pass_site(struct inject *in, uint32_t site)
{
    for (size_t i = 0; i < in->plan_count; i++)
        in->watch[i].passed += in->watch[i].site == site;
}

/* Where an event is: a site of the VM, with the size class of what was asked for, an operation of code
 * memory, or a word. */
struct place {
    uint32_t site;
    size_t class;
    const char *word;
    enum vut_code_op op; /* where `class` is CODE_CLASS */
};

/* ---- states -------------------------------------------------------------------------------------- */

static uint32_t state_now(const struct inject *in)
{
    if (!in->vm || !in->vut->state)
        return INJECT_NO_STATE;
    uint32_t state = in->vut->state(in->vm);
    return state < in->vut->state_count ? state : INJECT_NO_STATE;
}

static uint64_t site_of(const struct inject *in, const struct place *at)
{
    if (at->class == CODE_CLASS)
        return inject_code_site(in->vut, at->op);
    return row_of(in, at->site) ? inject_named_site(in->vut, at->site - 1) : 0;
}

static void tell_event(struct inject *in, enum vut_fault kind, uint64_t n, const struct place *at,
                       bool failed)
{
    struct inject_event event = {.kind = kind, .n = n, .failed = failed};
    event.state = in->on_event ? state_now(in) : INJECT_NO_STATE;
    if (event.state == INJECT_NO_STATE)
        return;
    event.site = site_of(in, at);
    in->on_event(in->on_site_ctx, &event);
}

/* ---- what fires ---------------------------------------------------------------------------------- */

/* Some faults make an event fail, others only happen there. */
static bool fails_there(const struct fault *f)
{
    return f->kind != VUT_FAULT_INTERRUPT && f->kind != VUT_FAULT_GC;
}

static void tell_site(struct inject *in, const struct fault *f, uint64_t site)
{
    if (in->on_site && fails_there(f))
        in->on_site(in->on_site_ctx, site, VUT_FAULT_BIT(f->kind));
}

/* The fault that an onlooker would tell of. What the compiler met with must not show, so that it counts
 * only as long as there is nothing else. */
static bool is_first(const struct inject *in, const struct fault *f)
{
    return in->fault.fired == 0 || (in->fault.law == 2 && fault_kinds[f->kind].law == 1);
}

static void dump_fault(struct inject *in, uint32_t state)
{
    const struct obs_fault *fault = &in->fault;
    if (!in->dump)
        return;
    fprintf(in->dump, "fault %s at %s (%s)%s%s\n", fault->kind, fault->site, fault->callers,
            state == INJECT_NO_STATE ? "" : " while ",
            state == INJECT_NO_STATE ? "" : in->vut->states[state].name);
}

static void record_first(struct inject *in, const struct fault *f, const struct place *at, uint32_t state)
{
    struct obs_fault *fault = &in->fault;
    const struct vut_site *row = row_of(in, at->site);
    fault_kind_text(f, fault->kind, sizeof fault->kind);
    fault->law = fault_kinds[f->kind].law;
    fault->raises_before = in->raises;
    fault->output_before = in->output_size;
    fault->named = row != NULL;
    fault->absorbs = row && row->absorbs;
    if (at->word || row) {
        snprintf(fault->site, sizeof fault->site, "%s", row ? row->name : at->word);
        if (row)
            tell_site(in, f, inject_named_site(in->vut, at->site - 1));
    } else {
        uint64_t site = inject_site(at->class, fault->callers, sizeof fault->callers);
        inject_site_name(site, fault->site, sizeof fault->site);
        tell_site(in, f, site);
    }
    dump_fault(in, state);
}

static struct inject_counts counts_now(const struct inject *in)
{
    struct inject_counts c = {.heap = in->heap_count,
                              .compiler = in->compiler_count,
                              .code = in->code_count,
                              .safepoints = in->safepoint_count};
    if (in->vm && in->vut->passed)
        in->vut->passed(in->vm, &c.safepoints, &c.guards);
    return c;
}

/* A further fault. Only one that the language can see says what the program may show. */
static void record_further(struct inject *in, const struct fault *f, const struct vut_site *row)
{
    char kind[sizeof in->fault.kind];
    if (fault_kinds[f->kind].law == 1 && strcmp(fault_kind_text(f, kind, sizeof kind), in->fault.kind) != 0)
        in->fault.mixed = true;
    if (row && f->kind == VUT_FAULT_OOM)
        in->fault.absorbs &= row->absorbs != NULL;
    if (row)
        tell_site(in, f, inject_named_site(in->vut, (size_t)(row - in->vut->sites)));
}

/* Returns the state. */
static uint32_t record_state(struct inject *in, const struct fault *f, const struct place *at)
{
    uint32_t state = state_now(in), i = (uint32_t)(f - in->plan);
    if (!(in->fired & 1u << i))
        in->firing[in->firing_count++] = (struct inject_firing){i, state};
    if (fails_there(f) && !at->word)
        tell_event(in, f->kind, f->n, at, true);
    return state;
}

static void record_fault(struct inject *in, const struct fault *f, struct place at)
{
    uint32_t state = record_state(in, f, &at);
    if (in->fault.fired == 0)
        in->fired_at = counts_now(in);
    in->fired |= 1u << (f - in->plan);
    bool first = is_first(in, f);
    in->fault.fired++;
    if (first)
        record_first(in, f, &at, state);
    else
        record_further(in, f, row_of(in, at.site));
    if (in->witness)
        *in->witness = in->fault;
}

static bool may_fire(struct inject *in)
{
    return !in->may_fire || in->may_fire(in->may_fire_ctx);
}

static void raise_interrupt(struct inject *in, enum vut_action action)
{
    if (!in->vm)
        return;
    in->interrupts.raised++;
    in->vut->interrupt(in->vm, action);
}

/* The heap event numbered heap_count is one of the plan's. True when the allocation must fail. */
static bool heap_event(struct inject *in, size_t size, uint32_t site)
{
    bool fail = false;
    for (size_t i = 0; i < in->plan_count; i++) {
        const struct fault *f = &in->plan[i];
        if (!heap_kind(f) || !hits(in, i, in->heap_count, site))
            continue;
        if (!may_fire(in))
            break;
        record_fault(in, f, (struct place){.site = site, .class = size_class(size)});
        if (f->kind == VUT_FAULT_OOM)
            fail = true;
        else if (f->kind == VUT_FAULT_INTERRUPT)
            raise_interrupt(in, f->action);
        else if (in->vm)
            in->vut->request_gc(in->vm);
    }
    in->heap_next = next_event(in, in->heap_count, heap_kind);
    return fail;
}

/* Compiler memory has a count of its own. It is asked for rarely, so the whole plan is looked at. */
static bool compiler_event(struct inject *in, size_t size, uint32_t site)
{
    bool fail = false;
    in->compiler_count++;
    pass_site(in, site);
    if (in->count_sites)
        in->on_site(in->on_site_ctx, describe_site(in, site, size_class(size), NULL, 0), 0);
    if (in->each_event)
        tell_event(in, VUT_FAULT_JIT_OOM, in->compiler_count, &(struct place){.site = site}, false);
    for (size_t i = 0; i < in->plan_count; i++) {
        if (in->plan[i].kind != VUT_FAULT_JIT_OOM || !hits(in, i, in->compiler_count, site))
            continue;
        if (!may_fire(in))
            break;
        record_fault(in, &in->plan[i], (struct place){.site = site, .class = size_class(size)});
        fail = true;
    }
    return fail;
}

/* What was allocated before counting began may be freed now, so that the bytes can go below zero. */
static bool over_budget(struct inject *in, size_t size, uint32_t site)
{
    int64_t room = (int64_t)(in->heap_budget - in->heap_bytes);
    if (in->heap_budget == 0 || (room >= 0 && size <= (uint64_t)room))
        return false;
    for (size_t i = 0; i < in->plan_count; i++)
        if (in->plan[i].kind == VUT_FAULT_MEMORY_LIMIT)
            record_fault(in, &in->plan[i], (struct place){.site = site, .class = size_class(size)});
    return true;
}

/* ---- safepoints ---------------------------------------------------------------------------------- */

/* An interrupt that is raised here is due here; two of them are delivered as one. */
static void safepoint_event(struct inject *in, uint64_t number)
{
    uint32_t raised_before = in->interrupts.raised;
    for (size_t i = 0; i < in->plan_count; i++) {
        const struct fault *f = &in->plan[i];
        if (!safepoint_kind(f) || !hits(in, i, number, 0))
            continue;
        if (!may_fire(in))
            break;
        record_fault(in, f, (struct place){.word = "safepoint"});
        raise_interrupt(in, f->kind == VUT_FAULT_FLUSH ? VUT_ACTION_FLUSH : f->action);
    }
    in->interrupts.due += in->interrupts.raised != raised_before;
}

static uint64_t hook_safepoint(void *ctx, uint64_t number)
{
    struct inject *in = ctx;
    if (!in->counting)
        return NEVER;
    in->safepoint_count = number;
    if (number > 0)
        safepoint_event(in, number);
    uint64_t next = in->count_sites ? number + 1 : next_event(in, number, safepoint_kind);
    return next == NEVER ? NEVER : next - number;
}

/* ---- guards -------------------------------------------------------------------------------------- */

/* The guard with this number has taken its exit. That can't be undone any more, so that there is nothing to
 * branch off: a sweep runs the program once for each of them. */
static uint64_t hook_guard(void *ctx, uint64_t number)
{
    struct inject *in = ctx;
    if (!in->counting)
        return NEVER;
    uint32_t fired_before = in->fault.fired;
    in->guard_count = number;
    for (size_t i = 0; i < in->plan_count && number > 0; i++)
        if (guard_kind(&in->plan[i]) && hits(in, i, number, 0))
            record_fault(in, &in->plan[i], (struct place){.word = "guard"});
    in->guard_forced = fired_before == 0 && in->fault.fired > 0;
    uint64_t next = next_event(in, number, guard_kind);
    return next == NEVER ? NEVER : next - number;
}

/* ---- memory -------------------------------------------------------------------------------------- */

/* Says whether the allocation must fail. */
static bool compiler_fails(struct inject *in, const void *block, size_t new_size, uint32_t site)
{
    return new_size > arena_block_size(in->arena, block) && compiler_event(in, new_size, site);
}

static void count_site(struct inject *in, size_t size, uint32_t site)
{
    in->on_site(in->on_site_ctx, describe_site(in, site, size_class(size), NULL, 0), 0);
}

static bool heap_fails(struct inject *in, size_t true_size, size_t new_size, uint32_t site)
{
    in->heap_count++;
    if (in->watching)
        pass_site(in, site);
    if (in->count_sites)
        count_site(in, new_size, site);
    if (in->each_event)
        tell_event(in, VUT_FAULT_OOM, in->heap_count, &(struct place){.site = site}, false);
    if ((in->heap_count >= in->heap_next || in->watching) && heap_event(in, new_size, site))
        return true;
    return over_budget(in, new_size - true_size, site);
}

static void note_peak(struct inject *in)
{
    if ((int64_t)in->heap_bytes <= (int64_t)in->heap_peak)
        return;
    in->heap_peak = in->heap_bytes;
    if (in->on_peak)
        in->on_peak(in->on_site_ctx, in->heap_peak);
}

static void *hook_resize(void *ctx, void *block, size_t old_size, size_t new_size, enum vut_domain domain,
                         uint32_t site)
{
    struct inject *in = ctx;
    size_t change = 0; /* of heap_bytes, modulo 2^64 */
    if (in->counting && domain != VUT_DOMAIN_HARNESS && in->paused == 0) {
        if (domain == VUT_DOMAIN_COMPILER) {
            if (compiler_fails(in, block, new_size, site))
                return NULL;
        } else {
            size_t true_size = arena_block_size(in->arena, block);
            if (new_size > true_size && heap_fails(in, true_size, new_size, site))
                return NULL;
            change = new_size - true_size;
        }
    }
    uint64_t faults_before = arena_fault_count(in->arena);
    void *p = arena_resize(in->arena, block, old_size, new_size);
    if (p || new_size == 0)
        in->heap_bytes += change;
    if (in->count_sites)
        note_peak(in);
    if (p && in->wanted_serial && arena_last_serial(in->arena) == in->wanted_serial && !in->wanted[0])
        describe_site(in, site, 0, in->wanted, sizeof in->wanted);
    if (arena_fault_count(in->arena) != faults_before && in->blame[0] == '\0')
        describe_site(in, site, 0, in->blame, sizeof in->blame);
    return p;
}

/* ---- code memory --------------------------------------------------------------------------------- */

static bool code_event(struct inject *in, enum vut_code_op op)
{
    struct place at = {.class = CODE_CLASS, .op = op};
    if (!in->counting)
        return false;
    in->code_count++;
    if (in->each_event)
        tell_event(in, VUT_FAULT_MCODE, in->code_count, &at, false);
    if (in->count_sites)
        in->on_site(in->on_site_ctx, inject_site(CODE_CLASS, NULL, 0), 0);
    if (in->code_count < in->code_next)
        return false;
    bool fail = false;
    for (size_t i = 0; i < in->plan_count; i++) {
        if (!code_kind(&in->plan[i]) || !hits(in, i, in->code_count, 0))
            continue;
        if (!may_fire(in))
            break;
        record_fault(in, &in->plan[i], at);
        fail = true;
    }
    in->code_next = next_event(in, in->code_count, code_kind);
    return fail;
}

static void *hook_code_map(void *ctx, void *hint, size_t size, int prot)
{
    struct inject *in = ctx;
    if (code_event(in, VUT_CODE_MAP)) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    return maps_map(&in->maps, hint, size, prot);
}

static int hook_code_protect(void *ctx, void *address, size_t size, int prot)
{
    struct inject *in = ctx;
    if (code_event(in, VUT_CODE_PROTECT)) {
        errno = ENOMEM;
        return -1;
    }
    return maps_protect(&in->maps, address, size, prot);
}

static int hook_code_unmap(void *ctx, void *address, size_t size)
{
    struct inject *in = ctx;
    if (code_event(in, VUT_CODE_UNMAP)) {
        maps_keep(&in->maps, address, size);
        errno = ENOMEM;
        return -1;
    }
    return maps_unmap(&in->maps, address, size);
}

/* ---- output and events --------------------------------------------------------------------------- */

static void hook_output(void *ctx, const char *bytes, size_t size)
{
    struct inject *in = ctx;
    size_t used = in->output_size - in->output_start;
    size_t room = used < INJECT_OUTPUT_MAX ? INJECT_OUTPUT_MAX - used : 0;
    if (room > INJECT_BUFFER_SIZE - in->output_size)
        room = INJECT_BUFFER_SIZE - in->output_size;
    if (size > room) {
        in->output_cut = true;
        size = room;
    }
    memcpy(in->output + in->output_size, bytes, size);
    in->output_size += size;
}

static const char *const event_names[VUT_EVENT_COUNT] = {
    [VUT_EVENT_TRACE_START] = "start",   [VUT_EVENT_TRACE_STOP] = "stop", [VUT_EVENT_TRACE_ABORT] = "abort",
    [VUT_EVENT_TRACE_FLUSH] = "flush",   [VUT_EVENT_TRACE_EXIT] = "exit", [VUT_EVENT_RAISE] = "raise",
    [VUT_EVENT_INTERRUPT] = "interrupt", [VUT_EVENT_PANIC] = "panic",     [VUT_EVENT_LOG_LOST] = "log-lost",
    [VUT_EVENT_LIMIT] = "limit",
};

static void end_trace(struct inject *in)
{
    if (in->open_traces)
        in->open_traces--;
}

static void trace_event(struct inject *in, const struct vut_event *e)
{
    struct obs_traces *t = &in->traces;
    switch (e->kind) {
    case VUT_EVENT_TRACE_START:
        t->unended += in->open_traces; /* one trace is recorded at a time */
        in->open_traces = 1;
        t->starts++;
        t->side_starts += e->b != 0;
        break;
    case VUT_EVENT_TRACE_STOP:
        end_trace(in);
        t->stops++;
        break;
    case VUT_EVENT_TRACE_ABORT:
        end_trace(in);
        t->aborts++;
        snprintf(t->last_abort, sizeof t->last_abort, "%s", e->name ? e->name : "");
        if (!e->name || !e->name[0])
            t->unnamed++;
        break;
    case VUT_EVENT_TRACE_FLUSH:
        in->open_traces = 0;
        t->flushes++;
        break;
    case VUT_EVENT_TRACE_EXIT:
        t->exits++;
        break;
    case VUT_EVENT_LOG_LOST: /* it may have been the end of the open trace */
        in->open_traces = 0;
        t->lost++;
        break;
    default:
        return;
    }
    bool numbered = e->kind == VUT_EVENT_TRACE_EXIT; /* traces and exits count, not how many of them */
    inject_feature(in, event_names[e->kind], e->name, numbered ? e->a : e->b != 0, numbered ? e->b : 0);
    const uint32_t numbers[] = {(uint32_t)e->kind, e->a, e->b, e->c};
    t->hash = XXH64(numbers, sizeof numbers, t->hash);
    if (e->name)
        t->hash = XXH64(e->name, strlen(e->name), t->hash);
}

/* What there is to know of guards. */
static void tell_trace(struct inject *in, const struct vut_event *e)
{
    bool left = e->kind == VUT_EVENT_TRACE_EXIT;
    if (in->on_trace && (left || e->kind == VUT_EVENT_TRACE_STOP))
        in->on_trace(in->on_site_ctx, e, left && in->guard_forced);
    if (left)
        in->guard_forced = false;
}

static void note_delivery(struct inject *in, const struct vut_event *e)
{
    struct obs_interrupts *i = &in->interrupts;
    i->raised += e->b != 0; /* by the program itself */
    i->delivered++;
    i->late += e->a > 0;
    if (e->name && !i->note[0])
        snprintf(i->note, sizeof i->note, "%s", e->name);
}

/* A budget that the VM keeps for us was used up. Its error may have started already. */
static void note_limit(struct inject *in, const struct vut_event *e, bool just_raised)
{
    for (size_t i = 0; i < in->plan_count; i++) {
        if (in->plan[i].kind != VUT_FAULT_STACK_LIMIT || e->a != VUT_FAULT_STACK_LIMIT)
            continue;
        bool first = in->fault.fired == 0;
        record_fault(in, &in->plan[i], (struct place){.word = "frame"});
        in->fault.raises_before -= first && just_raised;
    }
}

static void dump_sink(void *ctx, const char *bytes, size_t size)
{
    fwrite(bytes, 1, size, ctx);
}

/* `program` is NULL but when it was loaded. */
static void dump_vm(struct inject *in, enum vut_dump_when when, const char *program, size_t size)
{
    const struct vut_dump *rows = in->vut->dumps;
    if (!in->vm_dump || !in->vm || !in->counting || in->creating)
        return;
    for (size_t i = 0; rows && rows[i].name; i++)
        if (in->vm_dumps & 1u << i && rows[i].when == when)
            in->vut->dump(in->vm, rows[i].name, program, size, dump_sink, in->vm_dump);
}

void inject_loaded(struct inject *in, const char *program, size_t size)
{
    dump_vm(in, VUT_DUMP_LOADED, program, size);
}

static void hook_event(void *ctx, const struct vut_event *e)
{
    struct inject *in = ctx;
    bool just_raised = in->just_raised;
    in->just_raised = e->kind == VUT_EVENT_RAISE;
    if (in->dump && in->counting)
        fprintf(in->dump, "%s %u %u %u %s\n", event_names[e->kind], e->a, e->b, e->c,
                e->name ? e->name : "");
    if (e->kind == VUT_EVENT_TRACE_STOP)
        dump_vm(in, VUT_DUMP_TRACE, NULL, 0);
    if (e->kind == VUT_EVENT_RAISE) {
        in->raises++;
        dump_vm(in, VUT_DUMP_RAISE, NULL, 0);
    } else if (e->kind == VUT_EVENT_INTERRUPT)
        note_delivery(in, e);
    else if (e->kind == VUT_EVENT_PANIC)
        crash_end(OBS_CRASH_PANIC, "panic", e->name ? e->name : "", NULL);
    else if (in->counting && e->kind == VUT_EVENT_LIMIT)
        note_limit(in, e, just_raised);
    else if (in->counting) {
        trace_event(in, e);
        tell_trace(in, e);
    }
}

static void hook_bug(void *ctx, bool triggered)
{
    struct inject *in = ctx;
    if (!in->bug)
        return;
    in->bug->reached++;
    in->bug->triggered += triggered;
}

static void hook_pause(void *ctx, bool on)
{
    struct inject *in = ctx;
    in->paused += on ? 1 : -1;
}

void inject_begin_output(struct inject *in)
{
    in->output_start = in->output_size;
    in->output_cut = false;
}

void inject_feature(struct inject *in, const char *class, const char *name, uint64_t a, uint64_t b)
{
    if (!in->feedback)
        return;
    const uint64_t numbers[] = {a, b};
    uint64_t hash = XXH64(numbers, sizeof numbers, XXH64(class, strlen(class), 0));
    if (name)
        hash = XXH64(name, strlen(name), hash);
    uint8_t *counter = &in->feedback[hash % INJECT_FEEDBACK_SIZE];
    if (*counter < UINT8_MAX)
        ++*counter;
}

/* ---- life ---------------------------------------------------------------------------------------- */

bool inject_open(struct inject *in, struct arena *arena, const struct vut *vut)
{
    memset(in, 0, sizeof *in);
    in->arena = arena;
    in->vut = vut;
    in->output = malloc(INJECT_BUFFER_SIZE);
    in->hooks = (struct vut_hooks){
        .ctx = in,
        .resize = hook_resize,
        .code_map = hook_code_map,
        .code_protect = hook_code_protect,
        .code_unmap = hook_code_unmap,
        .output = hook_output,
        .event = hook_event,
        .safepoint = hook_safepoint,
        .guard = hook_guard,
        .bug = hook_bug,
        .pause = hook_pause,
    };
    if (!maps_open(&in->maps))
        return false;
    callers_set_code(in->maps.range, &in->maps.count);
    return in->output != NULL;
}

void inject_reset(struct inject *in)
{
    maps_clear(&in->maps);
    in->counting = in->creating = false;
    in->paused = 0;
    in->heap_count = in->code_count = in->compiler_count = in->safepoint_count = in->guard_count = 0;
    in->heap_bytes = in->heap_budget = in->heap_peak = 0;
    in->fault = (struct obs_fault){.kind = "none"};
    in->fired = 0;
    in->firing_count = 0;
    in->guard_forced = false;
    in->fired_at = in->ended_at = (struct inject_counts){0};
    in->traces = (struct obs_traces){0};
    in->open_traces = 0;
    in->raises = 0;
    in->just_raised = false;
    in->interrupts = (struct obs_interrupts){0};
    in->output_size = in->output_start = 0;
    in->output_cut = false;
    if (in->witness)
        *in->witness = in->fault;
    in->blame[0] = in->wanted[0] = '\0';
}

/* The number of the site that a fault names; 0 for none, and for a name that the VM does not know. */
static uint32_t site_number(const struct inject *in, const struct fault *f)
{
    for (size_t i = 0; f->site[0] && i < in->vut->site_count; i++)
        if (strcmp(in->vut->sites[i].name, f->site) == 0)
            return (uint32_t)i + 1;
    return 0;
}

static void watch_sites(struct inject *in)
{
    in->watching = false;
    for (size_t i = 0; i < in->plan_count; i++) {
        in->watch[i] = (struct inject_watch){.site = site_number(in, &in->plan[i])};
        in->watching |= in->watch[i].site != 0;
    }
}

void inject_arm(struct inject *in, const struct fault *plan, size_t count, bool create)
{
    in->plan = plan;
    in->plan_count = count < CASE_FAULTS_MAX ? count : CASE_FAULTS_MAX;
    in->creating = create;
    in->heap_count = in->code_count = in->compiler_count = in->safepoint_count = in->guard_count = 0;
    in->heap_bytes = in->heap_peak = 0;
    in->heap_next = next_event(in, 0, heap_kind);
    in->code_next = next_event(in, 0, code_kind);
    watch_sites(in);
    for (size_t i = 0; i < count && !create; i++)
        if (plan[i].kind == VUT_FAULT_MEMORY_LIMIT)
            in->heap_budget = plan[i].size < BUDGET_MAX ? plan[i].size : BUDGET_MAX;
    in->counting = true;
}

void inject_disarm(struct inject *in)
{
    in->counting = false;
    in->heap_next = in->code_next = NEVER;
    in->heap_budget = 0;
}

void inject_finish(struct inject *in)
{
    in->ended_at = counts_now(in);
    in->traces.unended += in->open_traces;
    in->open_traces = 0;
}
