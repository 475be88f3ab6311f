/* branch_code_test.c: a sweep that runs the way to each fault only once shows, fault by fault, what a run
 * of its own shows, also where the fault meets machine code.
 *
 * The VM of this file is a mill. Its program is a number of rounds. The loop is machine code that keeps
 * count and sum in callee-saved registers alone, and calls a C function each round. That allocates, passes
 * a safepoint, and compiles: every third round a piece of code of its own is mapped, filled, protected and
 * from then on called; every fifth round the oldest piece is dropped. What can't be compiled is worked out
 * in C, so that all pieces together show in nothing but the time.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "branch_sweep.h"
#include "check_main.h"

/* ---- the mill ------------------------------------------------------------------------------------ */

enum { PAGE = 4096, PIECES_MAX = 32, ROUNDS_MAX = 64, BLOCK_SIZE = 48 };

struct piece {
    unsigned char *code;
    void *table; /* compiler memory */
    uint64_t value;
};

struct vut_vm {
    const struct vut_hooks *hooks;
    uint64_t rounds;
    uint64_t safepoints, safepoints_given, safepoints_left;
    uint64_t compiled;
    bool pending, failed;
    enum vut_action action;
    struct piece piece[PIECES_MAX];
    size_t piece_count;
    unsigned char *waiting[PIECES_MAX * 8]; /* what could not be unmapped yet */
    size_t waiting_count;
    void *block[ROUNDS_MAX];
    size_t block_count;
};

static void tell(struct vut_vm *vm, enum vut_event_kind kind, const char *name)
{
    vm->hooks->event(vm->hooks->ctx,
                     &(struct vut_event){.kind = kind, .a = (uint32_t)vm->compiled, .name = name});
}

static void drop_code(struct vut_vm *vm, unsigned char *code)
{
    if (vm->hooks->code_unmap(vm->hooks->ctx, code, PAGE) != 0)
        vm->waiting[vm->waiting_count++] = code;
}

static void drop_oldest(struct vut_vm *vm)
{
    struct piece oldest = vm->piece[0];
    memmove(&vm->piece[0], &vm->piece[1], --vm->piece_count * sizeof oldest);
    drop_code(vm, oldest.code);
    vm->hooks->resize(vm->hooks->ctx, oldest.table, 32, 0, VUT_DOMAIN_COMPILER, 0);
}

static void drop_waiting(struct vut_vm *vm)
{
    size_t count = vm->waiting_count;
    vm->waiting_count = 0;
    for (size_t i = 0; i < count; i++)
        drop_code(vm, vm->waiting[i]);
}

static void flush(struct vut_vm *vm)
{
    while (vm->piece_count > 0)
        drop_oldest(vm);
    tell(vm, VUT_EVENT_TRACE_FLUSH, NULL);
}

/* mov eax, value; ret */
static const char *fill(const struct vut_hooks *hooks, struct piece *p)
{
    p->code = hooks->code_map(hooks->ctx, NULL, PAGE, VUT_PROT_READ | VUT_PROT_WRITE);
    if (p->code == MAP_FAILED)
        return "no code memory";
    memset(p->code, 0xcc, PAGE);
    p->code[0] = 0xb8;
    memcpy(p->code + 1, &p->value, 4);
    p->code[5] = 0xc3;
    return hooks->code_protect(hooks->ctx, p->code, PAGE, VUT_PROT_READ | VUT_PROT_EXEC) ? "not executable"
                                                                                         : NULL;
}

static void compile(struct vut_vm *vm, uint64_t value)
{
    const struct vut_hooks *hooks = vm->hooks;
    struct piece p = {.value = value, .code = MAP_FAILED};
    vm->compiled++;
    tell(vm, VUT_EVENT_TRACE_START, NULL);
    p.table = hooks->resize(hooks->ctx, NULL, 0, 32, VUT_DOMAIN_COMPILER, 0);
    const char *why = p.table ? fill(hooks, &p) : "no memory";
    if (!why) {
        vm->piece[vm->piece_count++] = p;
        tell(vm, VUT_EVENT_TRACE_STOP, "piece");
        return;
    }
    if (p.code != MAP_FAILED)
        drop_code(vm, p.code);
    if (p.table)
        hooks->resize(hooks->ctx, p.table, 32, 0, VUT_DOMAIN_COMPILER, 0);
    tell(vm, VUT_EVENT_TRACE_ABORT, why);
}

static uint64_t value_of(const struct vut_vm *vm, uint64_t value)
{
    for (size_t i = 0; i < vm->piece_count; i++)
        if (vm->piece[i].value == value)
            return ((uint32_t(*)(void))(uintptr_t)vm->piece[i].code)();
    return value;
}

static void raise_error(struct vut_vm *vm)
{
    tell(vm, VUT_EVENT_RAISE, NULL);
    vm->failed = true;
}

static void safepoint(struct vut_vm *vm)
{
    if (--vm->safepoints_left == 0) {
        vm->safepoints += vm->safepoints_given;
        vm->safepoints_given = vm->safepoints_left = vm->hooks->safepoint(vm->hooks->ctx, vm->safepoints);
    }
    if (!vm->pending)
        return;
    vm->pending = false;
    tell(vm, VUT_EVENT_INTERRUPT, NULL);
    if (vm->action == VUT_ACTION_FLUSH)
        flush(vm);
    if (vm->action == VUT_ACTION_THROW)
        raise_error(vm);
}

/* Called by machine code; returns the sum. */
static uint64_t mill_round(struct vut_vm *vm, uint64_t round, uint64_t sum)
{
    char text[32];
    safepoint(vm);
    void *block = vm->hooks->resize(vm->hooks->ctx, NULL, 0, BLOCK_SIZE, VUT_DOMAIN_HEAP, 0);
    if (block)
        vm->block[vm->block_count++] = block;
    else
        raise_error(vm);
    if (round % 3 == 0)
        compile(vm, round / 3 + 1);
    if (round % 5 == 0 && vm->piece_count > 0)
        drop_oldest(vm);
    sum = sum * 3 + value_of(vm, round / 3 + 1);
    vm->hooks->output(vm->hooks->ctx, text, (size_t)snprintf(text, sizeof text, "%lx ", sum));
    return vm->failed ? 0 : sum;
}

/* rdi: the VM, rsi: rounds. The same in rbx and r12, the sum in r13; it ends at round 0. */
static const unsigned char LOOP[] = {
    0x53, 0x41, 0x54, 0x41, 0x55,                   /* push rbx; push r12; push r13 */
    0x48, 0x89, 0xfb, 0x49, 0x89, 0xf4,             /* mov rbx, rdi; mov r12, rsi */
    0x45, 0x31, 0xed,                               /* xor r13d, r13d */
    0x48, 0x89, 0xdf, 0x4c, 0x89, 0xe6,             /* mov rdi, rbx; mov rsi, r12 */
    0x4c, 0x89, 0xea,                               /* mov rdx, r13 */
    0x48, 0xb8, 0,    0,    0,    0,    0, 0, 0, 0, /* mov rax, mill_round */
    0xff, 0xd0, 0x49, 0x89, 0xc5,                   /* call rax; mov r13, rax */
    0x49, 0xff, 0xcc, 0x75, 0xe3,                   /* dec r12; jnz mov rdi */
    0x4c, 0x89, 0xe8,                               /* mov rax, r13 */
    0x41, 0x5d, 0x41, 0x5c, 0x5b, 0xc3,             /* pop r13; pop r12; pop rbx; ret */
};

enum { LOOP_TARGET = 25 };

static uint64_t run_loop(struct vut_vm *vm)
{
    const struct vut_hooks *hooks = vm->hooks;
    uint64_t sum = 0, target = (uintptr_t)mill_round;
    unsigned char *code = hooks->code_map(hooks->ctx, NULL, PAGE, VUT_PROT_READ | VUT_PROT_WRITE);
    bool ready = code != MAP_FAILED;
    if (ready) {
        memcpy(code, LOOP, sizeof LOOP);
        memcpy(code + LOOP_TARGET, &target, sizeof target);
        ready = hooks->code_protect(hooks->ctx, code, PAGE, VUT_PROT_READ | VUT_PROT_EXEC) == 0;
    }
    if (ready)
        sum = ((uint64_t(*)(struct vut_vm *, uint64_t))(uintptr_t)code)(vm, vm->rounds);
    else
        for (uint64_t round = vm->rounds; round > 0; round--)
            sum = mill_round(vm, round, sum);
    if (code != MAP_FAILED)
        drop_code(vm, code);
    return sum;
}

/* ---- the mill as a VM ---------------------------------------------------------------------------- */

static bool mill_open(const char *library, struct vut_info *info, char *why, size_t why_size)
{
    (void)library, (void)why, (void)why_size;
    *info = (struct vut_info){.version = "1"};
    return true;
}

static struct vut_vm *mill_create(const struct vut_hooks *hooks, const struct vut_settings *settings)
{
    struct vut_vm *vm = hooks->resize(hooks->ctx, NULL, 0, sizeof *vm, VUT_DOMAIN_HARNESS, 0);
    (void)settings;
    if (vm)
        *vm = (struct vut_vm){.hooks = hooks};
    return vm;
}

static bool mill_load(struct vut_vm *vm, const char *program, size_t size)
{
    vm->rounds = size ? strtoul(program, NULL, 10) : 0;
    vm->failed = vm->pending = false;
    vm->compiled = vm->safepoints = 0;
    vm->safepoints_given = vm->safepoints_left = vm->hooks->safepoint(vm->hooks->ctx, 0);
    return vm->rounds > 0 && vm->rounds <= ROUNDS_MAX;
}

static void mill_run(struct vut_vm *vm)
{
    char text[32];
    uint64_t sum = run_loop(vm);
    vm->hooks->output(vm->hooks->ctx, text, (size_t)snprintf(text, sizeof text, "= %lx\n", sum));
    while (vm->block_count > 0)
        vm->hooks->resize(vm->hooks->ctx, vm->block[--vm->block_count], BLOCK_SIZE, 0, VUT_DOMAIN_HEAP, 0);
    while (vm->piece_count > 0)
        drop_oldest(vm);
    drop_waiting(vm);
    vm->waiting_count = 0;
}

static void mill_record(struct vut_vm *vm, struct vut_record *record)
{
    *record = (struct vut_record){.status = vm->failed ? VUT_ERROR : VUT_OK};
}

static void mill_destroy(struct vut_vm *vm)
{
    vm->hooks->resize(vm->hooks->ctx, vm, sizeof *vm, 0, VUT_DOMAIN_HARNESS, 0);
}

static void mill_interrupt(struct vut_vm *vm, enum vut_action action)
{
    vm->pending = true;
    vm->action = action;
}

static void mill_resume(struct vut_vm *vm)
{
    (void)vm;
}

static const struct vut_engine engines[] = {{"code", .reference = true, .compiles = true}};

static const struct vut mill = {
    .abi_version = VUT_ABI_VERSION,
    .name = "mill",
    .text = "sums",
    .extension = "mill",
    .install = "",
    .capabilities = VUT_CAP_IMAGE | VUT_CAP_NUMBERED | VUT_CAP_TRACE_LOG | VUT_CAP_RAISE |
                    VUT_CAP_INTERRUPT_DELIVERY | VUT_CAP_LIVE_COUNT,
    .faults = VUT_FAULT_BIT(VUT_FAULT_OOM) | VUT_FAULT_BIT(VUT_FAULT_INTERRUPT) |
              VUT_FAULT_BIT(VUT_FAULT_JIT_OOM) | VUT_FAULT_BIT(VUT_FAULT_MCODE) |
              VUT_FAULT_BIT(VUT_FAULT_FLUSH),
    .engines = engines,
    .engine_count = 1,
    .open = mill_open,
    .create = mill_create,
    .load = mill_load,
    .run = mill_run,
    .record = mill_record,
    .destroy = mill_destroy,
    .interrupt = mill_interrupt,
    .resume = mill_resume,
};

/* ---- sweeps -------------------------------------------------------------------------------------- */

static struct vut_settings settings = {.engine = &engines[0]};

/* Another program's code lies where this one's lay. */
static void open_mill(void)
{
    program_between = "17";
    open_vm(&mill);
}

static struct exec_request request(struct fault *fault)
{
    return (struct exec_request){
        .program = "40", .program_size = 2, .settings = &settings, .faults = fault, .fault_count = 1};
}

static void compare(struct fault fault, exec_visit_fn *visitor)
{
    compare_sweep(request(NULL), fault, visitor, 10);
}

static const struct fault kinds[] = {
    {.kind = VUT_FAULT_OOM, .n = 1},
    {.kind = VUT_FAULT_JIT_OOM, .n = 1},
    {.kind = VUT_FAULT_JIT_OOM, .n = 1, .from = true},
    {.kind = VUT_FAULT_MCODE, .n = 1},
    {.kind = VUT_FAULT_FLUSH, .n = 1},
    {.kind = VUT_FAULT_INTERRUPT, .n = 1, .action = VUT_ACTION_THROW},
    {.kind = VUT_FAULT_INTERRUPT, .n = 1, .action = VUT_ACTION_FLUSH, .alloc = true},
};

START_TEST(each_fault_shows_what_a_run_of_its_own_shows)
{
    open_mill();
    compare(kinds[_i], visit);
}
END_TEST

START_TEST(runs_in_between_do_not_show)
{
    open_mill();
    compare(kinds[_i], visit_and_run);
}
END_TEST

/* Law 2, of which the mill is an example: whatever its compiler meets with, the sums are the same. */
START_TEST(the_mill_keeps_its_law)
{
    struct observation base, o;
    struct fault f = kinds[_i];
    struct exec_request rq = request(&f);
    open_mill();
    rq.fault_count = 0;
    ck_assert(exec_run(&exec, &rq, &base));
    ck_assert_uint_ge(base.machine.code_events, 30);
    ck_assert_uint_eq(base.machine.compiler_allocations, 13);
    rq.fault_count = 1;
    for (bool fired = true; fired; f.n++) {
        ck_assert(exec_run(&exec, &rq, &o));
        fired = o.fault.fired > 0;
        ck_assert_uint_eq(o.language.hash, base.language.hash);
        ck_assert_uint_eq(o.machine.heap.code_maps_left, 0);
        ck_assert_uint_eq(o.machine.traces.unnamed + o.machine.traces.unended, 0);
    }
    ck_assert_uint_gt(f.n, 10);
}
END_TEST

/* When a guard is told of, its exit is taken. */
START_TEST(guards_are_not_swept_in_branches)
{
    struct fault f = {.kind = VUT_FAULT_EXIT, .n = 1};
    struct exec_request rq = request(&f);
    open_mill();
    ck_assert(!exec_can_sweep(&exec, &rq));
}
END_TEST

int main(void)
{
    const int count = sizeof kinds / sizeof kinds[0];
    Suite *suite = suite_create("branch_code");
    TCase *tests = tcase_create("branch_code");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, each_fault_shows_what_a_run_of_its_own_shows, 0, count);
    tcase_add_loop_test(tests, runs_in_between_do_not_show, 0, count);
    tcase_add_loop_test(tests, the_mill_keeps_its_law, 1, 5);
    tcase_add_test(tests, guards_are_not_swept_in_branches);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
