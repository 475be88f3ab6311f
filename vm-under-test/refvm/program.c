#include "program.h"

#include <stdio.h>

#include "check.h"
#include "jit/jit.h"
#include "jit/jit_snapshot.h"
#include "state.h"

/* ---- the record ---------------------------------------------------------------------------------- */

static void record_error(struct vm *vm)
{
    struct vut_record *record = &vm->record;
    const struct fatal *fatal = &vm->errors.fatal;

    if (fatal->kind == FATAL_NONE)
        return;
    record->status = fatal->kind == FATAL_STEPS ? VUT_STEPS : VUT_ERROR;
    if (fatal->kind == FATAL_PARSE || fatal->kind == FATAL_COMPILE)
        record->status = vm->running ? VUT_ERROR : VUT_REJECTED;
    snprintf(record->error_class, sizeof record->error_class, "%s", fatal->class_name);
    snprintf(record->error_text, sizeof record->error_text, "%.*s", VUT_TEXT_SIZE - 1, fatal->text);
    snprintf(record->backtrace, sizeof record->backtrace, "%.*s", VUT_BACKTRACE_SIZE - 1, fatal->backtrace);
    record->error_line = fatal->line;
}

static void record_end(struct vm *vm)
{
    record_error(vm);
    vm->record.steps = vm->budgeted ? safepoint_steps(vm) : 0;
    vm->record.host_stack_wrong = (uint32_t)vm->jit.host_stack_wrong;
    snapshot_end(vm);
    /* At a safepoint that comes by an interrupt is delivered; one raised later has nowhere to go. */
    vm->record.interrupt_pending =
        vm->interrupt_owed && !vm->in_interrupt && safepoint_count(vm) > vm->interrupt_at;
}

/* ---- load ---------------------------------------------------------------------------------------- */

static bool make_tables(struct vm *vm)
{
    struct program *p = &vm->program;

    p->function_table = array_new(vm, 0, SITE_program_functions, SITE_NONE);
    if (p->function_table == NULL)
        return false;
    p->class_table = array_new(vm, 0, SITE_program_classes, SITE_NONE);
    if (p->class_table == NULL)
        return false;
    p->constants = array_new(vm, 0, SITE_program_constants, SITE_NONE);
    if (p->constants == NULL)
        return false;
    p->globals = array_new(vm, 0, SITE_program_globals, SITE_NONE);
    if (p->globals == NULL)
        return false;
    vm->file_string = string_intern(vm, vm->file, strlen(vm->file), SITE_program_file);
    return vm->file_string != NULL;
}

/* What a program may have changed and the next one must not see. */
static void reset_settings(struct vm *vm)
{
    const long *param = vm->settings->param;

    vm->mem.limit = (size_t)param[PARAM_MEMORY] << 10;
    vm->mem.allocations = 0;
    vm->mem.peak = vm->mem.used;
    vm->nesting = 0;
    vm->exception = NULL;
    vm->frame = NULL;
    vm->capture = NULL;
    vm->interrupt = vm->interrupt_owed = vm->in_interrupt = vm->flush = false;
    vm->interrupt_at = 0;
    vm->step_budget = vm->budget_given;
    vm->time_limit_steps = 0;
    vm->shutting_down = vm->destructing = vm->running = false;
    vm->gc.enabled = true;
    vm->gc.requested = false;
    vm->shadow = NULL;
    vm->state = STATE_RUNNING;
    vm->errors.reporting = LEVEL_ALL;
    vm->errors.fatal.kind = FATAL_NONE;
    vm->errors.fatal.reported = false;
    vm->errors.last_level = 0;
    vm->errors.in_handler = false;
    builtins_reset(vm);
}

static void reset_record(struct vm *vm)
{
    struct vut_record *r = &vm->record;

    /* The texts are long: only their first bytes are cleared. */
    r->status = VUT_OK;
    r->error_class[0] = r->error_text[0] = r->backtrace[0] = r->result[0] = '\0';
    r->stack_note[0] = r->opline_note[0] = r->refcount_note[0] = r->immutable_note[0] = '\0';
    r->error_line = r->stack_delta = r->frame_count = 0;
    r->steps = 0;
    r->opline_wrong = r->refcount_wrong = r->immutable_wrong = 0;
    r->interrupt_pending = r->interrupt_held = false;
    r->snapshot_note[0] = '\0';
    r->snapshot_wrong = r->host_stack_wrong = 0;
}

static bool load(struct vm *vm, const char *source, size_t size)
{
    struct ast *ast;

    reset_record(vm);
    safepoint_start(vm);
    jit_start(vm);
    vm->compiling = true;
    vm->compile_line = 1;
    if (make_tables(vm)) {
        ast = vm->program.ast = parse_program(vm, source, size);
        if (ast != NULL)
            vm->program.main = compile_program(vm, ast);
    }
    vm->compiling = false;
    if (vm->exception == NULL)
        return true;
    vm->exception = NULL;
    if (vm->settings->param[PARAM_CHECK])
        check_immutable(vm);
    record_end(vm);
    program_drop(vm);
    return false;
}

bool program_load(struct vm *vm, const char *source, size_t size)
{
    bool loaded;

    /* One that was loaded and not run; a run, and a load that failed, leave nothing. */
    if (vm->program.function_table != NULL)
        program_drop(vm);
    reset_settings(vm);
    state_enter(vm, STATE_LOADING);
    loaded = load(vm, source, size);
    state_leave(vm, STATE_RUNNING);
    return loaded;
}

/* ---- run ----------------------------------------------------------------------------------------- */

static void run_main(struct vm *vm)
{
    struct value result;
    struct frame *f = frame_push(vm, vm->program.main, 0, NULL, 0);

    value_set_undef(&result);
    if (f == NULL)
        return;
    frame_enter(vm, f, &result);
    if (!frame_attach_globals(vm, f)) {
        frame_release(vm, f);
        frame_pop(vm, f);
        return;
    }
    interp_execute(vm, f);
    value_release(vm, &result);
}

/* Destroys what a global variable, a static or a table holds, without calling any destructor: those have
 * had their turn, and what they left behind dies silently, as in PHP. */
static void release_handlers_and_globals(struct vm *vm)
{
    objects_mark_destructed(vm);
    errors_drop(vm);
    array_clean(vm, vm->program.globals);
}

static void check_end(struct vm *vm)
{
    if (!vm->settings->param[PARAM_CHECK])
        return;
    check_census(vm);
    check_immutable(vm);
    check_stack(vm);
}

void program_run(struct vm *vm)
{
    vm->running = true;
    run_main(vm);
    if (vm->exception != NULL)
        error_uncaught(vm);
    error_run_shutdown(vm);
    vm->shutting_down = true;
    objects_destruct_all(vm); /* after a fatal error all are marked, and none is called */
    if (vm->exception != NULL)
        error_uncaught(vm);
    record_end(vm);
    check_end(vm);
    vm->running = false;
    program_drop(vm);
}

/* ---- drop ---------------------------------------------------------------------------------------- */

/* Values first, then what describes them: an object needs its class until it is freed. */
static void drop_values(struct vm *vm)
{
    struct class *c;
    struct func *f;

    release_handlers_and_globals(vm);
    for (f = vm->program.funcs; f != NULL; f = f->next_in_program) {
        array_release(vm, f->statics);
        f->statics = NULL;
    }
    for (c = vm->program.classes; c != NULL; c = c->next_in_program)
        class_release_values(vm, c);
}

static void drop_tables(struct vm *vm)
{
    struct program *p = &vm->program;

    array_release(vm, p->function_table);
    array_release(vm, p->class_table);
    array_release(vm, p->constants);
    array_release(vm, p->globals);
    mem_free(vm, p->nested, p->nested_capacity * sizeof *p->nested);
    mem_free(vm, p->class_list, p->class_capacity * sizeof *p->class_list);
}

/* Whatever still exists is held by nothing but itself. More than that is a miscount. */
static void drop_garbage(struct vm *vm)
{
    if (!gc_is_empty(vm))
        gc_collect(vm);
    if (gc_force_free(vm, true) != 0 && vm->record.refcount_wrong++ == 0)
        snprintf(vm->record.refcount_note, sizeof vm->record.refcount_note,
                 "object left after the program");
}

static void drop_code(struct vm *vm)
{
    struct class *c, *next_class;
    struct func *f, *next_func;

    for (c = vm->program.classes; c != NULL; c = next_class) {
        next_class = c->next_in_program;
        class_free(vm, c);
    }
    for (f = vm->program.funcs; f != NULL; f = next_func) {
        next_func = f->next_in_program;
        func_free(vm, f);
    }
    ast_drop(vm, &vm->program.pool);
}

/* Tables that grew on the way begin anew, so that the next program finds what the first one did: object
 * numbers, and the same allocations at the same places. */
static void drop_spare_tables(struct vm *vm)
{
    handles_drop(vm);
    array_iterators_destroy(vm);
}

void program_drop(struct vm *vm)
{
    enum state was = state_enter(vm, STATE_ENDING);

    vm->exception = NULL;
    jit_drop(vm);
    if (vm->program.globals != NULL)
        drop_values(vm);
    drop_tables(vm);
    drop_garbage(vm);
    drop_code(vm);
    vm->program = (struct program){0};
    if (gc_force_free(vm, false) != 0 && vm->record.refcount_wrong++ == 0)
        snprintf(vm->record.refcount_note, sizeof vm->record.refcount_note, "array left after the program");
    drop_spare_tables(vm);
    strings_drop(vm);
    state_leave(vm, was);
}
