/* exec_test.c: one run: always from the same state, whatever ran before, and translated in full.
 *
 * The toy VM shows that real programs repeat to the byte. What a good VM does not do, such as leaking or
 * printing addresses, a fake one does: each byte of its program is a command.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "bind.h"
#include "callers.h"
#include "check_main.h"
#include "crash.h"
#include "exec.h"

enum { BLOCKS_MAX = 80, PLAN_MAX = 4 };

/* ---- The fake VM --------------------------------------------------------------------------------- */

struct vut_vm {
    const struct vut_hooks *hooks;
    const char *program;
    size_t size;
    int runs; /* programs that this VM has run */
    uint64_t step_budget;
    const char *name;
    char *block[BLOCKS_MAX], *kept[BLOCKS_MAX];
    int block_count, kept_count;
    struct vut_record record;
};

static void *fake_resize(struct vut_vm *vm, void *block, size_t old_size, size_t new_size)
{
    return vm->hooks->resize(vm->hooks->ctx, block, old_size, new_size, VUT_DOMAIN_HEAP, 0);
}

static void fake_print(struct vut_vm *vm, const char *text)
{
    vm->hooks->output(vm->hooks->ctx, text, strlen(text));
}

static bool fake_open(const char *library, struct vut_info *info, char *why, size_t why_size)
{
    *info = (struct vut_info){.version = "fake"};
    snprintf(why, why_size, "no library '%s'", library ? library : "");
    return library == NULL;
}

static struct vut_vm *fake_create(const struct vut_hooks *hooks, const struct vut_settings *settings)
{
    (void)settings;
    struct vut_vm *vm = hooks->resize(hooks->ctx, NULL, 0, sizeof *vm, VUT_DOMAIN_HARNESS, 0);
    memset(vm, 0, sizeof *vm);
    vm->hooks = hooks;
    return vm;
}

static bool fake_load(struct vut_vm *vm, const char *program, size_t size)
{
    vm->program = program;
    vm->size = size;
    memset(&vm->record, 0, sizeof vm->record);
    if (size == 0 || program[0] != '!')
        return true;
    vm->record.status = VUT_REJECTED;
    return false;
}

static void fake_fail(struct vut_vm *vm)
{
    vm->record = (struct vut_record){
        .status = VUT_ERROR,
        .error_class = "user",
        .error_text = "bad value at 0x7ffeDEAD1234",
        .error_line = 3,
        .backtrace = "f 0xabcdef\ng 0xabcde\n",
        .result = "table: 0x123456, 0x",
        .stack_delta = 2,
        .frame_count = 1,
        .stack_note = "left over",
        .opline_wrong = 2,
        .opline_note = "stale at alloc",
        .refcount_wrong = 3,
        .immutable_wrong = 4,
        .immutable_note = "shared array",
        .interrupt_pending = true,
        .snapshot_wrong = 5,
        .snapshot_note = "exit 1 of trace 1",
        .host_stack_wrong = 6,
    };
}

static void fake_take_all(struct vut_vm *vm)
{
    while (vm->block_count < BLOCKS_MAX) {
        char *p = fake_resize(vm, NULL, 0, 1 << 20);
        if (!p)
            return;
        fake_resize(vm, p, 1 << 20, 1 << 10); /* its place stays taken */
        vm->block[vm->block_count++] = p;
    }
}

static void fake_step(struct vut_vm *vm, char command)
{
    char text[1001];
    switch (command) {
    case 'a':
        if ((vm->block[vm->block_count] = fake_resize(vm, NULL, 0, 1 << 10)) == NULL)
            fake_fail(vm);
        else
            vm->block_count++;
        break;
    case 'b':
        snprintf(text, sizeof text, "budget %d\n", (int)vm->step_budget);
        fake_print(vm, text);
        break;
    case 'c':
        snprintf(text, sizeof text, "run %d\n", vm->runs);
        fake_print(vm, text);
        break;
    case 'e':
        fake_fail(vm);
        break;
    case 'f':
        fake_take_all(vm);
        break;
    case 'g':
        vm->kept[vm->kept_count++] = fake_resize(vm, NULL, 0, 10);
        break;
    case 'l':
        fake_resize(vm, NULL, 0, 10);
        break;
    case 'm':
        vm->hooks->code_map(vm->hooks->ctx, NULL, 4096, VUT_PROT_READ);
        break;
    case 'n':
        fake_print(vm, vm->name ? vm->name : "no name");
        break;
    case 'o':
        memset(text, 'o', 1000);
        text[1000] = '\0';
        for (int i = 0; i < 100; i++)
            fake_print(vm, text);
        break;
    case 'p':
        fake_print(vm, "at 0xdeadbeef, 0xDEADBEEF99.0x12345 0x123456g 0x 00xabcdef-0x111111");
        break;
    case 's':
        vm->record.status = vm->step_budget ? VUT_STEPS : VUT_OK;
        vm->record.steps = vm->step_budget;
        break;
    case 'w':
        fake_resize(vm, fake_resize(vm, NULL, 0, 10), 11, 0);
        break;
    }
}

static void fake_run(struct vut_vm *vm)
{
    vm->runs++;
    for (size_t i = 0; i < vm->size; i++)
        fake_step(vm, vm->program[i]);
    while (vm->block_count > 0)
        fake_resize(vm, vm->block[--vm->block_count], 1 << 10, 0);
}

static void fake_record(struct vut_vm *vm, struct vut_record *record)
{
    *record = vm->record;
}

static void fake_destroy(struct vut_vm *vm)
{
    const struct vut_hooks *hooks = vm->hooks;
    while (vm->kept_count > 0)
        fake_resize(vm, vm->kept[--vm->kept_count], 10, 0);
    hooks->resize(hooks->ctx, vm, sizeof *vm, 0, VUT_DOMAIN_HARNESS, 0);
}

static void fake_set_step_budget(struct vut_vm *vm, uint64_t steps)
{
    vm->step_budget = steps;
}

static void fake_set_name(struct vut_vm *vm, const char *name)
{
    vm->name = name;
}

static void fake_settle(struct vut_vm *vm)
{
    (void)vm;
}

static const struct vut_engine FAKE_ENGINES[] = {{"interp", .reference = true}};
static const struct vut_probe FAKE_PROBES[] = {{"count", "c"}, {"error", "ee"}};

static const struct vut vut_fake = {
    .abi_version = VUT_ABI_VERSION,
    .name = "fake",
    .engines = FAKE_ENGINES,
    .engine_count = 1,
    .probes = FAKE_PROBES,
    .probe_count = 2,
    .open = fake_open,
    .create = fake_create,
    .load = fake_load,
    .run = fake_run,
    .record = fake_record,
    .destroy = fake_destroy,
    .set_step_budget = fake_set_step_budget,
    .set_name = fake_set_name,
    .settle = fake_settle,
};

/* ---- Running ------------------------------------------------------------------------------------- */

static struct exec exec;
static struct vut_settings fake_settings;
static struct binding bound;
static struct fault plan[PLAN_MAX];

static void expect_no_crash(void)
{
    static struct obs_crash record;
    ck_assert(callers_scan());
    crash_install(&record);
    crash_expect_exit(); /* Check ends its children so */
}

static void open_vm(const struct vut *vut)
{
    char why[256] = "";
    expect_no_crash();
    ck_assert_msg(exec_open(&exec, vut, NULL, why, sizeof why), "%s", why);
    callers_set_subject((uintptr_t)(exec.info.anchor ? exec.info.anchor : vut));
}

static void open_fake(void)
{
    open_vm(&vut_fake);
    fake_settings.engine = FAKE_ENGINES;
}

static void open_toy(void)
{
    open_vm(vm_find("toy"));
}

/* The settings of a case's header lines, and its plan. Both last until the next call. */
static struct exec_request request(const char *header, const char *program)
{
    static char text[1024];
    static struct fcase c;
    struct case_error error;
    char why[256] = "";
    memset(&c, 0, sizeof c);
    snprintf(text, sizeof text, CASE_FIRST_LINE "\n%s---\n", header);
    ck_assert_msg(case_parse(text, strlen(text), &c, &error), "%s", error.text);
    ck_assert_msg(case_bind(&c, &bound, why, sizeof why), "%s", why);
    memcpy(plan, c.fault, sizeof plan);
    return (struct exec_request){
        .program = program,
        .program_size = strlen(program),
        .settings = bound.limited ? &bound.limited_settings : &bound.subject_settings,
        .faults = plan,
        .fault_count = c.fault_count,
        .style = bound.style,
        .step_budget = 10000,
    };
}

static struct exec_request fake_request(const char *program)
{
    return (struct exec_request){
        .program = program, .program_size = strlen(program), .settings = &fake_settings};
}

/* Runs, and keeps the output. */
static struct observation *run(const struct exec_request *rq)
{
    struct observation *obs = malloc(sizeof *obs);
    ck_assert(exec_run(&exec, rq, obs));
    ck_assert(exec_keep(obs));
    return obs;
}

static void drop(struct observation *obs)
{
    exec_drop(obs);
    free(obs);
}

static void run_and_drop(const char *header, const char *program)
{
    struct exec_request rq = request(header, program);
    drop(run(&rq));
}

static void assert_output(const struct obs_language *l, const char *text)
{
    ck_assert_uint_eq(l->output_size, strlen(text));
    ck_assert_mem_eq(l->output, text, strlen(text));
}

/* To the byte, but for the depth of the stack: the dynamic linker uses it when it looks up a function for
 * the first time. */
static void assert_same(const struct observation *a, const struct observation *b)
{
    struct observation left = *a, right = *b;
    left.language.output = right.language.output = NULL;
    left.machine.host_stack.depth_max = right.machine.host_stack.depth_max = 0;
    ck_assert_mem_eq(&left.language, &right.language, sizeof left.language);
    ck_assert_mem_eq(&left.fault, &right.fault, sizeof left.fault);
    ck_assert_mem_eq(&left.machine, &right.machine, sizeof left.machine);
    ck_assert_mem_eq(&left, &right, sizeof left);
    ck_assert_mem_eq(a->language.output, b->language.output, a->language.output_size);
}

/* ---- The toy: runs repeat to the byte ------------------------------------------------------------ */

static const char LOOP[] = "set s \"\"\n"
                           "repeat 6\n"
                           "append s \"abc\"\n"
                           "try\n"
                           "set t s\n"
                           "catch\n"
                           "print \"caught\" error\n"
                           "end\n"
                           "end\n"
                           "print s\n"
                           "print missing\n";

static const char *const HEADERS[] = {
    "vm: toy\nengine: trace\n",
    "vm: toy\nengine: interp\n",
    "vm: toy\nengine: trace\nfault: oom@9\n",
    "vm: toy\nengine: interp\nfault: oom@9\n",
    "vm: toy\nengine: trace\nfault: oom@5+\n",
    "vm: toy\nengine: trace\nfault: jit-oom@1\n",
    "vm: toy\nengine: trace\nlimit: maxtrace=2\n",
    "vm: toy\nengine: trace\nset: fill=1\n",
    "vm: toy\nengine: trace\nset: move=0\n",
    "vm: toy\nengine: trace\nfault: oom@create:1\n",
    "vm: toy\nengine: trace\nfault: oom@create:2\nfault: oom@3\n",
};
enum { HEADER_COUNT = sizeof HEADERS / sizeof HEADERS[0] };

static const struct {
    const char *header, *program;
} OTHERS[] = {
    {"vm: toy\n", "print 1\n"},
    {"vm: toy\n", "syntax?\n"},
    {"vm: toy\n", "repeat 100000\nset n 1\nend\n"},
    {"vm: toy\nfault: oom@3\n", "set a \"a\"\nset b \"b\"\nset c \"c\"\nprint a b c\n"},
    {"vm: toy\nfault: oom@create:1\n", "print 1\n"},
    {"vm: toy\nfault: jit-oom@1+\n", "repeat 9\nprint \"x\"\nend\nfail \"no\"\n"},
    {"vm: toy\nset: fill=1 hotloop=9\n", "repeat 30\nprint \"0x1234567\"\nend\n"},
};
enum { OTHER_COUNT = sizeof OTHERS / sizeof OTHERS[0] };

START_TEST(a_run_twice_is_the_same)
{
    struct exec_request rq = request(HEADERS[_i], LOOP);
    struct observation *first = run(&rq), *second = run(&rq), *third = run(&rq);
    assert_same(first, second);
    assert_same(first, third);
    ck_assert_uint_eq(second->machine.host_stack.depth_max, third->machine.host_stack.depth_max);
    drop(first);
    drop(second);
    drop(third);
}
END_TEST

START_TEST(a_run_after_others_is_as_a_run_alone)
{
    struct exec_request rq = request(HEADERS[_i], LOOP);
    struct observation *alone = run(&rq);
    for (int i = 0; i < OTHER_COUNT; i++) {
        run_and_drop(OTHERS[i].header, OTHERS[i].program);
        rq = request(HEADERS[_i], LOOP);
        struct observation *later = run(&rq);
        assert_same(alone, later);
        drop(later);
    }
    drop(alone);
}
END_TEST

/* More kinds of VMs than there are images. */
START_TEST(forgotten_images_are_made_again)
{
    struct observation *first[EXEC_IMAGES + 3];
    char header[64];
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < EXEC_IMAGES + 3; i++) {
            snprintf(header, sizeof header, "vm: toy\nset: hotloop=%d\n", i + 1);
            struct exec_request rq = request(header, LOOP);
            struct observation *obs = run(&rq);
            ck_assert_uint_eq(obs->machine.traces.starts, i + 1 <= 5);
            if (round == 0) {
                first[i] = obs;
            } else {
                assert_same(first[i], obs);
                drop(obs);
            }
        }
    }
    for (int i = 0; i < EXEC_IMAGES + 3; i++)
        drop(first[i]);
}
END_TEST

/* Each n of a sweep gives what it gives in any other order. */
START_TEST(the_order_of_a_sweep_does_not_matter)
{
    enum { SWEEP = 25 };
    struct observation *up[SWEEP];
    char header[64];
    bool reached_end = false;
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < SWEEP; i++) {
            int n = pass ? SWEEP - 1 - i : i;
            snprintf(header, sizeof header, "vm: toy\nfault: oom@%d\n", n + 1);
            struct exec_request rq = request(header, LOOP);
            struct observation *obs = run(&rq);
            ck_assert_uint_eq(obs->machine.heap.live_blocks, 0);
            reached_end |= obs->fault.fired == 0;
            if (pass == 0) {
                up[n] = obs;
            } else {
                assert_same(up[n], obs);
                drop(obs);
            }
        }
    }
    ck_assert_uint_eq(up[3]->fault.fired, 1);
    ck_assert(reached_end);
    for (int n = 0; n < SWEEP; n++)
        drop(up[n]);
}
END_TEST

START_TEST(the_fault_is_in_the_observation)
{
    struct exec_request rq = request("vm: toy\nengine: interp\n", LOOP);
    struct observation *plain = run(&rq);
    ck_assert_str_eq(plain->engine, "interp");
    ck_assert_str_eq(plain->fault.kind, "none");
    ck_assert_int_eq(plain->language.status, OBS_ERROR);
    ck_assert_str_eq(plain->language.error_class, "name");
    ck_assert_int_eq(plain->language.error_line, 11);
    assert_output(&plain->language, "abcabcabcabcabcabc\n");
    ck_assert_uint_gt(plain->machine.allocations, 8);
    ck_assert_uint_eq(plain->machine.raises, 1);
    ck_assert_uint_gt(plain->machine.steps, 10);
    ck_assert_uint_gt(plain->machine.host_stack.depth_max, 0);
    char header[64];
    snprintf(header, sizeof header, "vm: toy\nfault: oom@%d\n", (int)plain->machine.allocations);
    rq = request(header, LOOP);
    struct observation *failed = run(&rq);
    ck_assert_str_eq(failed->engine, "trace");
    ck_assert_str_eq(failed->fault.kind, "oom");
    ck_assert_int_eq(failed->fault.law, 1);
    ck_assert_uint_eq(failed->fault.fired, 1);
    ck_assert_uint_ne(failed->language.hash, plain->language.hash);
    snprintf(header, sizeof header, "vm: toy\nfault: oom@%d\n", (int)plain->machine.allocations + 1);
    rq = request(header, LOOP);
    struct observation *missed = run(&rq);
    ck_assert_uint_eq(missed->fault.fired, 0);
    ck_assert_uint_eq(missed->language.hash, plain->language.hash);
    drop(plain);
    drop(failed);
    drop(missed);
}
END_TEST

START_TEST(a_stack_limit_is_the_vms_own_affair)
{
    static const char NESTED[] = "repeat 2\nrepeat 2\nprint 1\nend\nend\n";
    struct exec_request rq = request("vm: toy\nfault: stack-limit=1\n", NESTED);
    struct observation *low = run(&rq);
    ck_assert_str_eq(low->fault.kind, "stack-limit");
    ck_assert_uint_eq(low->fault.fired, 1);
    ck_assert_str_eq(low->language.error_class, "nesting");
    rq = request("vm: toy\nfault: stack-limit=2\n", NESTED);
    struct observation *enough = run(&rq);
    ck_assert_uint_eq(enough->fault.fired, 0);
    ck_assert_int_eq(enough->language.status, OBS_OK);
    drop(low);
    drop(enough);
}
END_TEST

START_TEST(an_interrupt_is_delivered_at_its_safepoint)
{
    struct exec_request rq = request("vm: toy\nfault: interrupt:throw@2\n", "print 1\nprint 2\nprint 3\n");
    struct observation *obs = run(&rq);
    assert_output(&obs->language, "1\n");
    ck_assert_int_eq(obs->language.error_line, 2);
    ck_assert_str_eq(obs->fault.site, "safepoint");
    ck_assert_uint_eq(obs->machine.interrupts.raised, 1);
    ck_assert_uint_eq(obs->machine.interrupts.due, 1);
    ck_assert_uint_eq(obs->machine.interrupts.delivered, 1);
    ck_assert_uint_eq(obs->machine.interrupts.late, 0);
    drop(obs);
}
END_TEST

START_TEST(a_named_site_is_in_the_observation)
{
    struct exec_request rq = request("vm: toy\nfault: oom@var.text#2\n", "set a 1\nset b 2\n");
    struct observation *obs = run(&rq);
    ck_assert_str_eq(obs->fault.site, "var.text");
    ck_assert(obs->fault.named && !obs->fault.absorbs);
    ck_assert_int_eq(obs->language.error_line, 2);
    drop(obs);
}
END_TEST

START_TEST(a_failing_create_is_an_observation)
{
    struct exec_request rq = request("vm: toy\nfault: oom@create:1\n", LOOP);
    struct observation *obs = run(&rq);
    ck_assert_int_eq(obs->language.status, OBS_ERROR);
    ck_assert_str_eq(obs->language.error_class, "create");
    ck_assert_uint_eq(obs->language.output_size, 0);
    ck_assert_str_eq(obs->fault.kind, "oom");
    ck_assert_uint_eq(obs->fault.fired, 1);
    ck_assert_uint_eq(obs->machine.heap.live_blocks, 0);
    drop(obs);
}
END_TEST

START_TEST(a_create_fault_past_the_end_is_not_reached)
{
    struct exec_request rq = request("vm: toy\n", LOOP);
    struct observation *plain = run(&rq);
    rq = request("vm: toy\nfault: oom@create:2\n", LOOP);
    struct observation *obs = run(&rq);
    ck_assert_uint_eq(obs->fault.fired, 0);
    assert_same(plain, obs);
    drop(plain);
    drop(obs);
}
END_TEST

START_TEST(a_budget_of_steps_ends_a_run)
{
    struct exec_request rq = request("vm: toy\n", "repeat 1000000\nset n 1\nend\n");
    rq.step_budget = 500;
    struct observation *obs = run(&rq);
    ck_assert_int_eq(obs->language.status, OBS_STEPS);
    ck_assert_uint_eq(obs->machine.steps, 500);
    ck_assert_uint_eq(obs->machine.heap.live_blocks, 0);
    drop(obs);
}
END_TEST

START_TEST(programs_are_counted)
{
    for (uint64_t i = 1; i <= 3; i++) {
        run_and_drop("vm: toy\n", LOOP);
        ck_assert_uint_eq(exec.runs, i);
    }
}
END_TEST

START_TEST(a_library_that_is_not_there_is_refused)
{
    char why[256] = "";
    ck_assert(!exec_open(&exec, vm_find("toy"), "/no/such.so", why, sizeof why));
    ck_assert_ptr_nonnull(strstr(why, "/no/such.so"));
}
END_TEST

/* ---- After the fault ----------------------------------------------------------------------------- */

static enum exec_depth chosen_depth;

static enum exec_depth choose(void *ctx, const struct observation *obs)
{
    ck_assert_ptr_eq(ctx, &chosen_depth);
    ck_assert_str_ne(obs->fault.kind, "");
    return chosen_depth;
}

static struct obs_aftermath after;

/* Runs, looks at the aftermath, and leaves it in `after`. */
static struct observation *run_deep(struct exec_request rq, enum exec_depth depth,
                                    const struct obs_language *itself)
{
    chosen_depth = depth;
    memset(&after, 0xee, sizeof after);
    rq.aftermath = &after;
    rq.aftermath_depth = choose;
    rq.ctx = &chosen_depth;
    rq.itself = itself;
    struct observation *obs = malloc(sizeof *obs);
    ck_assert(exec_run(&exec, &rq, obs));
    return obs;
}

START_TEST(a_good_vm_shows_nothing_after_a_fault)
{
    struct exec_request rq = request("vm: toy\n", LOOP);
    struct observation *fresh = run(&rq);
    for (int n = 1; n < 20; n++) {
        char header[64];
        snprintf(header, sizeof header, "vm: toy\nfault: oom@%d\n", n);
        struct observation *obs = run_deep(request(header, LOOP), DEPTH_FULL, &fresh->language);
        ck_assert_uint_eq(after.probe_count, 1 + exec.vut->probe_count);
        ck_assert_str_eq(after.probe[0].family, "itself");
        for (size_t i = 0; i < after.probe_count; i++) {
            if (i > 0)
                ck_assert_str_eq(after.probe[i].family, exec.vut->probes[i - 1].family);
            ck_assert_uint_eq(after.probe[i].here.hash, after.probe[i].fresh.hash);
            ck_assert_uint_gt(after.probe[i].here.output_size, 0);
            ck_assert_uint_eq(after.probe[i].here.output_size, after.probe[i].fresh.output_size);
            ck_assert_mem_eq(after.probe[i].here.output, after.probe[i].fresh.output,
                             after.probe[i].here.output_size);
        }
        ck_assert(!after.growth_known); /* the toy can't settle */
        ck_assert_uint_eq(obs->machine.heap.live_blocks, 0);
        free(obs);
    }
    drop(fresh);
}
END_TEST

/* Looking at the aftermath changes nothing of what was seen before. */
START_TEST(the_aftermath_leaves_the_observation)
{
    struct exec_request rq = request("vm: toy\nfault: oom@9\n", LOOP);
    struct observation *plain = run(&rq);
    struct observation *deep = run_deep(rq, DEPTH_FULL, &plain->language);
    ck_assert_uint_eq(deep->language.hash, plain->language.hash);
    ck_assert_mem_eq(&deep->fault, &plain->fault, sizeof plain->fault);
    ck_assert_mem_eq(&deep->machine.traces, &plain->machine.traces, sizeof plain->machine.traces);
    ck_assert_uint_eq(deep->machine.allocations, plain->machine.allocations);
    ck_assert_uint_eq(deep->machine.raises, plain->machine.raises);
    ck_assert_mem_eq(deep->language.output, plain->language.output, plain->language.output_size);
    drop(plain);
    free(deep);
}
END_TEST

START_TEST(the_aftermath_happens_in_the_same_vm)
{
    struct exec_request rq = fake_request("c");
    struct observation *first = run(&rq);
    assert_output(&first->language, "run 1\n");
    struct observation *obs = run_deep(rq, DEPTH_FULL, &first->language);
    assert_output(&obs->language, "run 1\n");
    ck_assert_uint_eq(after.probe_count, 3);
    assert_output(&after.probe[0].here, "run 2\n");
    assert_output(&after.probe[0].fresh, "run 1\n");
    assert_output(&after.probe[1].here, "run 4\n"); /* the third looked for growth */
    assert_output(&after.probe[1].fresh, "run 1\n");
    ck_assert_uint_ne(after.probe[1].here.hash, after.probe[1].fresh.hash);
    ck_assert_uint_eq(after.probe[2].here.hash, after.probe[2].fresh.hash);
    drop(first);
    free(obs);
}
END_TEST

/* Without a fault, a program may run on where it failed before. */
START_TEST(the_repeat_has_the_budget_of_the_run)
{
    struct exec_request rq = fake_request("b");
    rq.step_budget = 77;
    struct observation *first = run(&rq);
    assert_output(&first->language, "budget 77\n");
    free(run_deep(rq, DEPTH_ITSELF, &first->language));
    assert_output(&after.probe[0].here, "budget 77\n");
    drop(first);
}
END_TEST

START_TEST(the_depth_is_as_chosen)
{
    struct exec_request rq = fake_request("c");
    struct observation *first = run(&rq);
    free(run_deep(rq, DEPTH_NONE, &first->language));
    ck_assert_uint_eq(after.probe_count, 0);
    ck_assert(!after.growth_known);
    free(run_deep(rq, DEPTH_ITSELF, &first->language));
    ck_assert_uint_eq(after.probe_count, 1);
    ck_assert(!after.growth_known);
    free(run_deep(rq, DEPTH_FULL, NULL));
    ck_assert_uint_eq(after.probe_count, 2);
    ck_assert(after.growth_known);
    drop(first);
}
END_TEST

START_TEST(growth_is_measured_between_repeats)
{
    free(run_deep(fake_request("a"), DEPTH_FULL, NULL));
    ck_assert_uint_eq(after.live_first, after.live_second);
    struct observation *obs = run_deep(fake_request("gg"), DEPTH_FULL, NULL);
    ck_assert_uint_eq(after.live_second, after.live_first + 2);
    ck_assert_uint_eq(obs->machine.heap.live_blocks, 0); /* given back in the end: no leak */
    free(obs);
}
END_TEST

START_TEST(a_run_without_end_has_no_aftermath)
{
    struct exec_request rq = fake_request("s");
    rq.step_budget = 100;
    struct observation *obs = run_deep(rq, DEPTH_FULL, NULL);
    ck_assert_int_eq(obs->language.status, OBS_STEPS);
    ck_assert_uint_eq(after.probe_count, 0);
    ck_assert(!after.growth_known);
    free(obs);
}
END_TEST

/* ---- The fake: what is translated ---------------------------------------------------------------- */

START_TEST(a_program_has_the_name_it_is_given)
{
    struct exec_request rq = fake_request("n");
    struct observation *obs = run(&rq);
    assert_output(&obs->language, "no name");
    drop(obs);
    rq.name = "dir/a.fake";
    obs = run(&rq);
    assert_output(&obs->language, "dir/a.fake");
    drop(obs);
}
END_TEST

START_TEST(addresses_are_hidden)
{
    struct exec_request rq = fake_request("pe");
    struct observation *obs = run(&rq);
    assert_output(&obs->language, "at 0x*, 0x*.0x12345 0x*g 0x 00x*-0x*");
    ck_assert_str_eq(obs->language.error_text, "bad value at 0x*");
    ck_assert_str_eq(obs->language.backtrace, "f 0x*\ng 0xabcde\n");
    ck_assert_str_eq(obs->language.result, "table: 0x*, 0x");
    drop(obs);
}
END_TEST

START_TEST(hidden_addresses_do_not_shift_what_follows)
{
    struct exec_request rq = fake_request("p");
    struct observation *first = run(&rq);
    struct observation *obs = run_deep(rq, DEPTH_ITSELF, &first->language);
    ck_assert_uint_eq(after.probe[0].here.output_size, first->language.output_size);
    ck_assert_uint_eq(after.probe[0].here.hash, first->language.hash);
    ck_assert_uint_eq(obs->language.hash, first->language.hash);
    drop(first);
    free(obs);
}
END_TEST

START_TEST(the_record_is_translated_in_full)
{
    struct exec_request rq = fake_request("ce");
    struct observation *obs = run(&rq);
    ck_assert_int_eq(obs->language.status, OBS_ERROR);
    ck_assert_str_eq(obs->language.error_class, "user");
    ck_assert_int_eq(obs->language.error_line, 3);
    ck_assert_int_eq(obs->machine.vm_stack.delta, 2);
    ck_assert_int_eq(obs->machine.vm_stack.frame_count, 1);
    ck_assert_str_eq(obs->machine.vm_stack.note, "left over");
    ck_assert_uint_eq(obs->machine.opline.wrong, 2);
    ck_assert_str_eq(obs->machine.opline.note, "stale at alloc");
    ck_assert_uint_eq(obs->machine.refcount.wrong, 3);
    ck_assert_uint_eq(obs->machine.immutable.wrong, 4);
    ck_assert_str_eq(obs->machine.immutable.note, "shared array");
    ck_assert(obs->machine.interrupts.pending);
    ck_assert_uint_eq(obs->machine.snapshot.wrong, 5);
    ck_assert_str_eq(obs->machine.snapshot.note, "exit 1 of trace 1");
    ck_assert(!obs->machine.host_stack.rsp_wrong);
    ck_assert_uint_eq(obs->machine.host_stack.regs_wrong, 0);
    ck_assert_uint_eq(obs->machine.host_stack.code_wrong, 6);
    drop(obs);
    rq = fake_request("!");
    obs = run(&rq);
    ck_assert_int_eq(obs->language.status, OBS_REJECTED);
    drop(obs);
}
END_TEST

START_TEST(any_difference_of_the_language_changes_the_hash)
{
    static const char *const PROGRAMS[] = {"", "c", "cc", "e", "ce", "p", "!", "o", "l"};
    enum { COUNT = sizeof PROGRAMS / sizeof PROGRAMS[0] };
    uint64_t hash[COUNT];
    for (int i = 0; i < COUNT; i++) {
        struct exec_request rq = fake_request(PROGRAMS[i]);
        struct observation *obs = run(&rq);
        hash[i] = obs->language.hash;
        drop(obs);
        for (int k = 0; k < i && i < COUNT - 1; k++)
            ck_assert_uint_ne(hash[i], hash[k]);
    }
    ck_assert_uint_eq(hash[COUNT - 1], hash[0]); /* a leak is not to be seen by the language */
}
END_TEST

START_TEST(leaks_and_wrong_sizes_are_seen)
{
    struct exec_request rq = fake_request("allw");
    struct observation *obs = run(&rq);
    ck_assert_uint_eq(obs->machine.heap.live_blocks, 2);
    ck_assert_uint_eq(obs->machine.heap.live_bytes, 20);
    ck_assert_uint_eq(obs->machine.heap.wrong_size, 1);
    ck_assert_uint_eq(obs->machine.heap.bad_free, 0);
    ck_assert_str_ne(obs->machine.heap.contract_site, "");
    drop(obs);
    rq = fake_request("a");
    obs = run(&rq);
    ck_assert_uint_eq(obs->machine.heap.live_blocks, 0);
    ck_assert_uint_eq(obs->machine.heap.wrong_size, 0);
    ck_assert_str_eq(obs->machine.heap.contract_site, "");
    drop(obs);
}
END_TEST

START_TEST(code_maps_left_are_seen)
{
    struct exec_request rq = fake_request("mm");
    struct observation *obs = run(&rq);
    ck_assert_uint_eq(obs->machine.heap.code_maps_left, 2);
    ck_assert_uint_eq(obs->machine.code_events, 2);
    ck_assert(exec_tainted(&exec));
    drop(obs);
    rq = fake_request("c");
    obs = run(&rq);
    ck_assert_uint_eq(obs->machine.heap.code_maps_left, 0);
    ck_assert(!exec_tainted(&exec));
    drop(obs);
}
END_TEST

START_TEST(too_much_output_cannot_be_compared)
{
    struct exec_request rq = fake_request("o");
    struct observation *obs = run(&rq);
    ck_assert_int_eq(obs->language.status, OBS_STEPS);
    ck_assert(obs->language.output_cut);
    ck_assert_uint_eq(obs->language.output_size, INJECT_OUTPUT_MAX);
    drop(obs);
}
END_TEST

START_TEST(a_full_arena_cannot_be_compared)
{
    struct exec_request rq = fake_request("f");
    struct observation *obs = run(&rq);
    ck_assert_int_eq(obs->language.status, OBS_STEPS);
    ck_assert_uint_eq(obs->machine.heap.live_blocks, 0);
    drop(obs);
    rq = fake_request("a");
    obs = run(&rq);
    ck_assert_int_eq(obs->language.status, OBS_OK);
    drop(obs);
}
END_TEST

START_TEST(styles_have_images_of_their_own)
{
    struct exec_request rq = fake_request("ca");
    static const struct arena_style STYLES[] = {{0}, {.fill = 1}, {.layout = 3}, {.stay = true}};
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < 4; i++) {
            rq.style = STYLES[i];
            struct observation *obs = run(&rq);
            assert_output(&obs->language, "run 1\n");
            ck_assert_uint_eq(obs->machine.heap.live_blocks, 0);
            drop(obs);
        }
    }
    size_t images = 0;
    for (size_t i = 0; i < EXEC_IMAGES; i++)
        images += exec.image[i].vm != NULL;
    ck_assert_uint_eq(images, 4);
}
END_TEST

/* ---- LuaJIT -------------------------------------------------------------------------------------- */

static const char LUA[] = "local t = {}\n"
                          "for i = 1, 60 do t[#t + 1] = i .. 'x' end\n"
                          "print(#table.concat(t), tostring(t))\n"
                          "for k = 1, 40 do local s = 0 for i = 1, 20 do s = s + i * k end t[k] = s end\n"
                          "print(t[40], pcall(error, {}))\n"
                          "error('the end')\n";

static const char *const LUA_HEADERS[] = {
    "vm: luajit\nengine: trace\n",
    "vm: luajit\nengine: interp\n",
    "vm: luajit\nengine: trace\nfault: oom@20\n",
    "vm: luajit\nengine: trace\nfault: mcode@1\n",
};
enum { LUA_HEADER_COUNT = sizeof LUA_HEADERS / sizeof LUA_HEADERS[0] };

START_TEST(luajit_repeats_to_the_byte)
{
    char why[256] = "";
    if (!exec_open(&exec, vm_find("luajit"), NULL, why, sizeof why)) {
        fprintf(stderr, "exec_test: left out: %s\n", why);
        return;
    }
    callers_scan();
    callers_set_subject((uintptr_t)exec.info.anchor);
    struct exec_request rq = request(LUA_HEADERS[_i], LUA);
    rq.step_budget = 0;
    struct observation *first = run(&rq), *second = run(&rq);
    ck_assert_int_eq(first->language.status, OBS_ERROR);
    assert_same(first, second);
    run_and_drop("vm: luajit\nengine: trace\nfault: oom@5+\n", "for i = 1, 99 do t = {t, i .. ''} end");
    run_and_drop("vm: luajit\nengine: interp\n", "x =");
    rq = request(LUA_HEADERS[_i], LUA);
    rq.step_budget = 0;
    struct observation *third = run(&rq);
    assert_same(first, third);
    drop(first);
    drop(second);
    drop(third);
}
END_TEST

/* ---- Suite --------------------------------------------------------------------------------------- */

static TCase *toy_case(void)
{
    TCase *tcase = tcase_create("toy");
    tcase_add_checked_fixture(tcase, open_toy, NULL);
    tcase_add_loop_test(tcase, a_run_twice_is_the_same, 0, HEADER_COUNT);
    tcase_add_loop_test(tcase, a_run_after_others_is_as_a_run_alone, 0, HEADER_COUNT);
    tcase_add_test(tcase, forgotten_images_are_made_again);
    tcase_add_test(tcase, the_order_of_a_sweep_does_not_matter);
    tcase_add_test(tcase, the_fault_is_in_the_observation);
    tcase_add_test(tcase, a_stack_limit_is_the_vms_own_affair);
    tcase_add_test(tcase, an_interrupt_is_delivered_at_its_safepoint);
    tcase_add_test(tcase, a_named_site_is_in_the_observation);
    tcase_add_test(tcase, a_failing_create_is_an_observation);
    tcase_add_test(tcase, a_create_fault_past_the_end_is_not_reached);
    tcase_add_test(tcase, a_budget_of_steps_ends_a_run);
    tcase_add_test(tcase, programs_are_counted);
    tcase_add_test(tcase, a_good_vm_shows_nothing_after_a_fault);
    tcase_add_test(tcase, the_aftermath_leaves_the_observation);
    return tcase;
}

static TCase *fake_case(void)
{
    TCase *tcase = tcase_create("fake");
    tcase_add_checked_fixture(tcase, open_fake, NULL);
    tcase_add_test(tcase, the_aftermath_happens_in_the_same_vm);
    tcase_add_test(tcase, the_repeat_has_the_budget_of_the_run);
    tcase_add_test(tcase, the_depth_is_as_chosen);
    tcase_add_test(tcase, growth_is_measured_between_repeats);
    tcase_add_test(tcase, a_run_without_end_has_no_aftermath);
    tcase_add_test(tcase, a_program_has_the_name_it_is_given);
    tcase_add_test(tcase, addresses_are_hidden);
    tcase_add_test(tcase, hidden_addresses_do_not_shift_what_follows);
    tcase_add_test(tcase, the_record_is_translated_in_full);
    tcase_add_test(tcase, any_difference_of_the_language_changes_the_hash);
    tcase_add_test(tcase, leaks_and_wrong_sizes_are_seen);
    tcase_add_test(tcase, code_maps_left_are_seen);
    tcase_add_test(tcase, too_much_output_cannot_be_compared);
    tcase_add_test(tcase, a_full_arena_cannot_be_compared);
    tcase_add_test(tcase, styles_have_images_of_their_own);
    return tcase;
}

static TCase *other_case(void)
{
    TCase *tcase = tcase_create("other");
    tcase_add_checked_fixture(tcase, expect_no_crash, NULL);
    tcase_add_test(tcase, a_library_that_is_not_there_is_refused);
    tcase_add_loop_test(tcase, luajit_repeats_to_the_byte, 0, LUA_HEADER_COUNT);
    return tcase;
}

int main(void)
{
    Suite *suite = suite_create("exec");
    suite_add_tcase(suite, toy_case());
    suite_add_tcase(suite, fake_case());
    suite_add_tcase(suite, other_case());
    return check_main(suite);
}
