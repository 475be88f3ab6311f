/* toy_test.c: the toy adapter against the promises of vut.h, and so a test to copy for a new adapter.
 * Run from the project's top folder: it also sweeps corpus/seeds/toy.
 */
#include <check.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "vut.h"

extern const struct vut vut_toy;

enum { ARENA_SIZE = 1 << 16, OUTPUT_SIZE = 1 << 14, SWEEP_MAX = 1000 };

/* ---- a small host -------------------------------------------------------------------------------- */

/* Each block carries its size in front, so that a wrong `old_size` shows. */
struct header {
    size_t size;
    enum vut_domain domain;
};

struct world {
    struct vut_hooks hooks;
    struct vut_settings settings;
    struct vut_vm *vm;
    struct vut_record record;

    uint64_t count[3], fail_at[3]; /* events of each domain; fail_at 0: none */
    bool persistent;
    uint64_t fired;
    long live;
    int wrong_size;
    unsigned char *arena; /* blocks are cut from here when not NULL, from malloc otherwise */
    size_t arena_used;

    char output[OUTPUT_SIZE];
    size_t output_size;
    int events[VUT_EVENT_COUNT];
    char last_abort[64];

    uint64_t safepoints, interrupt_at, stack_limit; /* interrupt_at 0: none */
    enum vut_action action;
    uint32_t sites; /* that were asked for memory, bit 0 for none */
};

static bool world_fails(struct world *w, enum vut_domain domain)
{
    uint64_t n = ++w->count[domain], at = w->fail_at[domain];
    bool fails = at != 0 && (n == at || (w->persistent && n > at));

    w->fired += fails;
    return fails;
}

static struct header *world_take(struct world *w, size_t size)
{
    size_t whole = sizeof(struct header) + ((size + 15) & ~(size_t)15);
    struct header *block;

    if (w->arena == NULL)
        return malloc(whole);
    ck_assert_uint_le(w->arena_used + whole, ARENA_SIZE);
    block = (struct header *)(w->arena + w->arena_used);
    w->arena_used += whole;
    return block;
}

static void *world_resize(void *ctx, void *block, size_t old_size, size_t new_size, enum vut_domain domain,
                          uint32_t site)
{
    struct world *w = ctx;
    struct header *old = block == NULL ? NULL : (struct header *)block - 1, *fresh = NULL;

    w->sites |= 1u << site;
    if (old != NULL && (old->size != old_size || old->domain != domain))
        w->wrong_size++;
    if (new_size > old_size && domain != VUT_DOMAIN_HARNESS && world_fails(w, domain))
        return NULL;
    if (new_size > 0) {
        fresh = world_take(w, new_size);
        *fresh = (struct header){new_size, domain};
        memset(fresh + 1, 0xa5, new_size);
        memcpy(fresh + 1, block == NULL ? "" : block, old_size < new_size ? old_size : new_size);
        w->live++;
    }
    if (old != NULL) {
        memset(block, 0x5a, old->size);
        w->live--;
        if (w->arena == NULL)
            free(old);
    }
    return fresh == NULL ? NULL : fresh + 1;
}

static void world_output(void *ctx, const char *bytes, size_t size)
{
    struct world *w = ctx;

    ck_assert_uint_le(w->output_size + size, OUTPUT_SIZE);
    memcpy(w->output + w->output_size, bytes, size);
    w->output_size += size;
}

static void world_event(void *ctx, const struct vut_event *event)
{
    struct world *w = ctx;

    w->events[event->kind]++;
    if (event->kind == VUT_EVENT_TRACE_ABORT)
        snprintf(w->last_abort, sizeof w->last_abort, "%s", event->name == NULL ? "" : event->name);
}

/* Hears of every safepoint, so that their numbers show. */
static uint64_t world_safepoint(void *ctx, uint64_t number)
{
    struct world *w = ctx;

    ck_assert_uint_eq(number, number == 0 ? 0 : w->safepoints + 1);
    w->safepoints = number;
    if (number != 0 && number == w->interrupt_at)
        vut_toy.interrupt(w->vm, w->action);
    return 1;
}

static void world_init(struct world *w, const char *engine)
{
    memset(w, 0, sizeof *w);
    w->hooks = (struct vut_hooks){.ctx = w,
                                  .resize = world_resize,
                                  .output = world_output,
                                  .event = world_event,
                                  .safepoint = world_safepoint};
    for (size_t i = 0; i < vut_toy.engine_count; i++)
        if (strcmp(vut_toy.engines[i].name, engine) == 0)
            w->settings.engine = &vut_toy.engines[i];
    for (size_t i = 0; i < vut_toy.param_count; i++)
        w->settings.param[i] = vut_toy.params[i].initial;
}

/* Loads and runs one program; forgets what an earlier one printed. */
static void world_program(struct world *w, const char *program, size_t size)
{
    memset(w->output, 0, sizeof w->output);
    w->output_size = 0;
    if (vut_toy.load(w->vm, program, size))
        vut_toy.run(w->vm);
    vut_toy.record(w->vm, &w->record);
}

/* A VM's whole life, its faults counted from `load`. Memory must be balanced whatever happens. */
static void world_run(struct world *w, const char *program, size_t size)
{
    uint64_t fail_at[3];

    memcpy(fail_at, w->fail_at, sizeof fail_at);
    memset(w->fail_at, 0, sizeof w->fail_at);
    w->vm = vut_toy.create(&w->hooks, &w->settings);
    ck_assert_ptr_nonnull(w->vm);
    memset(w->count, 0, sizeof w->count);
    memcpy(w->fail_at, fail_at, sizeof fail_at);
    vut_toy.set_step_budget(w->vm, 100000);
    vut_toy.set_stack_limit(w->vm, w->stack_limit);
    world_program(w, program, size);
    vut_toy.destroy(w->vm);
    ck_assert_int_eq(w->live, 0);
    ck_assert_int_eq(w->wrong_size, 0);
}

static void run_in(struct world *w, const char *engine, const char *program)
{
    world_init(w, engine);
    world_run(w, program, strlen(program));
}

static void assert_same_observation(const struct world *a, const struct world *b)
{
    ck_assert_int_eq(a->record.status, b->record.status);
    ck_assert_str_eq(a->record.error_class, b->record.error_class);
    ck_assert_str_eq(a->record.error_text, b->record.error_text);
    ck_assert_int_eq(a->record.error_line, b->record.error_line);
    ck_assert_uint_eq(a->record.steps, b->record.steps);
    ck_assert_int_eq(a->record.frame_count, 0);
    ck_assert_int_eq(b->record.frame_count, 0);
    ck_assert_int_eq(a->events[VUT_EVENT_RAISE], b->events[VUT_EVENT_RAISE]);
    ck_assert_int_eq(a->events[VUT_EVENT_INTERRUPT], b->events[VUT_EVENT_INTERRUPT]);
    ck_assert_int_eq(a->events[VUT_EVENT_LIMIT], b->events[VUT_EVENT_LIMIT]);
    ck_assert_uint_eq(a->safepoints, b->safepoints);
    ck_assert_uint_eq(a->output_size, b->output_size);
    ck_assert_mem_eq(a->output, b->output, a->output_size);
    ck_assert_uint_eq(a->count[VUT_DOMAIN_HEAP], b->count[VUT_DOMAIN_HEAP]);
}

/* ---- the language -------------------------------------------------------------------------------- */

static const char growing[] = "set s \"\"\n"
                              "set i 0\n"
                              "repeat 6\n"
                              "  set i i + 1\n"
                              "  try\n"
                              "    append s i\n"
                              "    append s s\n"
                              "  catch\n"
                              "    print \"caught\" error\n"
                              "  end\n"
                              "end\n"
                              "print i s\n";

static struct world world, other; /* too large for the stack of a fork */

static void assert_output(const char *program, const char *output)
{
    run_in(&world, "interp", program);
    ck_assert_str_eq(world.record.error_text, "");
    ck_assert_int_eq(world.record.status, VUT_OK);
    ck_assert_str_eq(world.output, output);
    run_in(&other, "trace", program);
    assert_same_observation(&world, &other);
}

START_TEST(test_output)
{
    assert_output("print \"a b\" -3 # note\n\nset x 4\nset x x * x\nprint x", "a b -3\n16\n");
    assert_output("repeat 0\nprint 1\nend\nrepeat 2\nrepeat 2\nprint 2\nend\nend", "2\n2\n2\n2\n");
    assert_output("try\nfail \"no\"\ncatch\nprint error\nend\nprint 1", "no\n1\n");
    assert_output("try\nprint 1\ncatch\nprint 2\nend\nprint 3", "1\n3\n");
    assert_output("try\ntry\nfail \"in\"\ncatch\nfail error\nend\ncatch\nprint error\nend", "in\n");
    assert_output("try\nrepeat 3\nrepeat 3\nfail \"out\"\nend\nend\ncatch\nend\nprint 1", "1\n");
    assert_output("", "");
}
END_TEST

static const struct {
    const char *program, *class, *text;
    int line;
    enum vut_status status;
} errors[] = {
    {"\nprint x", "name", "'x' is not defined", 2, VUT_ERROR},
    {"fail \"no\"", "user", "no", 1, VUT_ERROR},
    {"set a \"b\"\nset a a + 1", "type", "expected a number, got 'b'", 2, VUT_ERROR},
    {"set a 9223372036854775807\nset a a + 1", "range", "number too large", 2, VUT_ERROR},
    {"set a -9223372036854775808\nset a a * -1", "range", "number too large", 2, VUT_ERROR},
    {"set a 99999999999999999999 + 1", "type", "expected a number, got '99999999999999999999'", 1,
     VUT_ERROR},
    {"repeat 9\nprint 1\nset q q + 1\nend", "name", "'q' is not defined", 3, VUT_ERROR},
    {"set a 1 +", "syntax", "expected a value after '+'", 1, VUT_ERROR},
    {"set a 1 / 1", "syntax", "expected + - or *, got '/'", 1, VUT_ERROR},
    {"print 1\nprint \"a", "syntax", "text without closing quote", 2, VUT_REJECTED},
    {"jump", "syntax", "unknown statement", 1, VUT_REJECTED},
    {"print", "syntax", "too few words", 1, VUT_REJECTED},
    {"fail 1 2", "syntax", "too many words", 1, VUT_REJECTED},
    {"print 1 2 3 4 5 6 7 8", "syntax", "too many words", 1, VUT_REJECTED},
    {"end", "syntax", "'end' without its block", 1, VUT_REJECTED},
    {"repeat 2\ncatch", "syntax", "'catch' without its block", 2, VUT_REJECTED},
    {"try\nend", "syntax", "'end' without its block", 2, VUT_REJECTED},
};

START_TEST(test_error)
{
    run_in(&world, "interp", errors[_i].program);
    ck_assert_str_eq(world.record.error_text, errors[_i].text);
    ck_assert_str_eq(world.record.error_class, errors[_i].class);
    ck_assert_int_eq(world.record.error_line, errors[_i].line);
    ck_assert_int_eq(world.record.status, errors[_i].status);
    ck_assert_int_eq(world.events[VUT_EVENT_RAISE], 1);
    run_in(&other, "trace", errors[_i].program);
    assert_same_observation(&world, &other);
}
END_TEST

START_TEST(test_nesting_is_limited)
{
    char program[1024] = "";

    for (int i = 0; i < 17; i++)
        strcat(program, "try\n");
    run_in(&world, "interp", program);
    ck_assert_int_eq(world.record.status, VUT_REJECTED);
    ck_assert_str_eq(world.record.error_text, "blocks are nested deeper than 16");
    run_in(&world, "interp", program + 4);
    ck_assert_str_eq(world.record.error_text, "a block without its end");
}
END_TEST

/* ---- law 1: the language sees the fault, in every engine alike ----------------------------------- */

/* Fails the n-th allocation of the language in both engines, for every n; returns the last n. */
static uint64_t sweep_oom(const char *program, size_t size, bool persistent)
{
    uint64_t n = 0;

    do {
        ck_assert_uint_lt(++n, SWEEP_MAX);
        world_init(&world, "interp");
        world_init(&other, "trace");
        world.fail_at[VUT_DOMAIN_HEAP] = other.fail_at[VUT_DOMAIN_HEAP] = n;
        world.persistent = other.persistent = persistent;
        world_run(&world, program, size);
        world_run(&other, program, size);
        assert_same_observation(&world, &other);
        ck_assert_uint_eq(world.fired, other.fired);
    } while (world.fired > 0);
    return n - 1;
}

START_TEST(test_oom_uncaught_is_a_memory_error)
{
    static const char program[] = "set a 1\nset b 2\nset c 3\nprint a b c\n";
    uint64_t count = sweep_oom(program, sizeof program - 1, false);

    ck_assert_uint_eq(count,
                      2 + 3 + 2 + 1); /* source and lines, a text each, room for 2 and then 6; `print` */
    for (uint64_t n = 1; n < count; n++) {
        world_init(&world, "interp");
        world.fail_at[VUT_DOMAIN_HEAP] = n;
        world_run(&world, program, sizeof program - 1);
        ck_assert_int_eq(world.record.status, n <= 2 ? VUT_REJECTED : VUT_ERROR);
        ck_assert_str_eq(world.record.error_class, "memory");
        ck_assert_str_eq(world.record.error_text, "out of memory");
        ck_assert_uint_eq(world.output_size, 0);
        ck_assert_int_eq(world.events[VUT_EVENT_RAISE], 1);
    }
}
END_TEST

/* The only failure that the language absorbs. */
START_TEST(test_oom_in_print_changes_nothing)
{
    static const char program[] = "print 1 2 \"three\"\n";

    world_init(&world, "interp");
    world.fail_at[VUT_DOMAIN_HEAP] = 3;
    world_run(&world, program, sizeof program - 1);
    ck_assert_uint_eq(world.fired, 1);
    ck_assert_int_eq(world.record.status, VUT_OK);
    ck_assert_int_eq(world.events[VUT_EVENT_RAISE], 0);
    ck_assert_str_eq(world.output, "1 2 three\n");
}
END_TEST

START_TEST(test_oom_sweep)
{
    ck_assert_uint_ge(sweep_oom(growing, sizeof growing - 1, _i == 1), 20);
}
END_TEST

START_TEST(test_oom_is_caught)
{
    world_init(&world, "trace");
    world.fail_at[VUT_DOMAIN_HEAP] = 8; /* the first text that is appended */
    world_run(&world, growing, sizeof growing - 1);
    ck_assert_int_eq(world.record.status, VUT_OK);
    ck_assert_str_eq(world.record.error_class, "");
    ck_assert_ptr_nonnull(strstr(world.output, "caught out of memory\n"));
}
END_TEST

START_TEST(test_oom_in_create)
{
    world_init(&world, "interp");
    world.fail_at[VUT_DOMAIN_HEAP] = 1;
    ck_assert_ptr_null(vut_toy.create(&world.hooks, &world.settings));
    ck_assert_int_eq(world.live, 0);
}
END_TEST

START_TEST(test_oom_over_seeds)
{
    glob_t seeds;

    ck_assert_msg(glob("corpus/seeds/toy/*.toy", 0, NULL, &seeds) == 0,
                  "no seeds found, run this from the project's top folder");
    for (size_t i = 0; i < seeds.gl_pathc; i++) {
        char text[4096];
        FILE *file = fopen(seeds.gl_pathv[i], "r");
        ck_assert_ptr_nonnull(file);
        size_t size = fread(text, 1, sizeof text, file);
        fclose(file);
        sweep_oom(text, size, false);
        sweep_oom(text, size, true);
        ck_assert_int_ne(world.record.status, VUT_REJECTED);
        ck_assert_int_ne(world.record.status, VUT_STEPS);
    }
    globfree(&seeds);
}
END_TEST

/* The n-th line that runs begins with an interrupt, for every n; returns the last n. */
static uint64_t sweep_interrupts(const char *program, enum vut_action action)
{
    uint64_t n = 0;

    do {
        ck_assert_uint_lt(++n, SWEEP_MAX);
        world_init(&world, "interp");
        world_init(&other, "trace");
        world.interrupt_at = other.interrupt_at = n;
        world.action = other.action = action;
        world_run(&world, program, strlen(program));
        world_run(&other, program, strlen(program));
        assert_same_observation(&world, &other);
    } while (world.events[VUT_EVENT_INTERRUPT] > 0);
    return n - 1;
}

START_TEST(test_interrupt_sweep)
{
    run_in(&world, "interp", growing);
    ck_assert_uint_eq(sweep_interrupts(growing, (enum vut_action)_i), world.safepoints);
}
END_TEST

START_TEST(test_interrupt_is_delivered_at_its_safepoint)
{
    static const char program[] = "print 1\ntry\nprint 2\ncatch\nprint error\nend\nprint 3\n";

    world_init(&world, "interp");
    world.interrupt_at = 3;
    world.action = VUT_ACTION_THROW;
    world_run(&world, program, sizeof program - 1);
    ck_assert_str_eq(world.output, "1\ninterrupted\n3\n");
    world_init(&world, "interp");
    world.interrupt_at = 1;
    world.action = VUT_ACTION_THROW;
    world_run(&world, program, sizeof program - 1);
    ck_assert_str_eq(world.record.error_class, "interrupt");
    ck_assert_int_eq(world.record.error_line, 1);
}
END_TEST

START_TEST(test_flush_drops_the_traces)
{
    world_init(&world, "trace");
    world.interrupt_at = 20;
    world.action = VUT_ACTION_FLUSH;
    world_run(&world, growing, sizeof growing - 1);
    ck_assert_int_eq(world.events[VUT_EVENT_TRACE_FLUSH], 1);
    ck_assert_int_eq(world.events[VUT_EVENT_TRACE_START], 2); /* hot again */
    run_in(&other, "interp", growing);
    ck_assert_str_eq(world.output, other.output);
}
END_TEST

/* Nothing catches it. */
START_TEST(test_stack_limit)
{
    static const char program[] = "try\nrepeat 3\ntry\nprint 1\ncatch\nend\nend\ncatch\nprint 2\nend\n";

    for (uint64_t limit = 1; limit <= 4; limit++) {
        world_init(&world, "interp");
        world_init(&other, "trace");
        world.stack_limit = other.stack_limit = limit;
        world_run(&world, program, sizeof program - 1);
        world_run(&other, program, sizeof program - 1);
        assert_same_observation(&world, &other);
        ck_assert_int_eq(world.events[VUT_EVENT_LIMIT], limit < 3);
        ck_assert_str_eq(world.record.error_class, limit < 3 ? "nesting" : "");
        ck_assert_int_eq(world.record.error_line, limit < 3 ? (int)limit + 1 : 0);
    }
}
END_TEST

/* ---- law 2: a compiler fault is invisible -------------------------------------------------------- */

START_TEST(test_trace_is_compiled)
{
    run_in(&world, "trace", growing);
    ck_assert_int_eq(world.events[VUT_EVENT_TRACE_START], 1);
    ck_assert_int_eq(world.events[VUT_EVENT_TRACE_STOP], 1);
    ck_assert_uint_eq(world.count[VUT_DOMAIN_COMPILER], 1);
    run_in(&world, "interp", growing);
    ck_assert_int_eq(world.events[VUT_EVENT_TRACE_START], 0);
    ck_assert_uint_eq(world.count[VUT_DOMAIN_COMPILER], 0);
}
END_TEST

START_TEST(test_jit_oom_is_invisible)
{
    run_in(&other, "interp", growing);
    world_init(&world, "trace");
    world.fail_at[VUT_DOMAIN_COMPILER] = 1;
    world_run(&world, growing, sizeof growing - 1);
    ck_assert_uint_eq(world.fired, 1);
    ck_assert_str_eq(world.last_abort, "no memory for the trace");
    assert_same_observation(&world, &other);
}
END_TEST

START_TEST(test_limit_is_invisible)
{
    run_in(&other, "interp", growing);
    world_init(&world, "trace");
    ck_assert_str_eq(vut_toy.params[1].name, "maxtrace");
    ck_assert(vut_toy.params[1].limit);
    world.settings.param[1] = 3;
    world_run(&world, growing, sizeof growing - 1);
    ck_assert_str_eq(world.last_abort, "loop too long");
    ck_assert_int_eq(world.events[VUT_EVENT_TRACE_STOP], 0);
    assert_same_observation(&world, &other);
}
END_TEST

/* ---- law 3: nothing is left behind --------------------------------------------------------------- */

static void assert_probes(const char *engine, const struct vut_probe *probe)
{
    size_t size = strlen(probe->program);

    world_init(&world, engine);
    world.vm = vut_toy.create(&world.hooks, &world.settings);
    world.fail_at[VUT_DOMAIN_HEAP] = world.count[VUT_DOMAIN_HEAP] + 9;
    world_program(&world, growing, sizeof growing - 1);
    ck_assert_uint_eq(world.fired, 1);
    world_program(&world, probe->program, size);
    long live = world.live;
    world_program(&world, probe->program, size);
    ck_assert_int_eq(world.live, live);
    run_in(&other, engine, probe->program);
    ck_assert_str_eq(world.output, other.output);
    ck_assert_uint_gt(world.output_size, 0);
    ck_assert_str_eq(world.record.error_text, other.record.error_text);
    vut_toy.destroy(world.vm);
    ck_assert_int_eq(world.live, 0);
}

START_TEST(test_probes_after_a_fault)
{
    for (size_t i = 0; i < vut_toy.probe_count; i++) {
        assert_probes("interp", &vut_toy.probes[i]);
        assert_probes("trace", &vut_toy.probes[i]);
    }
}
END_TEST

START_TEST(test_step_budget)
{
    for (size_t i = 0; i < vut_toy.engine_count; i++) {
        static const char endless[] = "repeat 999999999\ntry\nset x 1\ncatch\nend\nend\n";
        world_init(&world, vut_toy.engines[i].name);
        world_run(&world, endless, sizeof endless - 1);
        ck_assert_int_eq(world.record.status, VUT_STEPS);
        ck_assert_uint_eq(world.record.steps, 100000);
        ck_assert_int_eq(world.record.frame_count, 0);
    }
}
END_TEST

/* ---- what the table promises --------------------------------------------------------------------- */

static _Alignas(16) unsigned char arena[ARENA_SIZE], image[ARENA_SIZE];

START_TEST(test_image)
{
    char output[OUTPUT_SIZE];
    size_t used;

    world_init(&world, "trace");
    world.arena = arena;
    world.vm = vut_toy.create(&world.hooks, &world.settings);
    used = world.arena_used;
    memcpy(image, arena, used);
    world_program(&world, growing, sizeof growing - 1);
    memcpy(output, world.output, sizeof output);
    vut_toy.destroy(world.vm);

    memset(arena, 0xcc, sizeof arena);
    memcpy(arena, image, used);
    world.arena_used = used;
    world.live = 2;
    world_program(&world, growing, sizeof growing - 1);
    ck_assert_str_eq(world.output, output);
    vut_toy.destroy(world.vm);
    ck_assert_int_eq(world.live, 0);
    ck_assert_int_eq(world.wrong_size, 0);
}
END_TEST

/* A row that nothing asks for would be a site that no sweep can fail. */
START_TEST(test_sites)
{
    static const char program[] = "repeat 3\nset a \"b\"\nprint a a a\nend\n";

    run_in(&world, "trace", program);
    for (size_t i = 0; i < vut_toy.site_count; i++) {
        ck_assert_msg(world.sites & 2u << i, "nothing asks for '%s'", vut_toy.sites[i].name);
        for (size_t k = 0; k < i; k++)
            ck_assert_str_ne(vut_toy.sites[i].name, vut_toy.sites[k].name);
    }
    ck_assert_uint_lt(world.sites, 2u << vut_toy.site_count);
}
END_TEST

START_TEST(test_table)
{
    struct vut_info info;
    char why[128] = "";
    int references = 0;

    ck_assert_uint_eq(vut_toy.abi_version, VUT_ABI_VERSION);
    ck_assert_str_eq(vut_toy.extension, "toy");
    ck_assert(vut_toy.open(NULL, &info, why, sizeof why));
    ck_assert_str_eq(info.library, "");
    ck_assert(!vut_toy.open("other.so", &info, why, sizeof why));
    ck_assert_ptr_nonnull(strstr(why, "'other.so'"));
    for (size_t i = 0; i < vut_toy.engine_count; i++)
        references += vut_toy.engines[i].reference;
    ck_assert_int_eq(references, 1);
    for (size_t i = 0; i < vut_toy.param_count; i++) {
        ck_assert_int_le(vut_toy.params[i].min, vut_toy.params[i].initial);
        ck_assert_int_le(vut_toy.params[i].initial, vut_toy.params[i].max);
    }
}
END_TEST

static Suite *toy_suite(void)
{
    Suite *suite = suite_create("toy");
    TCase *tc = tcase_create("toy");

    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, test_output);
    tcase_add_loop_test(tc, test_error, 0, sizeof errors / sizeof *errors);
    tcase_add_test(tc, test_nesting_is_limited);
    tcase_add_test(tc, test_oom_uncaught_is_a_memory_error);
    tcase_add_loop_test(tc, test_oom_sweep, 0, 2);
    tcase_add_test(tc, test_oom_is_caught);
    tcase_add_test(tc, test_oom_in_create);
    tcase_add_test(tc, test_oom_in_print_changes_nothing);
    tcase_add_loop_test(tc, test_interrupt_sweep, 0, VUT_ACTION_COUNT);
    tcase_add_test(tc, test_interrupt_is_delivered_at_its_safepoint);
    tcase_add_test(tc, test_flush_drops_the_traces);
    tcase_add_test(tc, test_stack_limit);
    tcase_add_test(tc, test_sites);
    tcase_add_test(tc, test_oom_over_seeds);
    tcase_add_test(tc, test_trace_is_compiled);
    tcase_add_test(tc, test_jit_oom_is_invisible);
    tcase_add_test(tc, test_limit_is_invisible);
    tcase_add_test(tc, test_probes_after_a_fault);
    tcase_add_test(tc, test_step_budget);
    tcase_add_test(tc, test_image);
    tcase_add_test(tc, test_table);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    return check_main(toy_suite());
}
