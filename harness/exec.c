#include "exec.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "branch.h"
#include "crash.h"
#include "watchdog.h"

/* ---- calls on the VM's stack --------------------------------------------------------------------- */

static void set_phase(struct exec *exec, const char *phase)
{
    exec->inject.phase = phase;
    crash_phase(phase);
}

/* The texts are large, and nobody looks behind their ends. */
static void clear_record(struct vut_record *r)
{
    r->error_class[0] = r->error_text[0] = r->backtrace[0] = r->result[0] = r->stack_note[0] = '\0';
    r->opline_note[0] = r->refcount_note[0] = r->immutable_note[0] = '\0';
    r->status = VUT_OK;
    r->error_line = r->stack_delta = r->frame_count = 0;
    r->steps = 0;
    r->opline_wrong = r->refcount_wrong = r->immutable_wrong = 0;
    r->interrupt_pending = r->interrupt_held = false;
    r->snapshot_note[0] = '\0';
    r->snapshot_wrong = r->host_stack_wrong = 0;
}

/* A sink of vut.exits. */
static void add_exits(void *ctx, const char *bytes, size_t size)
{
    struct exec_exits *exits = ctx;
    if (exits->size + size > exits->capacity) {
        size_t capacity = (exits->size + size) * 2;
        char *grown = realloc(exits->bytes, capacity);
        exits->lost |= !grown;
        if (grown) {
            exits->bytes = grown;
            exits->capacity = capacity;
        }
    }
    if (exits->lost)
        return;
    memcpy(exits->bytes + exits->size, bytes, size);
    exits->size += size;
}

static void take_exits(struct exec_call *c)
{
    struct exec_exits *exits = &c->exec->exits;
    if (!c->take_exits || !c->exec->vut->exits)
        return;
    exits->size = 0;
    exits->lost = false;
    c->exec->vut->exits(c->vm, add_exits, exits);
    if (exits->lost)
        exits->size = 0;
}

/* How far a program has got: what is numbered in it. Asked at any moment of a run. */
static uint64_t progress_of(void *ctx)
{
    const struct exec *exec = ctx;
    uint64_t safepoints, guards;
    exec->vut->passed(exec->call.vm, &safepoints, &guards);
    return safepoints + guards + exec->inject.heap_count + exec->inject.compiler_count;
}

static void note_passed(struct exec *exec)
{
    uint64_t guards;
    exec->passed = 0;
    if (exec->vut->passed)
        exec->vut->passed(exec->call.vm, &exec->passed, &guards);
}

/* A program from load to record, in one call: each change of stack costs a look at all of it. */
static void call_program(struct exec_call *c)
{
    const struct vut *vut = c->exec->vut;
    set_phase(c->exec, c->phase ? c->phase : "load");
    if (vut->set_step_budget)
        vut->set_step_budget(c->vm, c->step_budget);
    if (vut->set_stack_limit)
        vut->set_stack_limit(c->vm, c->stack_limit);
    if (vut->set_name && c->name)
        vut->set_name(c->vm, c->name);
    if (vut->expect_exits && c->expected)
        vut->expect_exits(c->vm, c->expected, c->expected_size);
    if (vut->note_guards)
        vut->note_guards(c->vm, c->on_guard, c->ctx);
    watchdog_watch(vut->passed ? progress_of : NULL, c->exec);
    bool loaded = vut->load(c->vm, c->program, c->program_size);
    inject_loaded(&c->exec->inject, c->program, c->program_size);
    if (loaded) {
        set_phase(c->exec, c->phase ? c->phase : "run");
        vut->run(c->vm);
    }
    watchdog_watch(NULL, NULL);
    note_passed(c->exec);
    clear_record(&c->exec->record);
    vut->record(c->vm, &c->exec->record);
    take_exits(c);
}

static void call_body(void *argument)
{
    struct exec_call *c = argument;
    const struct vut *vut = c->exec->vut;
    switch (c->kind) {
    case EXEC_CALL_OPEN:
        crash_phase("open");
        c->ok = vut->open(c->program, &c->exec->info, c->why, c->why_size);
        break;
    case EXEC_CALL_CREATE:
        crash_phase("create");
        c->vm = vut->create(&c->exec->inject.hooks, c->settings);
        if (c->vm && c->range && vut->scratch)
            c->range_count = vut->scratch(c->vm, c->range, c->range_count);
        break;
    case EXEC_CALL_PROGRAM:
        call_program(c);
        break;
    case EXEC_CALL_SETTLE:
        crash_phase("settle");
        vut->settle(c->vm);
        break;
    case EXEC_CALL_DESTROY:
        crash_phase("destroy");
        vut->destroy(c->vm);
        break;
    }
}

/* The call lies in `exec`, which a worker keeps at a fixed address, so that no pointer that comes to lie on
 * the VM's stack depends on who runs the program: a VM that damages its stack does the same each time. */
static void enter(struct exec_call *call, struct cstack_report *report)
{
    struct exec *exec = call->exec;
    exec->call = *call;
    if (call->unswept)
        cstack_call_unswept(&exec->stack, call_body, &exec->call, report);
    else
        cstack_call(&exec->stack, call_body, &exec->call, report);
    *call = exec->call;
}

bool exec_open(struct exec *exec, const struct vut *vut, const char *library, char *why, size_t why_size)
{
    memset(exec, 0, sizeof *exec);
    exec->vut = vut;
    exec->arena = arena_open();
    if (!exec->arena || !cstack_open(&exec->stack) || !inject_open(&exec->inject, exec->arena, vut)) {
        snprintf(why, why_size, "the address range for the VM's memory is not free");
        return false;
    }
    struct cstack_report report = {0};
    struct exec_call call = {
        .exec = exec, .kind = EXEC_CALL_OPEN, .program = library, .why = why, .why_size = why_size};
    enter(&call, &report);
    return call.ok;
}

/* ---- from record to observation ------------------------------------------------------------------ */

/* Replaces addresses, which may differ for good reasons, by "0x*". Works in place, returns the new size. */
static size_t hide_addresses(char *text, size_t size)
{
    size_t out = 0;
    for (size_t i = 0; i < size;) {
        size_t digits = 0;
        if (text[i] == '0' && i + 1 < size && text[i + 1] == 'x')
            while (i + 2 + digits < size && isxdigit((unsigned char)text[i + 2 + digits]))
                digits++;
        if (digits >= 6) {
            memcpy(text + out, "0x*", 3);
            out += 3;
            i += 2 + digits;
        } else {
            text[out++] = text[i++];
        }
    }
    return out;
}

/* Copies a text of the record, cut to fit; few runs have any. */
static void copy_text(char *to, size_t size, const char *from, bool hide)
{
    size_t length = from[0] ? strnlen(from, size - 1) : 0;
    memcpy(to, from, length);
    to[hide && length ? hide_addresses(to, length) : length] = '\0';
}

/* Each text counts with its NUL, so that none runs into the next. */
static uint64_t hash_language(const struct obs_language *l)
{
    char head[sizeof l->error_class + sizeof l->error_text + sizeof l->backtrace + sizeof l->result + 16];
    const int numbers[] = {(int)l->status, l->error_line, l->output_cut};
    const char *const texts[] = {l->error_class, l->error_text, l->backtrace, l->result};
    size_t size = sizeof numbers;
    memcpy(head, numbers, sizeof numbers);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        size_t length = texts[i][0] ? strlen(texts[i]) + 1 : 1;
        memcpy(head + size, texts[i], length);
        size += length;
    }
    return XXH64(l->output, l->output_size, XXH64(head, size, 0));
}

static void translate_language(struct exec *exec, const struct vut_record *r, size_t output_from,
                               struct obs_language *l)
{
    static const enum obs_status status[] = {
        [VUT_OK] = OBS_OK, [VUT_ERROR] = OBS_ERROR, [VUT_REJECTED] = OBS_REJECTED, [VUT_STEPS] = OBS_STEPS};
    struct inject *in = &exec->inject;
    memset(l, 0, sizeof *l);
    l->status = status[r->status];
    copy_text(l->error_class, sizeof l->error_class, r->error_class, false);
    copy_text(l->error_text, sizeof l->error_text, r->error_text, true);
    copy_text(l->backtrace, sizeof l->backtrace, r->backtrace, true);
    copy_text(l->result, sizeof l->result, r->result, true);
    l->error_line = r->error_line;
    l->output = in->output + output_from;
    size_t raw = in->output_size - output_from;
    l->output_size = hide_addresses(in->output + output_from, raw);
    if (l->output_size != raw) /* offsets into the raw output have lost their meaning */
        in->fault.output_before = 0;
    in->output_size = output_from + l->output_size;
    l->output_cut = in->output_cut;
    if (in->output_cut || arena_was_full(exec->arena))
        l->status = OBS_STEPS;
    l->hash = hash_language(l);
}

static void translate_check(uint32_t wrong, const char *note, struct obs_check *check)
{
    check->wrong = wrong;
    copy_text(check->note, sizeof check->note, wrong ? note : "", false);
}

static void translate_machine(struct exec *exec, const struct vut_record *r, struct obs_machine *m)
{
    const struct inject *in = &exec->inject;
    m->traces = in->traces;
    m->vm_stack.delta = r->stack_delta;
    m->vm_stack.frame_count = r->frame_count;
    copy_text(m->vm_stack.note, sizeof m->vm_stack.note, r->stack_note, false);
    m->allocations = in->heap_count;
    m->code_events = in->code_count;
    m->compiler_allocations = in->compiler_count;
    m->raises = in->raises;
    m->steps = r->steps;
    m->safepoints = in->safepoint_count;
    m->passed = exec->passed;
    m->interrupts = in->interrupts;
    m->interrupts.pending = r->interrupt_pending;
    m->interrupts.held = r->interrupt_held;
    translate_check(r->opline_wrong, r->opline_note, &m->opline);
    translate_check(r->refcount_wrong, r->refcount_note, &m->refcount);
    translate_check(r->immutable_wrong, r->immutable_note, &m->immutable);
    translate_check(r->snapshot_wrong, r->snapshot_note, &m->snapshot);
    m->host_stack.code_wrong = r->host_stack_wrong;
}

static void translate_stack(const struct cstack_report *report, struct obs_host_stack *h)
{
    h->rsp_wrong = report->rsp_wrong;
    h->regs_wrong = report->regs_wrong;
    h->above_overwritten = report->above_overwritten;
    h->depth_max = report->depth;
}

/* What is left once the VM is gone. `spared` is its image where it was not destroyed as that would have
 * left nothing; then its own blocks were compared with the image, and need no other check. */
static void translate_heap(struct exec *exec, const struct image *spared, struct obs_heap *h)
{
    arena_check_behind(exec->arena, spared ? spared->size : arena_head_size());
    const struct arena_faults *f = arena_faults(exec->arena);
    h->live_blocks = spared ? 0 : arena_live_blocks(exec->arena);
    h->live_bytes = spared ? 0 : arena_live_bytes(exec->arena);
    h->leak_serial = spared ? 0 : arena_first_live(exec->arena);
    copy_text(h->leak_site, sizeof h->leak_site, exec->inject.wanted, false);
    h->wrong_size = f->wrong_size;
    h->bad_free = f->bad_free;
    h->overflow = f->overflow;
    h->write_after_free = f->write_after_free;
    size_t kept = exec->inject.maps.kept, maps = exec->inject.maps.count;
    h->code_maps_left = maps > kept ? (uint32_t)(maps - kept) : 0;
    copy_text(h->contract_site, sizeof h->contract_site, exec->inject.blame, false);
}

/* ---- images -------------------------------------------------------------------------------------- */

static bool same_style(struct arena_style a, struct arena_style b)
{
    return a.fill == b.fill && a.layout == b.layout && a.stay == b.stay;
}

static struct exec_image *find_image(struct exec *exec, const struct exec_request *rq)
{
    struct exec_image *oldest = &exec->image[0];
    for (size_t i = 0; i < EXEC_IMAGES; i++) {
        struct exec_image *im = &exec->image[i];
        if (im->vm && same_style(im->style, rq->style) &&
            memcmp(&im->settings, rq->settings, sizeof im->settings) == 0)
            return im;
        if (im->last_used < oldest->last_used)
            oldest = im;
    }
    oldest->vm = NULL;
    return oldest;
}

static void drop_probes(struct exec_image *im)
{
    for (size_t i = 0; i < OBS_PROBES_MAX && im->probes_known; i++)
        free((char *)(uintptr_t)im->probe[i].output);
    im->probes_known = false;
}

static void destroy(struct exec *exec, struct cstack_report *report)
{
    struct exec_call call = {.exec = exec, .kind = EXEC_CALL_DESTROY, .vm = exec->inject.vm};
    image_let_go();
    arena_leave(exec->arena);
    enter(&call, report);
    exec->inject.vm = NULL;
}

/* Looks what destroying the created VM shows, and puts it back. Where that is nothing at all, a VM that is
 * still the same need not be destroyed. */
static void try_destroy(struct exec *exec, struct exec_image *im, const struct vut_range *range,
                        size_t count)
{
    struct cstack_report report = {0};
    exec->inject.vm = im->vm;
    destroy(exec, &report); /* the first time the dynamic linker uses the stack, too */
    image_restore(&im->image, exec->arena);
    exec->inject.vm = im->vm;
    report = (struct cstack_report){0};
    destroy(exec, &report);
    arena_check(exec->arena);
    bool clean = arena_live_blocks(exec->arena) == 0 && arena_fault_count(exec->arena) == 0 &&
                 exec->inject.maps.count == 0 && !report.rsp_wrong && !report.regs_wrong &&
                 !report.above_overwritten;
    im->destroy_depth = report.depth;
    image_restore(&im->image, exec->arena);
    if (clean)
        image_admit(&im->image, exec->arena, range, count);
}

static bool make_image(struct exec *exec, struct exec_image *im, const struct exec_request *rq,
                       struct cstack_report *report)
{
    struct vut_range range[IMAGE_SCRATCH_MAX];
    bool same = im->vm && im->stale; /* known, only to be created again */
    if (!same)
        drop_probes(im);
    im->stale = !(exec->vut->capabilities & VUT_CAP_IMAGE);
    im->settings = *rq->settings;
    im->style = rq->style;
    inject_reset(&exec->inject);
    exec->inject.vm = NULL;
    image_let_go();
    arena_clear(exec->arena, rq->style);
    struct exec_call call = {.exec = exec,
                             .kind = EXEC_CALL_CREATE,
                             .settings = &im->settings,
                             .range = range,
                             .range_count = IMAGE_SCRATCH_MAX};
    enter(&call, report);
    if (!call.vm || !image_save(&im->image, exec->arena))
        return false;
    im->vm = call.vm;
    if (!im->stale && exec->vut->scratch)
        try_destroy(exec, im, range, call.range_count);
    return true;
}

/* The VM of this image as it was created: its copy is put back, or it is created again where it can't be
 * copied. */
static bool renew_vm(struct exec *exec, struct exec_image *im, const struct exec_request *rq,
                     struct cstack_report *report)
{
    exec->placed = NULL;
    if (im->vm && !im->stale)
        image_restore(&im->image, exec->arena);
    else if (!make_image(exec, im, rq, report))
        return false;
    exec->placed = im;
    inject_reset(&exec->inject);
    exec->inject.vm = im->vm;
    return true;
}

/* Puts the VM that fits the request in place. */
static struct exec_image *place_vm(struct exec *exec, const struct exec_request *rq,
                                   struct cstack_report *report)
{
    struct exec_image *im = find_image(exec, rq);
    im->last_used = exec->runs + 1; /* 0 is never */
    return renew_vm(exec, im, rq, report) ? im : NULL;
}

/* ---- running ------------------------------------------------------------------------------------- */

static void load_and_run(struct exec *exec, const char *program, size_t size, struct exec_call *call,
                         struct cstack_report *report)
{
    call->exec = exec;
    call->kind = EXEC_CALL_PROGRAM;
    call->vm = exec->inject.vm;
    call->program = program;
    call->program_size = size;
    exec->runs++;
    enter(call, report);
}

static void settle(struct exec *exec, struct cstack_report *report)
{
    struct exec_call call = {.exec = exec, .kind = EXEC_CALL_SETTLE, .vm = exec->inject.vm};
    enter(&call, report);
}

/* Does without destroying where the VM is what it was when it was created. Returns its image then. */
static const struct image *spare(struct exec *exec, struct cstack_report *report)
{
    struct exec_image *im = exec->placed;
    if (!im || exec->inject.maps.count > 0 || !image_is_still(&im->image, exec->arena))
        return NULL;
    cstack_sweep_rest(&exec->stack, report);
    if (report->depth < im->destroy_depth)
        report->depth = im->destroy_depth;
    exec->inject.vm = NULL;
    return &im->image;
}

static void tear_down(struct exec *exec, struct cstack_report *report, struct obs_machine *m)
{
    const struct image *spared = spare(exec, report);
    if (!spared)
        destroy(exec, report);
    translate_stack(report, &m->host_stack);
    translate_heap(exec, spared, &m->heap);
}

/* Runs a program in the VM as it is now, and gives what the language shows of it. */
static void run_again(struct exec *exec, const char *program, size_t size, uint64_t step_budget,
                      const char *phase, struct obs_language *l, struct cstack_report *report)
{
    struct exec_call call = {.phase = phase, .step_budget = step_budget};
    size_t from = exec->inject.output_size;
    inject_begin_output(&exec->inject);
    load_and_run(exec, program, size, &call, report);
    translate_language(exec, &exec->record, from, l);
}

/* What each probe shows in a fresh VM of this image. Uses up the VM in place. */
static bool learn_probes(struct exec *exec, struct exec_image *im, const struct exec_request *rq)
{
    struct cstack_report ignored = {0};
    const struct vut *vut = exec->vut;
    for (size_t i = 0; i < vut->probe_count && i < OBS_PROBES_MAX - 1; i++) {
        if (!renew_vm(exec, im, rq, &ignored))
            return false;
        const char *program = vut->probes[i].program;
        run_again(exec, program, strlen(program), 0, "probe-fresh", &im->probe[i], &ignored);
        char *copy = malloc(im->probe[i].output_size + 1);
        if (!copy)
            return false;
        memcpy(copy, im->probe[i].output, im->probe[i].output_size);
        im->probe[i].output = copy;
        destroy(exec, &ignored);
    }
    im->probes_known = true;
    return true;
}

static void add_probe(struct obs_aftermath *after, const char *family, const struct obs_language *here,
                      const struct obs_language *fresh)
{
    if (here->status == OBS_STEPS) /* out of arena or output: says nothing */
        return;
    struct obs_probe *p = &after->probe[after->probe_count++];
    snprintf(p->family, sizeof p->family, "%s", family);
    p->here = *here;
    p->fresh = *fresh;
}

/* How many blocks are left by one more repeat. */
static uint64_t repeat_and_count(struct exec *exec, const struct exec_request *rq,
                                 struct cstack_report *report)
{
    struct obs_language l;
    run_again(exec, rq->program, rq->program_size, rq->step_budget, "itself", &l, report);
    settle(exec, report);
    return arena_live_blocks(exec->arena);
}

/* Whether each repeat leaves more behind than the one before. One step up may be something that is made
 * once, at the first occasion (a buffer of the recorder); two in a row are growth. */
static void look_for_growth(struct exec *exec, const struct exec_request *rq, struct cstack_report *report)
{
    struct obs_aftermath *after = rq->aftermath;
    settle(exec, report);
    after->live_first = arena_live_blocks(exec->arena);
    after->live_second = repeat_and_count(exec, rq, report);
    if (after->live_second > after->live_first) {
        after->live_first = after->live_second;
        after->live_second = repeat_and_count(exec, rq, report);
    }
    after->growth_known = true;
}

/* The program itself, and one program of each feature family, in the VM that had the fault. */
static void look_after(struct exec *exec, struct exec_image *im, const struct exec_request *rq,
                       enum exec_depth depth, struct cstack_report *report)
{
    struct obs_aftermath *after = rq->aftermath;
    struct obs_language l;
    run_again(exec, rq->program, rq->program_size, rq->step_budget, "itself", &l, report);
    if (rq->itself)
        add_probe(after, "itself", &l, rq->itself);
    if (depth < DEPTH_FULL)
        return;
    if (exec->vut->settle)
        look_for_growth(exec, rq, report);
    for (size_t i = 0; i < exec->vut->probe_count && i < OBS_PROBES_MAX - 1; i++) {
        const struct vut_probe *probe = &exec->vut->probes[i];
        run_again(exec, probe->program, strlen(probe->program), 0, "probe", &l, report);
        add_probe(after, probe->family, &l, &im->probe[i]);
    }
}

/* A plan that names events of create needs a create of its own, not an image. */
static bool has_create_fault(const struct exec_request *rq)
{
    for (size_t i = 0; i < rq->fault_count; i++)
        if (rq->faults[i].create)
            return true;
    return false;
}

static bool create_under_fault(struct exec *exec, const struct exec_request *rq,
                               struct cstack_report *report)
{
    inject_reset(&exec->inject);
    exec->inject.vm = NULL;
    exec->placed = NULL;
    image_let_go();
    arena_clear(exec->arena, rq->style);
    exec->inject.on_site = rq->on_site;
    exec->inject.on_site_ctx = rq->ctx;
    inject_arm(&exec->inject, rq->faults, rq->fault_count, true);
    struct exec_call call = {.exec = exec, .kind = EXEC_CALL_CREATE, .settings = rq->settings};
    enter(&call, report);
    inject_disarm(&exec->inject);
    exec->inject.creating = false;
    exec->inject.vm = call.vm;
    return call.vm != NULL;
}

static void observe_failed_create(struct exec *exec, const struct cstack_report *report,
                                  struct observation *obs)
{
    obs->language.status = OBS_ERROR;
    snprintf(obs->language.error_class, sizeof obs->language.error_class, "create");
    obs->language.output = exec->inject.output;
    obs->language.hash = hash_language(&obs->language);
    obs->machine.raises = exec->inject.raises;
    obs->fault = exec->inject.fault;
    translate_stack(report, &obs->machine.host_stack);
    translate_heap(exec, NULL, &obs->machine.heap);
}

/* The VM that the request is about, in place and ready to load. */
static bool prepare_vm(struct exec *exec, const struct exec_request *rq, struct exec_image **im,
                       struct cstack_report *report)
{
    *im = place_vm(exec, rq, report);
    if (*im && rq->aftermath && !(*im)->probes_known)
        *im = learn_probes(exec, *im, rq) ? place_vm(exec, rq, report) : NULL;
    return *im != NULL;
}

static void begin_obs(const struct exec_request *rq, struct observation *obs)
{
    memset(obs, 0, sizeof *obs);
    copy_text(obs->engine, sizeof obs->engine, rq->settings->engine->name, false);
}

static void arm(struct exec *exec, const struct exec_request *rq)
{
    struct inject *in = &exec->inject;
    in->wanted_serial = rq->wanted_serial;
    in->on_site = rq->on_site;
    in->on_site_ctx = rq->ctx;
    in->on_peak = rq->count_sites ? rq->on_peak : NULL;
    in->on_trace = rq->on_trace;
    in->count_sites = rq->count_sites;
    in->on_event = rq->on_event;
    in->each_event = rq->each_event;
    exec->exits.size = 0;
    inject_arm(in, rq->faults, rq->fault_count, false);
}

/* From the program's end to the VM's. */
static void finish_run(struct exec *exec, struct exec_image *im, const struct exec_request *rq,
                       const struct vut_record *record, struct cstack_report *report,
                       struct observation *obs)
{
    struct inject *in = &exec->inject;
    inject_disarm(in);
    inject_finish(in);
    in->on_site = NULL;
    in->on_peak = NULL;
    in->on_trace = NULL;
    in->on_event = NULL;
    in->count_sites = in->each_event = false;
    begin_obs(rq, obs);
    translate_language(exec, record, 0, &obs->language);
    obs->fault = in->fault;
    translate_machine(exec, record, &obs->machine);
    if (rq->aftermath)
        rq->aftermath->probe_count = rq->aftermath->growth_known = 0;
    enum exec_depth depth =
        rq->aftermath && obs->language.status != OBS_STEPS ? rq->aftermath_depth(rq->ctx, obs) : DEPTH_NONE;
    if (depth != DEPTH_NONE)
        look_after(exec, im, rq, depth, report);
    tear_down(exec, report, &obs->machine);
}

/* The VM counts its frames by itself; 0 when the plan does not limit them. */
static uint64_t stack_limit(const struct exec_request *rq)
{
    for (size_t i = 0; i < rq->fault_count; i++)
        if (rq->faults[i].kind == VUT_FAULT_STACK_LIMIT)
            return rq->faults[i].size;
    return 0;
}

bool exec_run(struct exec *exec, const struct exec_request *rq, struct observation *obs)
{
    struct cstack_report report = {0};
    struct exec_image *im = NULL;
    struct exec_call call = {.step_budget = rq->step_budget,
                             .take_exits = rq->take_exits,
                             .on_guard = rq->on_guard,
                             .ctx = rq->ctx,
                             .expected = rq->expected,
                             .expected_size = rq->expected_size,
                             .stack_limit = stack_limit(rq),
                             .name = rq->name,
                             .unswept = !rq->aftermath};
    bool own_create = has_create_fault(rq);
    if ((!own_create || rq->aftermath) && !prepare_vm(exec, rq, &im, &report))
        return false;
    if (rq->aftermath)
        rq->aftermath->probe_count = rq->aftermath->growth_known = 0;
    if (own_create && !create_under_fault(exec, rq, &report)) {
        exec->inject.on_site = NULL;
        begin_obs(rq, obs);
        observe_failed_create(exec, &report, obs);
        return true;
    }
    arm(exec, rq);
    load_and_run(exec, rq->program, rq->program_size, &call, &report);
    finish_run(exec, im, rq, &exec->record, &report, obs);
    return true;
}

/* ---- many runs in one ---------------------------------------------------------------------------- */

bool exec_can_sweep(const struct exec *exec, const struct exec_request *rq)
{
    const struct fault *f = rq->faults;
    return rq->fault_count == 1 && !f->create && !f->size && exec->vut->resume && cstack_can_resume() &&
           !f->site[0] &&
           f->kind != VUT_FAULT_EXIT; /* which is told of only when its guard has been left */
}

/* Back to the trunk, and on to the fault's next number, until the program ends again. */
static bool next_branch(struct exec *exec, struct exec_image *im, struct branch *b, struct exec_call *call,
                        struct cstack_report *report)
{
    if (!branch_restore(b))
        return false;
    exec->placed = im;
    exec->vut->resume(exec->inject.vm);
    exec->runs++;
    crash_phase(exec->inject.phase);
    exec->call = *call;
    cstack_resume(&exec->stack, &b->mark, report);
    *call = exec->call;
    return true;
}

enum exec_swept exec_sweep(struct exec *exec, const struct exec_request *rq, struct fault *fault,
                           exec_visit_fn *visit)
{
    struct cstack_report report = {0};
    struct exec_image *im;
    struct exec_call call = {.name = rq->name, .take_exits = rq->take_exits};
    struct observation obs;
    struct branch branch = {0};
    enum exec_swept result = EXEC_SWEPT_ALL;
    if (!prepare_vm(exec, rq, &im, &report))
        return EXEC_SWEPT_NOT;
    arm(exec, rq);
    branch_begin(&branch, &exec->inject, &exec->stack);
    load_and_run(exec, rq->program, rq->program_size, &call, &report);
    for (bool more = true; more;) {
        bool fired = branch.in_branch;
        branch_end(&branch);
        finish_run(exec, im, rq, &exec->record, &report, &obs);
        more = visit(rq->ctx, &obs) && fired;
        if (!more)
            break;
        fault->n++;
        report = (struct cstack_report){0};
        if (!next_branch(exec, im, &branch, &call, &report)) {
            result = EXEC_SWEPT_PART;
            more = false;
        }
    }
    branch_free(&branch);
    return result;
}

bool exec_keep(struct observation *obs)
{
    char *copy = malloc(obs->language.output_size + 1);
    if (!copy)
        return false;
    memcpy(copy, obs->language.output, obs->language.output_size);
    obs->language.output = copy;
    return true;
}

void exec_drop(struct observation *obs)
{
    free((char *)(uintptr_t)obs->language.output);
    obs->language.output = NULL;
}

bool exec_is_warm(const struct exec *exec, const struct vut_settings *settings, struct arena_style style)
{
    for (size_t i = 0; i < EXEC_IMAGES; i++) {
        const struct exec_image *im = &exec->image[i];
        if (im->vm && im->probes_known && same_style(im->style, style) &&
            memcmp(&im->settings, settings, sizeof *settings) == 0)
            return true;
    }
    return false;
}

bool exec_warm(struct exec *exec, const struct vut_settings *settings, struct arena_style style)
{
    struct cstack_report report = {0};
    struct obs_aftermath wanted;
    struct exec_request rq = {.settings = settings, .style = style, .aftermath = &wanted};
    struct exec_image *im;
    return exec_is_warm(exec, settings, style) || prepare_vm(exec, &rq, &im, &report);
}

void exec_forget(struct exec *exec)
{
    for (size_t i = 0; i < EXEC_IMAGES; i++)
        exec->image[i].stale = exec->image[i].vm != NULL;
}

bool exec_tainted(const struct exec *exec)
{
    return exec->inject.maps.count > 0;
}
