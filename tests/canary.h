/* canary.h: a VM that misbehaves on command, to see that somebody notices.
 *
 * Each byte of its program is a command, run one after the other in both engines. Most commands come in
 * pairs: one that keeps the laws and one that breaks a single law in a single way. Where a command says
 * "two blocks", it asks for two, and what is wrong happens when the second is refused; then the program
 * ends with an error, as it should.
 *
 * A test that includes this file has the canaries among its VMs, beside those of vms.def.
 */
#ifndef FAULTLINE_TESTS_CANARY_H
#define FAULTLINE_TESTS_CANARY_H

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bind.h"
#include "inject.h"

enum { CANARY_BLOCKS_MAX = 64, CANARY_BLOCK_SIZE = 24, CANARY_MAPS_MAX = 8, CANARY_PAGE = 4096 };
enum { CANARY_LIMIT };

/* As written, unseen by a sanitizer, and with a name on the stack. */
#if defined(__clang__)
#define CANARY_AS_WRITTEN optnone
#else
#define CANARY_AS_WRITTEN optimize("O0")
#endif
#define CANARY_CARELESS                                                                                    \
    __attribute__((noinline, no_sanitize("address"), no_sanitize("undefined"), CANARY_AS_WRITTEN))

struct vut_vm {
    const struct vut_hooks *hooks;
    const struct vut_settings *settings;
    const char *program;
    size_t size;
    uint64_t step_budget;
    volatile uint64_t safepoints;   /* that it says it passed */
    char *block[CANARY_BLOCKS_MAX]; /* freed when the program ends */
    int block_count;
    char *kept[CANARY_BLOCKS_MAX]; /* freed with the VM */
    int kept_count;
    void *map[CANARY_MAPS_MAX];
    int map_count;
    int collections, faults, repeats;
    bool broken, odd, grows; /* since a fault, and for good */
    bool interrupted;
    enum vut_action action;
    struct vut_record record;
};

/* ---- what it asks of its host -------------------------------------------------------------------- */

static void *canary_resize(struct vut_vm *vm, void *block, size_t old_size, size_t new_size)
{
    return vm->hooks->resize(vm->hooks->ctx, block, old_size, new_size, VUT_DOMAIN_HEAP, 0);
}

static void canary_print(struct vut_vm *vm, const char *text)
{
    vm->hooks->output(vm->hooks->ctx, text, strlen(text));
}

static void canary_event(struct vut_vm *vm, enum vut_event_kind kind, const char *name)
{
    uint32_t a = kind != VUT_EVENT_INTERRUPT; /* which is never late */
    vm->hooks->event(vm->hooks->ctx, &(struct vut_event){.kind = kind, .a = a, .name = name});
}

static bool canary_traces(const struct vut_vm *vm)
{
    return vm->settings->engine->compiles;
}

/* A block that is freed when the program ends, or NULL. */
static char *canary_new(struct vut_vm *vm)
{
    char *block =
        vm->block_count < CANARY_BLOCKS_MAX ? canary_resize(vm, NULL, 0, CANARY_BLOCK_SIZE) : NULL;
    if (block)
        vm->block[vm->block_count++] = block;
    return block;
}

/* The program ends with an error. Returns false, as commands do then. */
static bool canary_fail(struct vut_vm *vm, const char *text)
{
    canary_event(vm, VUT_EVENT_RAISE, NULL);
    vm->record.status = VUT_ERROR;
    snprintf(vm->record.error_class, sizeof vm->record.error_class, "memory");
    snprintf(vm->record.error_text, sizeof vm->record.error_text, "%s", text);
    vm->record.error_line = 1;
    return false;
}

/* ---- commands that compile ----------------------------------------------------------------------- */

/* One trace is recorded, and ended in the way that the command says. */
static void canary_record_trace(struct vut_vm *vm, bool done, char command)
{
    canary_event(vm, VUT_EVENT_TRACE_START, NULL);
    if (done)
        canary_event(vm, VUT_EVENT_TRACE_STOP, "loop");
    else if (command == 'N')
        canary_event(vm, VUT_EVENT_TRACE_ABORT, "");
    else if (command != 'E')
        canary_event(vm, VUT_EVENT_TRACE_ABORT, "no memory");
}

static void canary_compile(struct vut_vm *vm, char command)
{
    const struct vut_hooks *hooks = vm->hooks;
    if (!canary_traces(vm))
        return;
    void *block = hooks->resize(hooks->ctx, NULL, 0, 100, VUT_DOMAIN_COMPILER, 0);
    canary_record_trace(vm, block != NULL, command);
    if (!block && command == 'i')
        canary_print(vm, "no memory for the compiler\n");
    if (block)
        hooks->resize(hooks->ctx, block, 100, 0, VUT_DOMAIN_COMPILER, 0);
}

static void canary_map(struct vut_vm *vm, char command)
{
    if (!canary_traces(vm) || vm->map_count == CANARY_MAPS_MAX)
        return;
    void *map = vm->hooks->code_map(vm->hooks->ctx, NULL, CANARY_PAGE, VUT_PROT_READ);
    canary_record_trace(vm, map != MAP_FAILED, command);
    if (map != MAP_FAILED && command != 'Z')
        vm->map[vm->map_count++] = map;
    if (map == MAP_FAILED && command == 'I')
        canary_print(vm, "no code memory\n");
}

static void canary_limit(struct vut_vm *vm, char command)
{
    if (!canary_traces(vm))
        return;
    bool reached = vm->settings->param[CANARY_LIMIT] < 4;
    canary_record_trace(vm, !reached, command);
    if (reached && command == 'L')
        canary_print(vm, "limit reached\n");
}

/* ---- commands that fail badly -------------------------------------------------------------------- */

/* The slot of call_body's frame that holds the caller's rbp: the last one of the chain of frames. */
CANARY_CARELESS static void **canary_outermost(void)
{
    void **frame = __builtin_frame_address(0);
    while ((char *)*frame > (char *)frame && (char *)*frame < (char *)frame + (64 << 10))
        frame = *frame;
    return frame;
}

CANARY_CARELESS static void canary_damage_stack(char command)
{
    void **frame = canary_outermost();
    if (command == 'R')
        frame[0] = (char *)frame[0] + 1;
    else
        frame[200] = NULL;
}

CANARY_CARELESS static void canary_damage_heap(struct vut_vm *vm, char command)
{
    char *block = vm->block[vm->block_count - 1];
    if (command == 'v') {
        block[CANARY_BLOCK_SIZE] = 1;
        return;
    }
    vm->block_count--;
    if (command == 'k')
        return;
    canary_resize(vm, block, command == 'o' ? CANARY_BLOCK_SIZE - 1 : CANARY_BLOCK_SIZE, 0);
    if (command == 'd')
        canary_resize(vm, block, CANARY_BLOCK_SIZE, 0);
    if (command == 'f')
        block[3] = 1;
}

CANARY_CARELESS static void canary_die(struct vut_vm *vm, char command)
{
    switch (command) {
    case 'A':
        abort();
    case 'H':
        for (;;)
            ;
    case 'K':
        kill(getpid(), SIGKILL);
        break;
    case 'P':
        canary_event(vm, VUT_EVENT_PANIC, "nobody catches this");
        break;
    case 'S':
        *(volatile int *)8 = 1;
        break;
    case 'X':
        exit(3);
    }
}

static void canary_print_much(struct vut_vm *vm)
{
    char text[1001];
    memset(text, 'o', 1000);
    text[1000] = '\0';
    for (int i = 0; i < 100; i++)
        canary_print(vm, text);
}

__attribute__((noinline)) static void canary_misbehave(struct vut_vm *vm, char command)
{
    vm->broken |= command == 'h';
    vm->odd |= command == 'J';
    vm->grows |= command == 'G' || command == 'O';
    if (strchr("dfkov", command))
        canary_damage_heap(vm, command);
    else if (strchr("RW", command))
        canary_damage_stack(command);
    else if (command == 'V')
        canary_print_much(vm);
    else
        canary_die(vm, command);
}

/* A VM that grows keeps a block of each run; one that made something once keeps one. */
static void canary_grow(struct vut_vm *vm, char command)
{
    if (!vm->grows || vm->kept_count == CANARY_BLOCKS_MAX || (command == 'O' && vm->repeats++ != 1))
        return;
    vm->kept[vm->kept_count++] = canary_resize(vm, NULL, 0, CANARY_BLOCK_SIZE);
}

/* What a look inside would find. */
static void canary_confess(struct vut_vm *vm, char command)
{
    struct vut_record *r = &vm->record;
    uint32_t *wrong = command == '2'   ? &r->opline_wrong
                      : command == '3' ? &r->refcount_wrong
                                       : &r->immutable_wrong;
    char *note = command == '2' ? r->opline_note : command == '3' ? r->refcount_note : r->immutable_note;
    ++*wrong;
    snprintf(note, sizeof r->opline_note, "wrong in block %u", *wrong);
}

/* A block; an interrupt that is raised meanwhile is lost. */
static bool canary_lose(struct vut_vm *vm)
{
    bool taken = canary_new(vm) != NULL || canary_fail(vm, "no memory");
    vm->record.interrupt_pending |= vm->interrupted;
    vm->interrupted = false;
    return taken;
}

/* Two blocks. */
__attribute__((noinline)) static bool canary_two(struct vut_vm *vm, char command)
{
    if (vm->odd)
        canary_print(vm, "odd\n");
    canary_grow(vm, command);
    if (!canary_new(vm))
        return canary_fail(vm, "no first block");
    if (canary_new(vm))
        return true;
    canary_misbehave(vm, command);
    canary_fail(vm, "no second block");
    vm->record.stack_delta = command == 'D' ? 2 : 0;
    vm->record.frame_count = command == 'F' ? 1 : 0;
    return false;
}

/* ---- commands that show something wrong ---------------------------------------------------------- */

/* One block, and what becomes of the program when it is refused. */
static bool canary_one(struct vut_vm *vm, char command)
{
    if (canary_new(vm))
        return true;
    switch (command) {
    case 'c': /* does without */
        return true;
    case 'q':
        canary_event(vm, VUT_EVENT_RAISE, NULL);
        canary_print(vm, "caught\n");
        return true;
    case 's': /* nobody is told */
        canary_print(vm, "wrong\n");
        return true;
    case 'x':
        return canary_fail(vm, canary_traces(vm) ? "no trace" : "no memory");
    default:
        return canary_fail(vm, "no memory");
    }
}

/* Two blocks, which the compiled code asks for in another order; 'Y' also takes one for another. */
static bool canary_reordered(struct vut_vm *vm, char command)
{
    static const char *const text[] = {"no left block", "no right block", "no block at all"};
    bool traces = canary_traces(vm);
    for (int i = 0; i < 2; i++)
        if (!canary_new(vm))
            return canary_fail(vm, text[!traces ? i : command == 'Y' && i == 0 ? 2 : 1 - i]);
    return true;
}

static bool canary_bytes(struct vut_vm *vm, char command)
{
    char text[32], *block = canary_new(vm);
    if (!block)
        return canary_fail(vm, "no memory");
    if (command == 'U')
        block[0] = 1;
    snprintf(text, sizeof text, "byte %d\n",
             command == 'm' ? (int)((uintptr_t)block >> 4 & 0xffff) : block[0]);
    canary_print(vm, text);
    return true;
}

/* 'g' prints the number of collections; 'z' takes a single one amiss, but when compiled. */
static bool canary_collections(struct vut_vm *vm, char command)
{
    char text[32];
    if (!canary_new(vm) || !canary_new(vm))
        return canary_fail(vm, "no memory");
    snprintf(text, sizeof text, "%d collections\n",
             command == 'g' ? vm->collections : vm->collections == 1 && !canary_traces(vm));
    canary_print(vm, text);
    return true;
}

/* Shows that it knows what is going to happen. */
static void canary_foresee(struct vut_vm *vm)
{
    const struct inject *in = vm->hooks->ctx;
    canary_print(vm, in->counting && in->plan_count > 0 ? "soon\n" : "fine\n");
}

static bool canary_spend(struct vut_vm *vm)
{
    vm->record.steps = vm->step_budget;
    if (vm->step_budget)
        vm->record.status = VUT_STEPS;
    return vm->step_budget == 0;
}

/* For ever, but a budget of steps would find an end. */
static void canary_go_round(struct vut_vm *vm)
{
    for (;;)
        vm->safepoints++;
}

/* ---- the life of a VM ---------------------------------------------------------------------------- */

/* False: the program has ended. */
__attribute__((noinline)) static bool canary_step(struct vut_vm *vm, char command)
{
    if (strchr("acqsx", command))
        return canary_one(vm, command);
    if (strchr("yY", command))
        return canary_reordered(vm, command);
    if (strchr("muU", command))
        return canary_bytes(vm, command);
    if (strchr("gz", command))
        return canary_collections(vm, command);
    if (command == 'n')
        return canary_lose(vm);
    if (strchr("234", command))
        canary_confess(vm, command);
    else if (strchr("TNEi", command))
        canary_compile(vm, command);
    else if (strchr("MIZ", command))
        canary_map(vm, command);
    else if (strchr("lL", command))
        canary_limit(vm, command);
    else if (command == 'b')
        canary_foresee(vm);
    else if (command == 'B')
        return canary_spend(vm);
    else if (command == 'C')
        canary_print(vm, vm->broken ? "broken\n" : "well\n");
    else if (command == 'p')
        canary_print(vm, "print\n");
    else if (command == '0' || (command == '1' && canary_traces(vm)))
        canary_die(vm, 'S');
    else if (command == 'Q')
        usleep(1000);
    else if (command == '5')
        canary_die(vm, 'H');
    else if (command == '6')
        canary_go_round(vm);
    else if (command == 'w')
        canary_print(vm, canary_traces(vm) ? "1 + 1 = 3\n" : "1 + 1 = 2\n");
    else if (command != '1')
        return canary_two(vm, command);
    return true;
}

static bool canary_open(const char *library, struct vut_info *info, char *why, size_t why_size)
{
    *info = (struct vut_info){.version = "canary", .build_id = "ca4a7e"};
    if (library)
        snprintf(why, why_size, "vm 'canary' is linked in, expected no library, got '%s'", library);
    if (library && strcmp(library, "/deadly") == 0)
        abort();
    return library == NULL;
}

static struct vut_vm *canary_create(const struct vut_hooks *hooks, const struct vut_settings *settings)
{
    struct vut_vm *vm = hooks->resize(hooks->ctx, NULL, 0, sizeof *vm, VUT_DOMAIN_HARNESS, 0);
    memset(vm, 0, sizeof *vm);
    vm->hooks = hooks;
    vm->settings = settings;
    return vm;
}

static bool canary_load(struct vut_vm *vm, const char *program, size_t size)
{
    vm->program = program;
    vm->size = size;
    vm->collections = 0;
    vm->interrupted = false;
    memset(&vm->record, 0, sizeof vm->record);
    if (size == 0 || program[0] != '!')
        return true;
    vm->record.status = VUT_REJECTED;
    snprintf(vm->record.error_text, sizeof vm->record.error_text, "not a\tprogram");
    return false;
}

static void canary_free_blocks(struct vut_vm *vm, char **block, int *count)
{
    while (*count > 0)
        canary_resize(vm, block[--*count], CANARY_BLOCK_SIZE, 0);
}

/* What the program shows of an interrupt depends on the action. */
static void canary_deliver(struct vut_vm *vm)
{
    canary_event(vm, VUT_EVENT_INTERRUPT, NULL);
    vm->interrupted = false;
    if (vm->action == VUT_ACTION_CALL)
        canary_print(vm, "called\n");
    else if (vm->action == VUT_ACTION_THROW)
        canary_print(vm, "thrown\n");
}

static void canary_run(struct vut_vm *vm)
{
    for (size_t i = 0; i < vm->size; i++) {
        if (vm->interrupted)
            canary_deliver(vm);
        if (vm->program[i] > ' ' && !canary_step(vm, vm->program[i]))
            break;
    }
    canary_free_blocks(vm, vm->block, &vm->block_count);
}

static void canary_record(struct vut_vm *vm, struct vut_record *record)
{
    *record = vm->record;
}

static void canary_destroy(struct vut_vm *vm)
{
    const struct vut_hooks *hooks = vm->hooks;
    canary_free_blocks(vm, vm->kept, &vm->kept_count);
    while (vm->map_count > 0)
        hooks->code_unmap(hooks->ctx, vm->map[--vm->map_count], CANARY_PAGE);
    hooks->resize(hooks->ctx, vm, sizeof *vm, 0, VUT_DOMAIN_HARNESS, 0);
}

static void canary_set_step_budget(struct vut_vm *vm, uint64_t steps)
{
    vm->step_budget = steps;
}

static void canary_request_gc(struct vut_vm *vm)
{
    vm->collections++;
}

static void canary_interrupt(struct vut_vm *vm, enum vut_action action)
{
    vm->action = action;
    vm->interrupted = true;
}

static void canary_passed(const struct vut_vm *vm, uint64_t *safepoints, uint64_t *guards)
{
    *safepoints = vm->safepoints;
    *guards = 0;
}

static void canary_settle(struct vut_vm *vm)
{
    (void)vm;
}

static const struct vut_engine CANARY_ENGINES[] = {{.name = "interp", .reference = true},
                                                   {.name = "trace", .compiles = true}};
static const struct vut_param CANARY_PARAMS[] = {{"maxthing", 1, 1000, 8, true, "things in a trace"}};
static const struct vut_probe CANARY_PROBES[] = {{"health", "C"}, {"print", "pa"}};

#define CANARY(vm_name, more_capabilities, resume_function, passed_function)                               \
    {                                                                                                      \
        .abi_version = VUT_ABI_VERSION, .name = vm_name, .text = "misbehaves on command",                  \
        .extension = "canary",                                                                             \
        .capabilities = VUT_CAP_IMAGE | VUT_CAP_RAISE | VUT_CAP_TRACE_LOG | VUT_CAP_INTERRUPT_DELIVERY |   \
                        VUT_CAP_OPLINE | VUT_CAP_REFCOUNT | (more_capabilities),                           \
        .faults = VUT_FAULT_BIT(VUT_FAULT_OOM) | VUT_FAULT_BIT(VUT_FAULT_GC) |                             \
                  VUT_FAULT_BIT(VUT_FAULT_INTERRUPT) | VUT_FAULT_BIT(VUT_FAULT_JIT_OOM) |                  \
                  VUT_FAULT_BIT(VUT_FAULT_MCODE) | VUT_FAULT_BIT(VUT_FAULT_LIMIT),                         \
        .engines = CANARY_ENGINES, .engine_count = 2, .params = CANARY_PARAMS, .param_count = 1,           \
        .probes = CANARY_PROBES, .probe_count = 2, .open = canary_open, .create = canary_create,           \
        .load = canary_load, .run = canary_run, .record = canary_record, .destroy = canary_destroy,        \
        .set_step_budget = canary_set_step_budget, .request_gc = canary_request_gc,                        \
        .interrupt = canary_interrupt, .resume = resume_function, .settle = canary_settle,                 \
        .passed = passed_function,                                                                         \
    }

/* All that it keeps lies in the arena, so that putting it back into the middle of a run takes nothing. */
static const struct vut CANARIES[] = {
    CANARY("canary", 0, NULL, NULL),
    CANARY("canary-numbered", VUT_CAP_NUMBERED, NULL, NULL),
    CANARY("canary-resumed", 0, canary_settle, NULL),
    CANARY("canary-numbered-resumed", VUT_CAP_NUMBERED, canary_settle, NULL),
    CANARY("canary-counting", 0, NULL, canary_passed),
};

const struct vut *vm_find(const char *name)
{
    for (size_t i = 0; i < sizeof CANARIES / sizeof CANARIES[0]; i++)
        if (strcmp(CANARIES[i].name, name) == 0)
            return &CANARIES[i];
    for (size_t i = 0; i < vm_count; i++)
        if (strcmp(vm_table[i]->name, name) == 0)
            return vm_table[i];
    return NULL;
}

#endif
