/* toy.c: the smallest adapter: vut.h over the toy language of lang.h. It is meant to be copied, and
 * docs/porting.md walks through it from top to bottom.
 *
 * It shows a VM that makes things easy: all memory is asked of the host and given back with its size,
 * nothing is global, and the two engines make the same allocations of the language in the same order.
 */
#include <stdio.h>

#include "lang.h"
#include "vut.h"

/* In the order of `params`, which is also the order of vut_settings.param. */
enum { PARAM_HOTLOOP, PARAM_MAXTRACE, PARAM_COUNT };

struct vut_vm {
    const struct vut_hooks *hooks;
    struct lang_host host;
    struct lang *lang;
    enum vut_status status;
    bool budgeted;
    vut_guard_fn *note;
    void *note_ctx;
};

/* Each place that allocates has a name. The number that the hook takes is the index plus 1. */
static const struct vut_site sites[LANG_USE_COUNT] = {
    [LANG_VM] = {"vm.state", VUT_DOMAIN_HEAP, NULL},
    [LANG_SOURCE] = {"load.source", VUT_DOMAIN_HEAP, NULL},
    [LANG_LINES] = {"load.lines", VUT_DOMAIN_HEAP, NULL},
    [LANG_VARS] = {"var.table", VUT_DOMAIN_HEAP, NULL},
    [LANG_TEXT] = {"var.text", VUT_DOMAIN_HEAP, NULL},
    [LANG_PRINT] = {"print.line", VUT_DOMAIN_HEAP, "the line is printed word by word instead"},
    [LANG_TRACE] = {"jit.trace", VUT_DOMAIN_COMPILER, "the loop goes on in the interpreter"},
};

/* ---- what the VM asks of its host, passed on to the hooks ---------------------------------------- */

static void *toy_resize(void *ctx, void *block, size_t old_size, size_t new_size, enum lang_use use)
{
    const struct vut_hooks *hooks = ctx;

    return hooks->resize(hooks->ctx, block, old_size, new_size, sites[use].domain, (uint32_t)use + 1);
}

static void toy_print(void *ctx, const char *bytes, size_t size)
{
    const struct vut_hooks *hooks = ctx;

    hooks->output(hooks->ctx, bytes, size);
}

static void toy_raised(void *ctx)
{
    const struct vut_hooks *hooks = ctx;

    hooks->event(hooks->ctx, &(struct vut_event){.kind = VUT_EVENT_RAISE});
}

static void toy_traced(void *ctx, enum lang_trace_event event, int trace, int exits, const char *why)
{
    static const enum vut_event_kind kinds[] = {
        [LANG_TRACE_START] = VUT_EVENT_TRACE_START, [LANG_TRACE_STOP] = VUT_EVENT_TRACE_STOP,
        [LANG_TRACE_ABORT] = VUT_EVENT_TRACE_ABORT, [LANG_TRACE_FLUSH] = VUT_EVENT_TRACE_FLUSH,
        [LANG_TRACE_EXIT] = VUT_EVENT_TRACE_EXIT,
    };
    const struct vut_hooks *hooks = ctx;

    hooks->event(hooks->ctx, &(struct vut_event){.kind = kinds[event],
                                                 .a = (uint32_t)trace,
                                                 .b = (uint32_t)exits,
                                                 .c = event == LANG_TRACE_STOP ? (uint32_t)exits : 0,
                                                 .name = why});
}

static uint64_t toy_safepoint(void *ctx, uint64_t number)
{
    const struct vut_hooks *hooks = ctx;

    return hooks->safepoint(hooks->ctx, number);
}

static uint64_t toy_guard(void *ctx, uint64_t number)
{
    const struct vut_hooks *hooks = ctx;

    return hooks->guard != NULL ? hooks->guard(hooks->ctx, number) : UINT64_MAX;
}

static void toy_interrupted(void *ctx)
{
    const struct vut_hooks *hooks = ctx;

    hooks->event(hooks->ctx, &(struct vut_event){.kind = VUT_EVENT_INTERRUPT});
}

static void toy_too_deep(void *ctx)
{
    const struct vut_hooks *hooks = ctx;

    hooks->event(hooks->ctx, &(struct vut_event){.kind = VUT_EVENT_LIMIT, .a = VUT_FAULT_STACK_LIMIT});
}

/* ---- the life of a VM ---------------------------------------------------------------------------- */

static bool toy_open(const char *library, struct vut_info *info, char *why, size_t why_size)
{
    *info = (struct vut_info){.version = "1"};
    if (library != NULL) {
        snprintf(why, why_size, "vm 'toy' is linked in, expected no library, got '%s'", library);
        return false;
    }
    return true;
}

static void toy_release(struct vut_vm *vm)
{
    const struct vut_hooks *hooks = vm->hooks;

    hooks->resize(hooks->ctx, vm, sizeof *vm, 0, VUT_DOMAIN_HARNESS, 0);
}

static struct vut_vm *toy_create(const struct vut_hooks *hooks, const struct vut_settings *settings)
{
    struct lang_options options = {
        .jit = settings->engine->compiles,
        .hotloop = settings->param[PARAM_HOTLOOP],
        .trace_line_max = settings->param[PARAM_MAXTRACE],
    };
    struct vut_vm *vm = hooks->resize(hooks->ctx, NULL, 0, sizeof *vm, VUT_DOMAIN_HARNESS, 0);

    if (vm == NULL)
        return NULL;
    *vm = (struct vut_vm){
        .hooks = hooks,
        .host = {(void *)hooks, toy_resize, toy_print, toy_raised, toy_traced, toy_safepoint, toy_guard,
                 toy_interrupted, toy_too_deep},
    };
    vm->lang = lang_new(&vm->host, &options);
    if (vm->lang == NULL) {
        toy_release(vm);
        return NULL;
    }
    return vm;
}

static bool toy_load(struct vut_vm *vm, const char *program, size_t size)
{
    bool accepted = lang_load(vm->lang, program, size);

    vm->status = accepted ? VUT_OK : VUT_REJECTED;
    return accepted;
}

static void toy_run(struct vut_vm *vm)
{
    static const enum vut_status statuses[] = {
        [LANG_DONE] = VUT_OK,
        [LANG_FAILED] = VUT_ERROR,
        [LANG_OVER_BUDGET] = VUT_STEPS,
    };

    vm->status = statuses[lang_run(vm->lang)];
}

static void toy_record(struct vut_vm *vm, struct vut_record *record)
{
    const struct lang_error *error = lang_error(vm->lang);

    *record = (struct vut_record){
        .status = vm->status,
        .error_line = error->line,
        .steps = vm->budgeted ? lang_lines_run(vm->lang) : 0,
        .frame_count = lang_depth(vm->lang),
    };
    snprintf(record->error_class, sizeof record->error_class, "%s", error->class);
    snprintf(record->error_text, sizeof record->error_text, "%s", error->text);
}

static void toy_destroy(struct vut_vm *vm)
{
    lang_free(vm->lang);
    toy_release(vm);
}

static void toy_set_step_budget(struct vut_vm *vm, uint64_t steps)
{
    vm->budgeted = steps != 0;
    lang_set_budget(vm->lang, steps);
}

static void toy_set_stack_limit(struct vut_vm *vm, uint64_t frames)
{
    lang_set_nesting(vm->lang, frames);
}

/* The language has no functions that a handler could call, and nothing to collect: it wakes up, and goes
 * on.
 */
static void toy_interrupt(struct vut_vm *vm, enum vut_action action)
{
    static const enum lang_interrupt what[VUT_ACTION_COUNT] = {
        [VUT_ACTION_RETURN] = LANG_WAKE, [VUT_ACTION_CALL] = LANG_WAKE,   [VUT_ACTION_THROW] = LANG_THROW,
        [VUT_ACTION_GC] = LANG_WAKE,     [VUT_ACTION_FLUSH] = LANG_FLUSH,
    };

    lang_interrupt(vm->lang, what[action]);
}

/* All that the VM knows lies in blocks and on the C stack, which the harness has put back. */
static void toy_resume(struct vut_vm *vm)
{
    (void)vm;
}

/* ---- what the VM tells of itself ----------------------------------------------------------------- */

static const struct vut_engine engines[] = {
    {"interp", .reference = true, .compiles = false},
    {"trace", .reference = false, .compiles = true},
};

static const struct vut_param params[PARAM_COUNT] = {
    [PARAM_HOTLOOP] = {"hotloop", 1, 1000, 2, false, "times that a loop comes round until it is compiled"},
    [PARAM_MAXTRACE] = {"maxtrace", 1, 100, 50, true, "lines of a compiled loop"},
};

static const struct vut_probe probes[] = {
    {"loop", "set n 0\nrepeat 5\nset n n + 2\nend\nprint n\n"},
    {"text", "set s \"\"\nrepeat 4\nappend s \"ab\"\nend\nprint s\n"},
    {"error", "repeat 4\ntry\nfail \"no\"\ncatch\nprint error\nend\nend\nprint missing\n"},
};

static void toy_passed(const struct vut_vm *vm, uint64_t *safepoints, uint64_t *guards)
{
    *safepoints = lang_lines_run(vm->lang);
    *guards = lang_guards(vm->lang);
}

/* Numbers of its traces never begin anew. */
static void toy_note(void *ctx, int trace, int exit, uint64_t number)
{
    const struct vut_vm *vm = ctx;

    vm->note(vm->note_ctx,
             &(struct vut_guard){.trace = (uint32_t)trace, .exit = (uint32_t)exit, .number = number});
}

static void toy_note_guards(struct vut_vm *vm, vut_guard_fn *note, void *ctx)
{
    vm->note = note;
    vm->note_ctx = ctx;
    lang_note_guards(vm->lang, note != NULL ? toy_note : NULL, vm);
}

const struct vut vut_toy = {
    .abi_version = VUT_ABI_VERSION,
    .name = "toy",
    .text = "a toy language, the example for new adapters",
    .extension = "toy",
    .install = "nothing to install, the toy is linked in",
    .capabilities = VUT_CAP_IMAGE | VUT_CAP_NUMBERED | VUT_CAP_TRACE_LOG | VUT_CAP_RAISE |
                    VUT_CAP_INTERRUPT_DELIVERY | VUT_CAP_LIVE_COUNT,
    .faults = VUT_FAULT_BIT(VUT_FAULT_OOM) | VUT_FAULT_BIT(VUT_FAULT_INTERRUPT) |
              VUT_FAULT_BIT(VUT_FAULT_MEMORY_LIMIT) | VUT_FAULT_BIT(VUT_FAULT_STACK_LIMIT) |
              VUT_FAULT_BIT(VUT_FAULT_JIT_OOM) | VUT_FAULT_BIT(VUT_FAULT_EXIT) |
              VUT_FAULT_BIT(VUT_FAULT_FLUSH) | VUT_FAULT_BIT(VUT_FAULT_LIMIT),
    .engines = engines,
    .engine_count = sizeof engines / sizeof *engines,
    .params = params,
    .param_count = PARAM_COUNT,
    .probes = probes,
    .probe_count = sizeof probes / sizeof *probes,
    .sites = sites,
    .site_count = LANG_USE_COUNT,
    .open = toy_open,
    .create = toy_create,
    .load = toy_load,
    .run = toy_run,
    .record = toy_record,
    .destroy = toy_destroy,
    .set_step_budget = toy_set_step_budget,
    .set_stack_limit = toy_set_stack_limit,
    .interrupt = toy_interrupt,
    .resume = toy_resume,
    .passed = toy_passed,
    .note_guards = toy_note_guards,
};
