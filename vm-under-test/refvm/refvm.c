/* refvm.c: the reference VM behind vut.h: a strict subset of PHP, three interpreters and two compilers. */
#include <stdio.h>

#include "counts.h"
#include "dump.h"
#include "jit/jit.h"
#include "jit/jit_snapshot.h"
#include "program.h"
#include "state.h"

struct vut_vm {
    struct vm vm;
};

/* A release build has no interpreter that writes the shadow opline. */
#ifdef REFVM_RELEASE
enum { PARAM_SHADOW_MAX = 0 };
#else
enum { PARAM_SHADOW_MAX = 1 };
#endif
enum { PARAM_MEMORY_KB = 16 << 10, PARAM_FRAMES_MAX = 50000, PARAM_NESTING_MAX = 512 };

static const struct vut_engine engines[] = {
    {"call", .reference = true, .compiles = false},      {"hybrid", .reference = false, .compiles = false},
    {"tailcall", .reference = false, .compiles = false}, {"function", .reference = false, .compiles = true},
    {"trace", .reference = false, .compiles = true},
};

enum { ENGINE_CALL, ENGINE_HYBRID, ENGINE_TAILCALL, ENGINE_FUNCTION, ENGINE_TRACE };

static const struct vut_param params[PARAM_COUNT] = {
    [PARAM_SHADOW] = {"shadow", 0, PARAM_SHADOW_MAX, 0, false,
                      "compare each saved opline with the one that runs"},
    [PARAM_CHECK] = {"check", 0, 1, 1, false, "look at oplines, counts and interned strings"},
    [PARAM_NESTING] = {"nesting", 16, PARAM_NESTING_MAX, PARAM_NESTING_MAX, false,
                       "limit of recursion through C: callbacks, destructors, nested data and syntax"},
    [PARAM_FRAMES] = {"frames", 1, 10000000, PARAM_FRAMES_MAX, false, "limit of nested calls"},
    [PARAM_MEMORY] = {"memory", 64, 49152, PARAM_MEMORY_KB, false, "memory limit of a program in KB"},
    [PARAM_HELPEREXIT] = {"helperexit", 0, 2, 0, false,
                          "how tailcall takes an interrupt out of a helper: 0 tag, 1 loop, 2 sentinel"},
    [PARAM_TESTMODULE] = {"testmodule", 0, 1, 0, false, "class _InterruptComparable, _raise_interrupt()"},
#define LIMIT(id, name, min, max, initial, text) [PARAM_JIT_##id] = {name, min, max, initial, true, text},
#include "jit/limits.def"
#undef LIMIT
#define OPTION(id, name, max, initial, text) [PARAM_JIT_##id] = {name, 0, max, initial, false, text},
#include "jit/options.def"
#undef OPTION
};

/* ---- the life of a VM ---------------------------------------------------------------------------- */

static bool refvm_open(const char *library, struct vut_info *info, char *why, size_t why_size)
{
    *info = (struct vut_info){.version = "1"};
    if (library != NULL) {
        snprintf(why, why_size, "vm 'refvm' is linked in, expected no library, got '%s'", library);
        return false;
    }
    return true;
}

static const struct interp *choose_interp(const struct vut_settings *settings)
{
    static const struct interp *const plain[] = {&interp_call, &interp_hybrid, &interp_tailcall_tag,
                                                 &interp_tailcall_loop, &interp_tailcall_sentinel};
    static const struct interp *const shadowed[] = {
        &interp_call_shadow, &interp_hybrid_shadow, &interp_tailcall_tag_shadow,
        &interp_tailcall_loop_shadow, &interp_tailcall_sentinel_shadow};
    size_t engine = (size_t)(settings->engine - engines);
    bool shadow = settings->param[PARAM_SHADOW] != 0;

    /* Exits are looked for where the shadow is written. */
    if (engine == ENGINE_CALL && settings->param[PARAM_JIT_CHECKSNAP])
        shadow = true;
    /* The compilers work over the hybrid interpreter. */
    if (engine >= ENGINE_FUNCTION)
        engine = ENGINE_HYBRID;
    if (engine == ENGINE_TAILCALL)
        engine += (size_t)settings->param[PARAM_HELPEREXIT];
    return shadow ? shadowed[engine] : plain[engine];
}

static enum jit_engine choose_jit(const struct vut_settings *settings)
{
    switch (settings->engine - engines) {
    case ENGINE_FUNCTION:
        return JIT_FUNCTION;
    case ENGINE_TRACE:
        return JIT_TRACE;
    default:
        return JIT_NONE;
    }
}

static bool create_tables(struct vm *vm)
{
    vm->empty_array = array_new(vm, 0, SITE_vm_empty_array, SITE_NONE);
    if (vm->empty_array == NULL)
        return false;
    vm->empty_array->gc.head.flags |= COUNTED_IMMUTABLE;
    vm->empty_array->next_index = 0;
    vm->function_table = array_new(vm, 512, SITE_vm_functions, SITE_vm_functions_table);
    if (vm->function_table == NULL)
        return false;
    vm->class_table = array_new(vm, 64, SITE_vm_classes, SITE_vm_classes_table);
    if (vm->class_table == NULL)
        return false;
    vm->constants = array_new(vm, 128, SITE_vm_constants, SITE_vm_constants_table);
    return vm->constants != NULL;
}

static bool create_parts(struct vm *vm)
{
    return strings_create(vm) && create_tables(vm) && stack_create(vm) && classes_create(vm) &&
           constants_create(vm) && builtins_create(vm);
}

static void destroy_vm(struct vm *vm)
{
    const struct vut_hooks *hooks = vm->hooks;

    /* A VM that was not finished: what exists is its own, and not a program's. */
    if (vm->creating)
        gc_freeze(vm);
    vm->exception = NULL;
    program_drop(vm);
    array_release(vm, vm->function_table);
    array_release(vm, vm->class_table);
    array_release(vm, vm->constants);
    if (vm->empty_array != NULL || BUG(vm, lj1248_early_close, true))
        array_free_memory(vm, vm->empty_array);
    builtins_destroy(vm);
    classes_destroy(vm);
    gc_destroy(vm);
    stack_destroy(vm);
    strings_destroy(vm);
    snapshot_drop(vm);
    hooks->resize(hooks->ctx, vm, sizeof(struct vut_vm), 0, VUT_DOMAIN_HARNESS, 0);
}

static struct vut_vm *refvm_create(const struct vut_hooks *hooks, const struct vut_settings *settings)
{
    struct vut_vm *handle = hooks->resize(hooks->ctx, NULL, 0, sizeof *handle, VUT_DOMAIN_HARNESS, 0);
    struct vm *vm;

    if (handle == NULL)
        return NULL;
    vm = &handle->vm;
    memset(vm, 0, sizeof *vm);
    vm->hooks = vm->mem.hooks = hooks;
    vm->settings = settings;
    vm->bug = (enum bug_id)settings->bug;
    vm->interp = choose_interp(settings);
    jit_create(vm, choose_jit(settings));
    vm->mem.limit = SIZE_MAX;
    vm->nesting_max = (uint32_t)settings->param[PARAM_NESTING];
    vm->frame_max = (uint64_t)settings->param[PARAM_FRAMES];
    vm->checking = settings->param[PARAM_CHECK] != 0;
    vm->file = "program.php";
    vm->creating = true;
    gc_create(vm);
    if (vm->interp->run == NULL || !create_parts(vm)) {
        destroy_vm(vm);
        return NULL;
    }
    gc_freeze(vm);
    vm->strings.sealed = true;
    vm->creating = false;
    return handle;
}

static bool refvm_load(struct vut_vm *handle, const char *program, size_t size)
{
    return program_load(&handle->vm, program, size);
}

static void refvm_run(struct vut_vm *handle)
{
    program_run(&handle->vm);
}

static void refvm_record(struct vut_vm *handle, struct vut_record *record)
{
    *record = handle->vm.record;
}

static void refvm_destroy(struct vut_vm *handle)
{
    destroy_vm(&handle->vm);
}

/* ---- what the harness may ask -------------------------------------------------------------------- */

static void refvm_set_step_budget(struct vut_vm *handle, uint64_t steps)
{
    handle->vm.budgeted = steps != 0;
    handle->vm.budget_given = steps;
}

static void refvm_set_name(struct vut_vm *handle, const char *name)
{
    handle->vm.file = name;
}

static void refvm_set_stack_limit(struct vut_vm *handle, uint64_t frames)
{
    struct vm *vm = &handle->vm;

    vm->frame_max = frames != 0 ? frames : (uint64_t)vm->settings->param[PARAM_FRAMES];
}

static void refvm_request_gc(struct vut_vm *handle)
{
    handle->vm.gc.requested = true;
    safepoint_arm(&handle->vm);
}

static void refvm_interrupt(struct vut_vm *handle, enum vut_action action)
{
    safepoint_interrupt(&handle->vm, action);
}

static void refvm_passed(const struct vut_vm *handle, uint64_t *safepoints, uint64_t *guards)
{
    const struct jit *jit = &handle->vm.jit;
    *safepoints = safepoint_count(&handle->vm);
    *guards = jit->guards + (jit->guard_armed - jit->guard_left);
}

static uint32_t refvm_state(const struct vut_vm *handle)
{
    return state_now(&handle->vm);
}

static void refvm_note_guards(struct vut_vm *handle, vut_guard_fn *note, void *ctx)
{
    handle->vm.jit.note = note;
    handle->vm.jit.note_ctx = ctx;
}

/* Nothing lives outside of the arena, so there is nothing to bring in line. */
static void refvm_resume(struct vut_vm *handle)
{
    (void)handle;
}

/* Counters, settings of a program, texts of messages, and the free part of the stack. Of the values that a
 * program leaves undefined the types count, not what they once held. */
static size_t refvm_scratch(struct vut_vm *handle, struct vut_range *range, size_t max)
{
    struct vm *vm = &handle->vm;
    const struct vut_range scratch[] = {
#define FIELDS(first, last) {&vm->first, (size_t)((const char *)(&vm->last + 1) - (const char *)&vm->first)}
        FIELDS(safepoint_left, safepoint_left),
        FIELDS(shadow, shadow),
        FIELDS(jit.guard_left, jit.host_stack_wrong),
        FIELDS(jit.guard_armed, jit.guards),
        FIELDS(jit.flushes, jit.native_oplines),
        FIELDS(jit.snapshots.expected, jit.snapshots.expected_at),
        FIELDS(mem.peak, mem.allocations),
        FIELDS(gc.enabled, gc.requested),
        FIELDS(safepoint_armed, in_interrupt),
        FIELDS(errors.reporting, errors.reporting),
        FIELDS(errors.handler.i, errors.handler.i),
        FIELDS(errors.handler_mask, errors.handler_mask),
        FIELDS(errors.exception_handler.i, errors.exception_handler.i),
        FIELDS(errors.hidden, errors.kept),
        FIELDS(errors.fatal, errors.last_text),
        FIELDS(file_string, builtins),
        FIELDS(compile_line, constant_line),
        FIELDS(frame_max, budget_given),
        FIELDS(shutting_down, destructing),
        FIELDS(record, record),
#undef FIELDS
        {&vm->stack.segment->top, sizeof vm->stack.segment->top},
        {vm->stack.top, (size_t)((const char *)vm->stack.end - (const char *)vm->stack.top)},
    };
    size_t count = sizeof scratch / sizeof *scratch;

    if (count > max)
        return 0;
    memcpy(range, scratch, sizeof scratch);
    return count;
}

static void refvm_settle(struct vut_vm *handle)
{
    jit_flush(&handle->vm);
    program_drop(&handle->vm);
    snapshot_drop(&handle->vm);
}

static void refvm_exits(struct vut_vm *handle, void (*sink)(void *ctx, const char *bytes, size_t size),
                        void *sink_ctx)
{
    snapshot_log(&handle->vm, sink, sink_ctx);
}

static void refvm_expect_exits(struct vut_vm *handle, const char *bytes, size_t size)
{
    snapshot_expect(&handle->vm, bytes, size);
}

static bool refvm_dump(struct vut_vm *handle, const char *what, const char *program, size_t size,
                       void (*sink)(void *ctx, const char *bytes, size_t size), void *sink_ctx)
{
    return dump_print(&handle->vm, what, program, size, sink, sink_ctx);
}

struct refvm_counts refvm_counts(const struct vut_vm *handle)
{
    const struct jit *jit = &handle->vm.jit;

    return (struct refvm_counts){.oplines = jit->oplines, .native_oplines = jit->native_oplines};
}

/* ---- what the VM tells of itself ----------------------------------------------------------------- */

static const struct vut_probe probes[] = {
    {"number",
     "<?php $s = 0; for ($i = 0; $i < 20; $i++) { $s += $i * 1.5; } echo $s, ' ', 7 % 4, \"\\n\";"},
    {"string",
     "<?php $s = ''; foreach (['a', 'b'] as $k => $v) { $s .= \"$k=$v;\"; } echo strlen($s), $s;"},
    {"array",
     "<?php $a = [3, 'k' => [1, 2]]; $b = $a; $b['k'][] = 9; unset($b[0]); print_r($a); print_r($b);"},
    {"object", "<?php class A { public $x = 1; function __destruct() { echo 'd', $this->x; } }"
               " $a = new A; $b = clone $a; $b->x = 2; $a = null; echo 'e';"},
    {"exception",
     "<?php function f($n) { try { if ($n) throw new Exception('x'); } finally { echo 'f'; } }"
     " try { f(0); f(1); } catch (Exception $e) { echo $e->getMessage(), $e->getLine(); } f(1);"},
    {"callback",
     "<?php $n = 2; print_r(array_map(function ($x) use (&$n) { return $x * $n++; }, [1, 2, 3]));"},
    {"handler", "<?php set_error_handler(function ($n, $s) { echo \"[$s]\"; }); echo $u, [1][2]; 1 / 0;"},
};

extern const struct vut vut_refvm;

const struct vut vut_refvm = {
    .abi_version = VUT_ABI_VERSION,
    .name = "refvm",
    .text = "the reference VM, a strict subset of PHP",
    .extension = "php",
    .install = "nothing to install, refvm is linked in",
    .capabilities = VUT_CAP_IMAGE | VUT_CAP_NUMBERED | VUT_CAP_TRACE_LOG | VUT_CAP_RAISE |
                    VUT_CAP_INTERRUPT_DELIVERY | VUT_CAP_LIVE_COUNT | VUT_CAP_OPLINE | VUT_CAP_SNAPSHOT |
                    VUT_CAP_REFCOUNT,
    .faults = VUT_FAULT_BIT(VUT_FAULT_OOM) | VUT_FAULT_BIT(VUT_FAULT_GC) |
              VUT_FAULT_BIT(VUT_FAULT_INTERRUPT) | VUT_FAULT_BIT(VUT_FAULT_MEMORY_LIMIT) |
              VUT_FAULT_BIT(VUT_FAULT_STACK_LIMIT) | VUT_FAULT_BIT(VUT_FAULT_JIT_OOM) |
              VUT_FAULT_BIT(VUT_FAULT_MCODE) | VUT_FAULT_BIT(VUT_FAULT_EXIT) |
              VUT_FAULT_BIT(VUT_FAULT_FLUSH) | VUT_FAULT_BIT(VUT_FAULT_LIMIT),
    .engines = engines,
    .engine_count = sizeof engines / sizeof *engines,
    .params = params,
    .param_count = PARAM_COUNT,
    .probes = probes,
    .probe_count = sizeof probes / sizeof *probes,
    .sites = mem_sites,
    .site_count = SITE_END - 1,
    .bugs = bug_table,
    .bug_count = BUG_COUNT - 1,
    .dumps = dump_table,
    .states = state_table,
    .state_count = STATE_COUNT,
    .open = refvm_open,
    .create = refvm_create,
    .load = refvm_load,
    .run = refvm_run,
    .record = refvm_record,
    .destroy = refvm_destroy,
    .set_step_budget = refvm_set_step_budget,
    .set_name = refvm_set_name,
    .set_stack_limit = refvm_set_stack_limit,
    .request_gc = refvm_request_gc,
    .interrupt = refvm_interrupt,
    .resume = refvm_resume,
    .passed = refvm_passed,
    .state = refvm_state,
    .settle = refvm_settle,
    .scratch = refvm_scratch,
    .dump = refvm_dump,
    .exits = refvm_exits,
    .expect_exits = refvm_expect_exits,
    .note_guards = refvm_note_guards,
};
