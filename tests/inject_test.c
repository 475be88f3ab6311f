/* inject_test.c: the hooks, without a VM: what is counted, which event fails, and what is written down.
 * A plan is written as in a case file.
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "callers.h"
#include "check_main.h"
#include "crash.h"
#include "inject.h"

#define PRINT_SITES "--print-sites"

enum { PLAN_MAX = 4, LOG_MAX = 64, PAGE = 4096 };

/* ---- A VM that only takes notes ------------------------------------------------------------------ */

static struct inject in;

struct note {
    uint64_t heap_count; /* when it was told */
    int action;          /* of an interrupt, -1 for a collection */
};

static struct note notes[LOG_MAX];
static size_t note_count;

static void fake_request_gc(struct vut_vm *vm)
{
    ck_assert_ptr_eq(vm, &in);
    notes[note_count++] = (struct note){in.heap_count, -1};
}

static void fake_interrupt(struct vut_vm *vm, enum vut_action action)
{
    ck_assert_ptr_eq(vm, &in);
    notes[note_count++] = (struct note){in.heap_count, (int)action};
}

/* `in.hooks.resize` is told 0 (none), or one of these plus 1. */
enum { TEXT, CACHE, TRACE, SITE_ROWS };

static const struct vut_site sites[SITE_ROWS] = {
    [TEXT] = {"value.text", VUT_DOMAIN_HEAP, NULL},
    [CACHE] = {"value.cache", VUT_DOMAIN_HEAP, "it stays small"},
    [TRACE] = {"jit.trace", VUT_DOMAIN_COMPILER, "the program goes on without"},
};

static const struct vut_dump dumps[] = {
    {"words", false, "the words"}, {"frames", true, "the frames"}, {"nodes", false, "the nodes"}, {0}};

/* Allocates, which must not count as the program's. */
static bool fake_dump(struct vut_vm *vm, const char *what, const char *program, size_t size,
                      void (*sink)(void *ctx, const char *bytes, size_t size), void *sink_ctx)
{
    char text[64];
    void *own = in.hooks.resize(in.hooks.ctx, NULL, 0, 32, VUT_DOMAIN_HARNESS, 0);
    ck_assert_ptr_eq(vm, &in);
    snprintf(text, sizeof text, "%s of '%.*s'\n", what, (int)size, program ? program : "");
    sink(sink_ctx, text, strlen(text));
    in.hooks.resize(in.hooks.ctx, own, 32, 0, VUT_DOMAIN_HARNESS, 0);
    return true;
}

enum { LOADING, RUNNING, ABORTING, STATE_ROWS };

static const struct vut_state states[STATE_ROWS] = {
    [LOADING] = {"loading", ""}, [RUNNING] = {"running", ""}, [ABORTING] = {"aborting", ""}};

static uint32_t state;

static uint32_t fake_state(const struct vut_vm *vm)
{
    ck_assert_ptr_eq(vm, &in);
    return state;
}

static const struct vut fake = {
    .name = "fake",
    .states = states,
    .state_count = STATE_ROWS,
    .state = fake_state,
    .dumps = dumps,
    .dump = fake_dump,
    .sites = sites,
    .site_count = SITE_ROWS,
    .request_gc = fake_request_gc,
    .interrupt = fake_interrupt,
};

static struct fault plan[PLAN_MAX];
static size_t plan_count;

static void open_once(void)
{
    static struct arena *arena;
    if (!arena) {
        arena = arena_open();
        if (!arena || !callers_scan() || !inject_open(&in, arena, &fake))
            abort(); /* also called where Check is not running */
        callers_set_subject((uintptr_t)&fake);
    }
    inject_reset(&in);
    in.vm = (struct vut_vm *)&in;
}

static void teardown(void)
{
    inject_reset(&in);
    free(in.output);
}

static void add_fault(const char *text)
{
    char why[256];
    ck_assert_msg(fault_parse(text, &plan[plan_count++], why, sizeof why), "%s", why);
}

/* Starts to count, under one or two faults. */
static void arm(const char *first, const char *second)
{
    plan_count = 0;
    if (first)
        add_fault(first);
    if (second)
        add_fault(second);
    inject_arm(&in, plan, plan_count, false);
}

static void *resize(void *block, size_t old_size, size_t new_size)
{
    return in.hooks.resize(in.hooks.ctx, block, old_size, new_size, VUT_DOMAIN_HEAP, 0);
}

static void *take(enum vut_domain domain)
{
    return in.hooks.resize(in.hooks.ctx, NULL, 0, 32, domain, 0);
}

static void send(enum vut_event_kind kind, uint32_t a, uint32_t b, const char *name)
{
    in.hooks.event(in.hooks.ctx, &(struct vut_event){.kind = kind, .a = a, .b = b, .name = name});
}

/* Which of `count` allocations fail, as bits. */
static uint64_t failures(int count, enum vut_domain domain)
{
    uint64_t bits = 0;
    for (int i = 0; i < count; i++)
        if (!take(domain))
            bits |= (uint64_t)1 << (i + 1);
    return bits;
}

/* ---- Counting ------------------------------------------------------------------------------------ */

START_TEST(allocations_and_growth_are_events)
{
    arm(NULL, NULL);
    char *p = resize(NULL, 0, 100);
    ck_assert_uint_eq(in.heap_count, 1);
    p = resize(p, 100, 101);
    ck_assert_uint_eq(in.heap_count, 2);
    p = resize(p, 101, 101);
    p = resize(p, 101, 7);
    ck_assert_uint_eq(in.heap_count, 2);
    p = resize(p, 7, 8);
    ck_assert_uint_eq(in.heap_count, 3);
    ck_assert_ptr_null(resize(p, 8, 0));
    ck_assert_ptr_null(resize(NULL, 0, 0));
    ck_assert_uint_eq(in.heap_count, 3);
}
END_TEST

/* What counts as growth is the block's size, not what the VM says of it. */
START_TEST(a_wrong_old_size_changes_no_count)
{
    arm(NULL, NULL);
    char *p = resize(NULL, 0, 100);
    p = resize(p, 50, 100);
    ck_assert_uint_eq(in.heap_count, 1);
    p = resize(p, 500, 200);
    ck_assert_uint_eq(in.heap_count, 2);
    ck_assert_uint_eq(arena_faults(in.arena)->wrong_size, 2);
    ck_assert_str_ne(in.blame, "");
    inject_reset(&in);
    ck_assert_str_eq(in.blame, "");
}
END_TEST

START_TEST(nothing_counts_while_not_armed)
{
    take(VUT_DOMAIN_HEAP);
    ck_assert_uint_eq(in.heap_count, 0);
    arm("oom@2+", NULL);
    take(VUT_DOMAIN_HEAP);
    inject_disarm(&in);
    ck_assert_ptr_nonnull(take(VUT_DOMAIN_HEAP));
    ck_assert_uint_eq(in.heap_count, 1);
    ck_assert_uint_eq(in.fault.fired, 0);
}
END_TEST

START_TEST(paused_and_own_allocations_do_not_count)
{
    arm("oom@1", "memory-limit=33");
    ck_assert_ptr_nonnull(take(VUT_DOMAIN_HARNESS));
    in.hooks.pause(in.hooks.ctx, true);
    ck_assert_ptr_nonnull(take(VUT_DOMAIN_HEAP));
    in.hooks.pause(in.hooks.ctx, true);
    in.hooks.pause(in.hooks.ctx, false);
    ck_assert_ptr_nonnull(take(VUT_DOMAIN_HEAP));
    ck_assert_ptr_nonnull(take(VUT_DOMAIN_COMPILER));
    in.hooks.pause(in.hooks.ctx, false);
    ck_assert_ptr_nonnull(take(VUT_DOMAIN_COMPILER));
    ck_assert_uint_eq(in.heap_count, 0);
    ck_assert_uint_eq(in.compiler_count, 1);
    ck_assert_ptr_null(take(VUT_DOMAIN_HEAP));
    ck_assert_ptr_nonnull(take(VUT_DOMAIN_HEAP));
}
END_TEST

/* ---- oom ----------------------------------------------------------------------------------------- */

static const struct {
    const char *first, *second;
    uint64_t failed; /* of ten allocations */
} PLANS[] = {
    {NULL, NULL, 0},
    {"oom@1", NULL, 1 << 1},
    {"oom@7", NULL, 1 << 7},
    {"oom@11", NULL, 0},
    {"oom@8+", NULL, 1 << 8 | 1 << 9 | 1 << 10},
    {"oom@1+", NULL, 0x7fe},
    {"oom@3", "oom@5", 1 << 3 | 1 << 5},
    {"oom@5", "oom@3", 1 << 3 | 1 << 5},
    {"oom@2", "oom@9+", 1 << 2 | 1 << 9 | 1 << 10},
    {"oom@4", "jit-oom@1", 1 << 4},
    {"oom@create:3", NULL, 0},
    {"gc@2", "interrupt@alloc:4", 0},
};
enum { PLAN_COUNT = sizeof PLANS / sizeof PLANS[0] };

START_TEST(the_named_allocations_fail)
{
    arm(PLANS[_i].first, PLANS[_i].second);
    ck_assert_uint_eq(failures(10, VUT_DOMAIN_HEAP), PLANS[_i].failed);
    ck_assert_uint_eq(in.heap_count, 10);
    ck_assert_uint_eq(failures(10, VUT_DOMAIN_HARNESS), 0);
}
END_TEST

START_TEST(arming_again_counts_from_one)
{
    for (int i = 0; i < 2; i++) {
        arm("oom@3", NULL);
        ck_assert_uint_eq(failures(5, VUT_DOMAIN_HEAP), 1 << 3);
    }
    inject_reset(&in);
    ck_assert_uint_eq(in.heap_count, 0);
    ck_assert_uint_eq(failures(5, VUT_DOMAIN_HEAP), 0);
}
END_TEST

START_TEST(growth_fails_and_leaves_the_block)
{
    arm("oom@2+", NULL);
    char *p = resize(NULL, 0, 100);
    memset(p, 3, 100);
    ck_assert_ptr_null(resize(p, 100, 200));
    ck_assert_uint_eq(arena_block_size(in.arena, p), 100);
    ck_assert_int_eq(p[99], 3);
    ck_assert_ptr_nonnull(resize(p, 100, 50));
    ck_assert_ptr_null(resize(p, 50, 0));
    ck_assert_uint_eq(in.fault.fired, 1);
    ck_assert_uint_eq(arena_live_blocks(in.arena), 0);
}
END_TEST

START_TEST(create_has_a_count_of_its_own)
{
    plan_count = 0;
    add_fault("oom@create:3");
    add_fault("oom@2");
    inject_arm(&in, plan, plan_count, true);
    ck_assert_uint_eq(failures(5, VUT_DOMAIN_HEAP), 1 << 3);
    ck_assert_str_eq(in.fault.kind, "oom");
    inject_disarm(&in);
    ck_assert_uint_eq(failures(5, VUT_DOMAIN_HEAP), 0);
    inject_arm(&in, plan, plan_count, false);
    ck_assert_uint_eq(failures(5, VUT_DOMAIN_HEAP), 1 << 2);
    ck_assert_uint_eq(in.fault.fired, 2);
}
END_TEST

START_TEST(the_compiler_has_a_count_of_its_own)
{
    arm("jit-oom@2", "jit-oom@4+");
    uint64_t failed = 0;
    for (int i = 1; i <= 6; i++) {
        ck_assert_ptr_nonnull(take(VUT_DOMAIN_HEAP));
        ck_assert_ptr_nonnull(take(VUT_DOMAIN_HARNESS));
        failed |= (uint64_t)!take(VUT_DOMAIN_COMPILER) << i;
    }
    ck_assert_uint_eq(failed, 1 << 2 | 1 << 4 | 1 << 5 | 1 << 6);
    ck_assert_uint_eq(in.heap_count, 6);
    ck_assert_uint_eq(in.compiler_count, 6);
    ck_assert_str_eq(in.fault.kind, "jit-oom");
    ck_assert_int_eq(in.fault.law, 2);
}
END_TEST

/* ---- What is known of a fault -------------------------------------------------------------------- */

START_TEST(a_fault_is_recorded_where_it_first_fired)
{
    arm("oom@2+", NULL);
    ck_assert_str_eq(in.fault.kind, "none");
    ck_assert_int_eq(in.fault.law, 0);
    in.hooks.output(in.hooks.ctx, "hello", 5);
    send(VUT_EVENT_RAISE, 0, 0, NULL);
    failures(2, VUT_DOMAIN_HEAP);
    in.hooks.output(in.hooks.ctx, "more", 4);
    send(VUT_EVENT_RAISE, 0, 0, NULL);
    failures(3, VUT_DOMAIN_HEAP);
    ck_assert_str_eq(in.fault.kind, "oom+");
    ck_assert_int_eq(in.fault.law, 1);
    ck_assert_uint_eq(in.fault.fired, 4);
    ck_assert_uint_eq(in.fault.output_before, 5);
    ck_assert_uint_eq(in.fault.raises_before, 1);
    ck_assert_uint_eq(in.raises, 2);
    ck_assert_int_eq(strncmp(in.fault.site, "site-", 5), 0);
    ck_assert_str_ne(in.fault.callers, "");
}
END_TEST

START_TEST(the_witness_outlives_the_run)
{
    struct obs_fault witness = {.kind = "old"};
    in.witness = &witness;
    inject_reset(&in);
    ck_assert_str_eq(witness.kind, "none");
    arm("oom@1", NULL);
    ck_assert_str_eq(witness.kind, "none");
    failures(3, VUT_DOMAIN_HEAP);
    ck_assert_str_eq(witness.kind, "oom");
    ck_assert_uint_eq(witness.fired, 1);
    ck_assert_str_eq(witness.site, in.fault.site);
    in.witness = NULL;
}
END_TEST

/* ---- Sites --------------------------------------------------------------------------------------- */

struct site_log {
    uint64_t hash[LOG_MAX];
    bool failed[LOG_MAX];
    size_t count;
};

static void log_site(void *ctx, uint64_t hash, uint32_t failed)
{
    struct site_log *log = ctx;
    log->hash[log->count] = hash;
    log->failed[log->count++] = failed;
}

static volatile unsigned calls; /* after each call, so that none is a tail call */

void *site_wrapper(size_t size), *site_inner(size_t size), *site_a(size_t size), *site_b(size_t size);

__attribute__((noinline)) void *site_wrapper(size_t size)
{
    void *p = resize(NULL, 0, size);
    calls++;
    return p;
}

__attribute__((noinline)) void *site_inner(size_t size)
{
    void *p = site_wrapper(size);
    calls += 2;
    return p;
}

__attribute__((noinline)) void *site_a(size_t size)
{
    void *p = site_inner(size);
    calls += 3;
    return p;
}

__attribute__((noinline)) void *site_b(size_t size)
{
    void *p = site_inner(size);
    calls += 4;
    return p;
}

enum { SITE_A, SITE_A_AGAIN, SITE_B, SITE_A_OTHER_LINE, SITE_A_LARGE, SITE_COUNT };

/* Allocations of two functions, as a counting run sees them. */
__attribute__((noinline)) static struct site_log pass_sites(const char *fault)
{
    struct site_log log = {.count = 0};
    in.on_site = log_site;
    in.on_site_ctx = &log;
    in.count_sites = fault == NULL;
    arm(fault, NULL);
    for (int i = 0; i < 2; i++)
        site_a(10);
    site_b(10);
    for (int i = 0; i < 2; i++)
        site_a(i ? 10000 : 60);
    inject_disarm(&in);
    in.on_site = NULL;
    in.count_sites = false;
    return log;
}

START_TEST(different_callers_are_different_sites)
{
    struct site_log log = pass_sites(NULL);
    ck_assert_uint_eq(log.count, SITE_COUNT);
    for (size_t i = 0; i < log.count; i++)
        ck_assert(!log.failed[i]);
    ck_assert_uint_ne(log.hash[SITE_A], log.hash[SITE_B]);
    ck_assert_uint_eq(log.hash[SITE_A], log.hash[SITE_A_AGAIN]);
    ck_assert_uint_eq(log.hash[SITE_A], log.hash[SITE_A_OTHER_LINE]);
    ck_assert_uint_ne(log.hash[SITE_A], log.hash[SITE_A_LARGE]);
}
END_TEST

START_TEST(the_failing_event_names_its_site)
{
    struct site_log all = pass_sites(NULL);
    struct site_log log = pass_sites("oom@3");
    ck_assert_uint_eq(log.count, 1);
    ck_assert(log.failed[0]);
    ck_assert_uint_eq(log.hash[0], all.hash[SITE_B]);
    static const char NEAREST[] = "site_inner<site_b<pass_sites"; /* the wrapper is left out */
    ck_assert_int_eq(strncmp(in.fault.callers, NEAREST, sizeof NEAREST - 1), 0);
    char name[OBS_NAME_SIZE];
    ck_assert_str_eq(in.fault.site, inject_site_name(log.hash[0], name, sizeof name));
}
END_TEST

static int print_sites(void)
{
    open_once();
    struct site_log log = pass_sites(NULL);
    for (size_t i = 0; i < log.count; i++)
        printf("%016llx\n", (unsigned long long)log.hash[i]);
    teardown();
    return 0;
}

static void sites_of_another_process(char *text, size_t size)
{
    char path[512], command[600];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    ck_assert_int_gt(length, 0);
    path[length] = '\0';
    snprintf(command, sizeof command, "'%s' " PRINT_SITES, path);
    FILE *from = popen(command, "r");
    ck_assert_ptr_nonnull(from);
    size_t used = fread(text, 1, size - 1, from);
    text[used] = '\0';
    ck_assert_int_eq(pclose(from), 0);
}

START_TEST(sites_are_the_same_in_every_process)
{
    char first[512], second[512];
    sites_of_another_process(first, sizeof first);
    sites_of_another_process(second, sizeof second);
    ck_assert_uint_eq(strlen(first), 17 * SITE_COUNT);
    ck_assert_str_eq(first, second);
}
END_TEST

START_TEST(a_site_has_a_short_name)
{
    char name[OBS_NAME_SIZE];
    ck_assert_str_eq(inject_site_name(0x0123456789abcdef, name, sizeof name), "site-01234567");
}
END_TEST

/* ---- Named sites --------------------------------------------------------------------------------- */

static void *take_at(int row)
{
    return in.hooks.resize(in.hooks.ctx, NULL, 0, 32, sites[row].domain, (uint32_t)row + 1);
}

START_TEST(a_named_site_has_a_count_of_its_own)
{
    arm("oom@value.text#2", "jit-oom@jit.trace#1");
    ck_assert_ptr_nonnull(take_at(TEXT));
    ck_assert_ptr_nonnull(take_at(CACHE));
    ck_assert_ptr_nonnull(take(VUT_DOMAIN_HEAP));
    ck_assert_ptr_null(take_at(TEXT));
    ck_assert_ptr_nonnull(take_at(TEXT));
    ck_assert_ptr_nonnull(take(VUT_DOMAIN_COMPILER));
    ck_assert_ptr_null(take_at(TRACE));
    ck_assert_ptr_nonnull(take_at(TRACE));
    ck_assert_uint_eq(in.fault.fired, 2);
    ck_assert_str_eq(in.fault.site, "value.text");
    ck_assert_str_eq(in.fault.callers, "");
    ck_assert(in.fault.named);
    arm("oom@value.cache#2+", NULL); /* counted afresh */
    ck_assert_ptr_nonnull(take_at(CACHE));
    ck_assert_ptr_nonnull(take_at(TEXT));
    ck_assert_ptr_null(take_at(CACHE));
    ck_assert_ptr_null(take_at(CACHE));
}
END_TEST

START_TEST(a_failing_site_says_whether_it_absorbs)
{
    arm("oom@1", NULL);
    take_at(CACHE);
    ck_assert(in.fault.named && in.fault.absorbs);
    inject_reset(&in);
    arm("oom@1", NULL);
    take_at(TEXT);
    ck_assert(in.fault.named && !in.fault.absorbs);
    inject_reset(&in);
    arm("oom@1+", NULL); /* all of them must absorb it */
    take_at(CACHE);
    ck_assert(in.fault.absorbs);
    take_at(TEXT);
    ck_assert(!in.fault.absorbs);
    inject_reset(&in);
    arm("oom@1", NULL);
    take(VUT_DOMAIN_HEAP);
    ck_assert(!in.fault.named);
}
END_TEST

START_TEST(each_named_site_that_fails_is_told)
{
    struct site_log log = {.count = 0};
    in.on_site = log_site;
    in.on_site_ctx = &log;
    arm("oom@2+", NULL);
    for (int row = 0; row < SITE_ROWS; row++)
        take_at(row);
    take_at(TEXT);
    in.on_site = NULL;
    ck_assert_uint_eq(log.count, 2);
    ck_assert_uint_eq(log.hash[0], inject_named_site(&fake, CACHE));
    ck_assert_uint_eq(log.hash[1], inject_named_site(&fake, TEXT));
    ck_assert(log.failed[0] && log.failed[1]);
}
END_TEST

/* A collection or an interrupt there is no failure. */
START_TEST(what_does_not_fail_is_not_told_as_failing)
{
    struct site_log log = {.count = 0};
    in.on_site = log_site;
    in.on_site_ctx = &log;
    arm("gc@1", "interrupt@alloc:2");
    take_at(TEXT);
    take_at(TEXT);
    in.on_site = NULL;
    ck_assert_uint_eq(in.fault.fired, 2);
    ck_assert_uint_eq(log.count, 0);
}
END_TEST

START_TEST(a_counting_run_sees_names_and_peaks)
{
    struct site_log log = {.count = 0};
    in.on_site = log_site;
    in.on_site_ctx = &log;
    in.count_sites = true;
    arm(NULL, NULL);
    void *block = take_at(TEXT);
    take_at(TRACE);
    in.hooks.resize(in.hooks.ctx, block, 32, 0, VUT_DOMAIN_HEAP, TEXT + 1);
    ck_assert_uint_eq(in.heap_peak, 32);
    take_at(CACHE);
    ck_assert_uint_eq(in.heap_peak, 32);
    take_at(CACHE);
    ck_assert_uint_eq(in.heap_peak, 64); /* compiler memory does not count */
    in.count_sites = false;
    in.on_site = NULL;
    ck_assert_uint_eq(log.count, 4);
    ck_assert_uint_eq(log.hash[0], inject_named_site(&fake, TEXT));
    ck_assert_uint_eq(log.hash[1], inject_named_site(&fake, TRACE));
    ck_assert_uint_ne(log.hash[0], log.hash[2]);
}
END_TEST

/* ---- States -------------------------------------------------------------------------------------- */

struct event_log {
    struct inject_event event[LOG_MAX];
    size_t count;
};

static void log_event(void *ctx, const struct inject_event *e)
{
    struct event_log *log = ctx;
    log->event[log->count++] = *e;
}

static struct event_log *log_events(bool each)
{
    static struct event_log log;
    log.count = 0;
    in.on_event = log_event;
    in.on_site_ctx = &log;
    in.each_event = each;
    return &log;
}

static void log_no_events(void)
{
    in.on_event = NULL;
    in.each_event = false;
}

static void assert_event(const struct inject_event *e, enum vut_fault kind, uint64_t n, uint64_t site,
                         uint32_t in_state, bool failed)
{
    ck_assert_int_eq(e->kind, kind);
    ck_assert_uint_eq(e->n, n);
    ck_assert_uint_eq(e->site, site);
    ck_assert_uint_eq(e->state, in_state);
    ck_assert(e->failed == failed);
}

START_TEST(a_measured_run_tells_each_event_with_its_state)
{
    struct event_log *log = log_events(true);
    arm(NULL, NULL);
    state = LOADING;
    take_at(TEXT);
    state = RUNNING;
    take_at(TRACE);
    take(VUT_DOMAIN_HEAP); /* whose site the VM does not say */
    take(VUT_DOMAIN_HARNESS);
    state = ABORTING;
    void *code = in.hooks.code_map(in.hooks.ctx, NULL, PAGE, VUT_PROT_READ);
    in.hooks.code_unmap(in.hooks.ctx, code, PAGE);
    log_no_events();
    ck_assert_uint_eq(log->count, 5);
    assert_event(&log->event[0], VUT_FAULT_OOM, 1, inject_named_site(&fake, TEXT), LOADING, false);
    assert_event(&log->event[1], VUT_FAULT_JIT_OOM, 1, inject_named_site(&fake, TRACE), RUNNING, false);
    assert_event(&log->event[2], VUT_FAULT_OOM, 2, 0, RUNNING, false);
    assert_event(&log->event[3], VUT_FAULT_MCODE, 1, inject_code_site(&fake, VUT_CODE_MAP), ABORTING,
                 false);
    assert_event(&log->event[4], VUT_FAULT_MCODE, 2, inject_code_site(&fake, VUT_CODE_UNMAP), ABORTING,
                 false);
}
END_TEST

START_TEST(what_fails_is_told_with_its_state)
{
    struct event_log *log = log_events(false);
    arm("oom@2+", "mcode@1");
    state = RUNNING;
    for (int i = 0; i < 3; i++)
        take_at(TEXT);
    state = ABORTING;
    in.hooks.code_map(in.hooks.ctx, NULL, PAGE, VUT_PROT_READ);
    log_no_events();
    ck_assert_uint_eq(log->count, 3);
    assert_event(&log->event[1], VUT_FAULT_OOM, 2, inject_named_site(&fake, TEXT), RUNNING, true);
    assert_event(&log->event[2], VUT_FAULT_MCODE, 1, inject_code_site(&fake, VUT_CODE_MAP), ABORTING, true);
}
END_TEST

/* In the order in which they fire, each once. */
START_TEST(firings_are_kept_with_their_state)
{
    arm("jit-oom@1", "oom@1+");
    state = RUNNING;
    take_at(TEXT);
    take_at(TEXT);
    state = ABORTING;
    take_at(TRACE);
    ck_assert_uint_eq(in.firing_count, 2);
    ck_assert_uint_eq(in.firing[0].fault, 1);
    ck_assert_uint_eq(in.firing[0].state, RUNNING);
    ck_assert_uint_eq(in.firing[1].fault, 0);
    ck_assert_uint_eq(in.firing[1].state, ABORTING);
}
END_TEST

/* A collection, too, happens in some state, though nothing fails. */
START_TEST(what_does_not_fail_has_a_state)
{
    struct event_log *log = log_events(false);
    arm("gc@1", NULL);
    state = ABORTING;
    take_at(TEXT);
    log_no_events();
    ck_assert_uint_eq(log->count, 0);
    ck_assert_uint_eq(in.firing_count, 1);
    ck_assert_uint_eq(in.firing[0].state, ABORTING);
}
END_TEST

/* While it is created there is nobody to ask, and what it says may be wrong. */
START_TEST(no_state_without_a_vm_that_knows)
{
    struct event_log *log = log_events(true);
    arm("oom@1", "oom@2");
    in.vm = NULL;
    take_at(TEXT);
    in.vm = (struct vut_vm *)&in;
    state = STATE_ROWS;
    take_at(TEXT);
    log_no_events();
    ck_assert_uint_eq(log->count, 0);
    ck_assert_uint_eq(in.firing_count, 2);
    ck_assert_uint_eq(in.firing[0].state, INJECT_NO_STATE);
    ck_assert_uint_eq(in.firing[1].state, INJECT_NO_STATE);
}
END_TEST

/* ---- Safepoints ---------------------------------------------------------------------------------- */

/* Counts down as a VM does; returns which of `count` safepoints the hook was called at, as bits. */
static uint64_t pass_safepoints(int count)
{
    uint64_t calls_at = 0, left = in.hooks.safepoint(in.hooks.ctx, 0);
    for (int number = 1; number <= count; number++)
        if (--left == 0) {
            calls_at |= (uint64_t)1 << number;
            left = in.hooks.safepoint(in.hooks.ctx, (uint64_t)number);
        }
    return calls_at;
}

START_TEST(a_safepoint_is_asked_for_only_where_a_fault_is)
{
    arm(NULL, NULL);
    ck_assert_uint_eq(pass_safepoints(20), 0);
    arm("interrupt:throw@3", "flush@17");
    ck_assert_uint_eq(pass_safepoints(20), 1 << 3 | 1 << 17);
    ck_assert_uint_eq(note_count, 2);
    ck_assert_int_eq(notes[0].action, VUT_ACTION_THROW);
    ck_assert_int_eq(notes[1].action, VUT_ACTION_FLUSH);
    ck_assert_uint_eq(in.interrupts.raised, 2);
    ck_assert_uint_eq(in.interrupts.due, 2);
    ck_assert_uint_eq(in.fault.fired, 2);
    ck_assert_str_eq(in.fault.site, "safepoint");
    ck_assert_str_eq(in.fault.kind, "interrupt:throw");
    inject_disarm(&in);
    ck_assert_uint_eq(pass_safepoints(20), 0);
    inject_reset(&in);
    arm("interrupt@4", "flush@4"); /* one delivery does for both */
    ck_assert_uint_eq(pass_safepoints(20), 1 << 4);
    ck_assert_uint_eq(in.interrupts.raised, 2);
    ck_assert_uint_eq(in.interrupts.due, 1);
}
END_TEST

START_TEST(a_counting_run_sees_every_safepoint)
{
    in.count_sites = true;
    arm(NULL, NULL);
    ck_assert_uint_eq(pass_safepoints(5), 0x3e);
    ck_assert_uint_eq(in.safepoint_count, 5);
    in.count_sites = false;
}
END_TEST

/* Passes guards as a VM does, and says which of them were forced. */
static uint64_t pass_guards(int count)
{
    uint64_t forced = 0, armed_at = 0, left = in.hooks.guard(in.hooks.ctx, 0);
    uint64_t armed = left;
    for (int i = 1; i <= count; i++) {
        if (--left != 0)
            continue;
        forced |= (uint64_t)1 << i;
        armed_at += armed;
        ck_assert_uint_eq(armed_at, i);
        armed = left = in.hooks.guard(in.hooks.ctx, armed_at);
    }
    return forced;
}

START_TEST(the_named_guards_are_forced)
{
    static const struct {
        const char *first, *second;
        uint64_t forced;
    } rows[] = {
        {NULL, NULL, 0},
        {"exit@1", NULL, 1 << 1},
        {"exit@20", NULL, 1 << 20},
        {"exit@21", NULL, 0},
        {"exit@7", "exit@3", 1 << 3 | 1 << 7},
        {"exit@18+", "exit@2", 1 << 2 | 1 << 18 | 1 << 19 | 1 << 20},
        {"oom@3", "flush@2", 0},
    };
    arm(rows[_i].first, rows[_i].second);
    ck_assert_uint_eq(pass_guards(20), rows[_i].forced);
    ck_assert_uint_eq(in.fault.fired, __builtin_popcountll(rows[_i].forced));
    ck_assert_str_eq(in.fault.kind, !rows[_i].forced ? "none" : "exit");
    ck_assert_int_eq(in.fault.law, rows[_i].forced ? 2 : 0);
    ck_assert_str_eq(in.fault.site, rows[_i].forced ? "guard" : "");
    inject_disarm(&in);
    ck_assert_uint_eq(pass_guards(20), 0);
}
END_TEST

/* To hear of a guard is to take its exit, so that even a run that counts everything must not ask. */
START_TEST(a_counting_run_forces_no_guard)
{
    in.count_sites = true;
    arm(NULL, NULL);
    ck_assert_uint_eq(pass_guards(20), 0);
    in.count_sites = false;
}
END_TEST

/* What the compiler meets with does not show, so that the fault to tell of is the language's. */
START_TEST(a_fault_of_the_language_comes_before_one_of_the_compiler)
{
    arm("jit-oom@1", "oom@1");
    ck_assert_ptr_null(take(VUT_DOMAIN_COMPILER));
    ck_assert_str_eq(in.fault.kind, "jit-oom");
    in.output_size = 3;
    ck_assert_ptr_null(take(VUT_DOMAIN_HEAP));
    ck_assert_str_eq(in.fault.kind, "oom");
    ck_assert_int_eq(in.fault.law, 1);
    ck_assert_uint_eq(in.fault.output_before, 3);
    ck_assert_uint_eq(in.fault.fired, 2);
    inject_reset(&in);
    arm("oom@1", "exit@1");
    ck_assert_ptr_null(take(VUT_DOMAIN_HEAP));
    ck_assert_uint_eq(pass_guards(2), 1 << 1);
    ck_assert_str_eq(in.fault.kind, "oom");
    ck_assert_uint_eq(in.fault.fired, 2);
}
END_TEST

static int asked;

static bool not_yet(void *ctx)
{
    ck_assert_ptr_eq(ctx, &asked);
    return ++asked > 1;
}

/* As in the trunk of a sweep: the first time the fault is put off. */
START_TEST(each_fault_but_a_guard_asks_before_it_fires)
{
    static const char *const kinds[] = {"oom@1", "jit-oom@1", "mcode@1", "flush@1"};
    asked = 0;
    in.may_fire = not_yet;
    in.may_fire_ctx = &asked;
    for (int round = 0; round < 2; round++) {
        arm(kinds[_i], NULL);
        take(VUT_DOMAIN_HEAP);
        take(VUT_DOMAIN_COMPILER);
        in.hooks.code_map(in.hooks.ctx, NULL, PAGE, VUT_PROT_READ);
        pass_safepoints(1);
        ck_assert_int_eq(asked, round + 1);
        ck_assert_uint_eq(in.fault.fired, round);
    }
    in.may_fire = NULL;
}
END_TEST

START_TEST(an_interrupt_during_an_allocation_is_not_due_at_once)
{
    arm("interrupt@alloc:1", "interrupt@9");
    take(VUT_DOMAIN_HEAP);
    ck_assert_uint_eq(pass_safepoints(8), 0);
    ck_assert_uint_eq(in.interrupts.raised, 1);
    ck_assert_uint_eq(in.interrupts.due, 0);
}
END_TEST

START_TEST(deliveries_are_counted_with_what_is_wrong)
{
    send(VUT_EVENT_INTERRUPT, 0, 0, NULL);
    ck_assert_uint_eq(in.interrupts.late, 0);
    send(VUT_EVENT_INTERRUPT, 2, 0, "frame of the caller");
    send(VUT_EVENT_INTERRUPT, 0, 0, "another");
    ck_assert_uint_eq(in.interrupts.delivered, 3);
    ck_assert_uint_eq(in.interrupts.late, 1);
    ck_assert_str_eq(in.interrupts.note, "frame of the caller");
    ck_assert_uint_eq(in.interrupts.raised, 0);
    send(VUT_EVENT_INTERRUPT, 0, 1, NULL); /* which the program raised */
    ck_assert_uint_eq(in.interrupts.raised, 1);
    ck_assert_uint_eq(in.interrupts.delivered, 4);
}
END_TEST

/* Whether the error starts before or after the VM tells of the budget, it belongs to the fault. */
START_TEST(a_limit_fires_when_the_vm_says_so)
{
    arm("stack-limit=5", NULL);
    send(VUT_EVENT_RAISE, 0, 0, NULL);
    send(VUT_EVENT_TRACE_FLUSH, 0, 0, NULL);
    ck_assert_uint_eq(in.fault.fired, 0);
    send(VUT_EVENT_LIMIT, VUT_FAULT_STACK_LIMIT, 0, NULL);
    ck_assert_uint_eq(in.fault.fired, 1);
    ck_assert_str_eq(in.fault.kind, "stack-limit");
    ck_assert_uint_eq(in.fault.raises_before, 1);
    inject_reset(&in);
    arm("stack-limit=5", NULL);
    send(VUT_EVENT_RAISE, 0, 0, NULL);
    send(VUT_EVENT_LIMIT, VUT_FAULT_STACK_LIMIT, 0, NULL);
    ck_assert_uint_eq(in.fault.raises_before, 0);
    inject_reset(&in);
    arm("oom@9", NULL);
    send(VUT_EVENT_LIMIT, VUT_FAULT_STACK_LIMIT, 0, NULL);
    ck_assert_uint_eq(in.fault.fired, 0);
}
END_TEST

/* ---- Requests to the VM -------------------------------------------------------------------------- */

START_TEST(a_collection_is_asked_for_at_its_event)
{
    arm("gc@3", "gc@5+");
    ck_assert_uint_eq(failures(7, VUT_DOMAIN_HEAP), 0);
    static const uint64_t AT[] = {3, 5, 6, 7};
    ck_assert_uint_eq(note_count, 4);
    for (size_t i = 0; i < note_count; i++) {
        ck_assert_uint_eq(notes[i].heap_count, AT[i]);
        ck_assert_int_eq(notes[i].action, -1);
    }
    ck_assert_uint_eq(in.fault.fired, 4);
    ck_assert_str_eq(in.fault.kind, "gc");
}
END_TEST

START_TEST(an_interrupt_is_raised_during_its_allocation)
{
    arm("interrupt:throw@alloc:9", "interrupt:call@alloc:4");
    ck_assert_uint_eq(failures(12, VUT_DOMAIN_HEAP), 0);
    ck_assert_uint_eq(note_count, 2);
    ck_assert_uint_eq(notes[0].heap_count, 4);
    ck_assert_int_eq(notes[0].action, VUT_ACTION_CALL);
    ck_assert_uint_eq(notes[1].heap_count, 9);
    ck_assert_int_eq(notes[1].action, VUT_ACTION_THROW);
    ck_assert_uint_eq(in.interrupts.raised, 2);
    ck_assert_uint_eq(in.interrupts.delivered, 0);
    send(VUT_EVENT_INTERRUPT, 0, 0, NULL);
    ck_assert_uint_eq(in.interrupts.delivered, 1);
    ck_assert_str_eq(in.fault.kind, "interrupt:call");
}
END_TEST

START_TEST(one_event_may_have_two_faults)
{
    arm("gc@2", "oom@2");
    ck_assert_uint_eq(failures(3, VUT_DOMAIN_HEAP), 1 << 2);
    ck_assert_uint_eq(note_count, 1);
    ck_assert_uint_eq(in.fault.fired, 2);
}
END_TEST

/* ---- memory-limit -------------------------------------------------------------------------------- */

START_TEST(the_budget_holds_live_bytes)
{
    arm("memory-limit=1000", NULL);
    char *p = resize(NULL, 0, 600), *q = resize(NULL, 0, 400);
    ck_assert_ptr_nonnull(p);
    ck_assert_ptr_nonnull(q);
    ck_assert_ptr_null(resize(NULL, 0, 1));
    ck_assert_ptr_null(resize(q, 400, 401));
    ck_assert_uint_eq(in.fault.fired, 2);
    ck_assert_str_eq(in.fault.kind, "memory-limit");
    q = resize(q, 400, 300);
    ck_assert_ptr_nonnull(q = resize(q, 300, 400));
    ck_assert_ptr_null(resize(p, 600, 0));
    ck_assert_ptr_nonnull(p = resize(NULL, 0, 600));
    ck_assert_ptr_null(resize(NULL, 0, SIZE_MAX));
    ck_assert_ptr_null(resize(p, 600, SIZE_MAX - 3));
    ck_assert_uint_eq(in.fault.fired, 4);
    ck_assert_ptr_nonnull(take(VUT_DOMAIN_COMPILER));
    ck_assert_ptr_nonnull(take(VUT_DOMAIN_HARNESS));
    inject_disarm(&in);
    ck_assert_ptr_nonnull(resize(NULL, 0, 5000));
}
END_TEST

START_TEST(what_was_there_before_does_not_count)
{
    char *old = resize(NULL, 0, 5000);
    arm("memory-limit=1000", NULL);
    ck_assert_ptr_null(resize(old, 5000, 0));
    ck_assert_ptr_nonnull(resize(NULL, 0, 900));
    ck_assert_uint_eq(in.fault.fired, 0);
}
END_TEST

START_TEST(a_budget_starts_afresh_after_create)
{
    plan_count = 0;
    add_fault("memory-limit=1000");
    add_fault("oom@create:2");
    inject_arm(&in, plan, plan_count, true);
    ck_assert_ptr_nonnull(resize(NULL, 0, 5000));
    inject_disarm(&in);
    inject_arm(&in, plan, plan_count, false);
    ck_assert_ptr_nonnull(resize(NULL, 0, 1000));
    ck_assert_ptr_null(resize(NULL, 0, 1));
}
END_TEST

START_TEST(an_endless_budget_is_none)
{
    arm("memory-limit=18446744073709551615", NULL);
    ck_assert_ptr_nonnull(resize(NULL, 0, 5000));
    ck_assert_uint_eq(in.fault.fired, 0);
}
END_TEST

START_TEST(a_full_arena_costs_no_budget)
{
    arm("memory-limit=1024M", NULL);
    ck_assert_ptr_null(resize(NULL, 0, ARENA_SIZE + 1));
    ck_assert_uint_eq(in.heap_bytes, 0);
    ck_assert_uint_eq(in.fault.fired, 0);
    ck_assert(arena_was_full(in.arena));
}
END_TEST

/* ---- Code memory --------------------------------------------------------------------------------- */

static void *map_page(void)
{
    return in.hooks.code_map(in.hooks.ctx, NULL, PAGE, VUT_PROT_READ | VUT_PROT_WRITE);
}

static int protect_page(void *page, int prot)
{
    return in.hooks.code_protect(in.hooks.ctx, page, PAGE, prot);
}

static int unmap_page(void *page)
{
    return in.hooks.code_unmap(in.hooks.ctx, page, PAGE);
}

static bool is_mapped(void *page)
{
    unsigned char resident;
    return mincore(page, PAGE, &resident) == 0;
}

START_TEST(code_memory_holds_code)
{
    static const unsigned char RETURN_42[] = {0xb8, 42, 0, 0, 0, 0xc3};
    arm(NULL, NULL);
    char *page = map_page();
    ck_assert_ptr_ne(page, MAP_FAILED);
    memcpy(page, RETURN_42, sizeof RETURN_42);
    ck_assert_int_eq(protect_page(page, VUT_PROT_READ | VUT_PROT_EXEC), 0);
    ck_assert_int_eq(((int (*)(void))(uintptr_t)page)(), 42);
    ck_assert_uint_eq(in.maps.count, 1);
    ck_assert_int_eq(unmap_page(page), 0);
    ck_assert(!is_mapped(page));
    ck_assert_uint_eq(in.maps.count, 0);
    ck_assert_uint_eq(in.code_count, 3);
    ck_assert_uint_eq(in.heap_count, 0);
}
END_TEST

/* Three rounds of map, protect and unmap, so that event 3k+1 is a map. Bits say which call failed. */
static uint64_t code_rounds(void)
{
    uint64_t failed = 0;
    for (int i = 0; i < 3; i++) {
        char *page = map_page();
        if (page == MAP_FAILED) {
            ck_assert_int_eq(errno, ENOMEM);
            failed |= (uint64_t)1 << (3 * i + 1);
            page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        }
        errno = 0;
        if (protect_page(page, VUT_PROT_READ) != 0) {
            ck_assert_int_eq(errno, ENOMEM);
            failed |= (uint64_t)1 << (3 * i + 2);
            *(volatile char *)page = 1; /* still writable */
        }
        errno = 0;
        if (unmap_page(page) != 0) {
            ck_assert_int_eq(errno, ENOMEM);
            failed |= (uint64_t)1 << (3 * i + 3);
            ck_assert(is_mapped(page));
        } else {
            ck_assert(!is_mapped(page));
        }
    }
    return failed;
}

START_TEST(the_named_code_operation_fails)
{
    char text[32];
    snprintf(text, sizeof text, "mcode@%d", _i);
    arm(text, NULL);
    ck_assert_uint_eq(code_rounds(), _i <= 9 ? (uint64_t)1 << _i : 0);
    ck_assert_uint_eq(in.code_count, 9);
    ck_assert_uint_eq(in.fault.fired, _i <= 9);
    ck_assert_str_eq(in.fault.kind, _i <= 9 ? "mcode" : "none");
}
END_TEST

START_TEST(all_code_operations_from_one_on_fail)
{
    arm("mcode@8+", "mcode@2");
    ck_assert_uint_eq(code_rounds(), 1 << 2 | 1 << 8 | 1 << 9);
    arm("oom@1+", "jit-oom@1+");
    ck_assert_uint_eq(code_rounds(), 0);
}
END_TEST

/* A map whose unmap was made to fail is not the VM's leak, any other is. */
START_TEST(maps_that_had_to_stay_are_known)
{
    arm("mcode@3", "mcode@4");
    char *kept = map_page(), *leaked = map_page();
    ck_assert_int_eq(unmap_page(kept), -1);
    ck_assert_int_eq(unmap_page(kept), -1);
    ck_assert_uint_eq(in.maps.count - in.maps.kept, 1);
    ck_assert_int_eq(unmap_page(kept), 0);
    ck_assert_uint_eq(in.maps.count - in.maps.kept, 1);
    ck_assert(is_mapped(leaked));
    inject_reset(&in);
    ck_assert(!is_mapped(leaked));
    ck_assert_uint_eq(in.maps.count, 0);
}
END_TEST

START_TEST(there_is_an_end_to_code_maps)
{
    arm(NULL, NULL);
    for (int i = 0; i < MAPS_MAX; i++)
        ck_assert_ptr_ne(map_page(), MAP_FAILED);
    errno = 0;
    ck_assert_ptr_eq(map_page(), MAP_FAILED);
    ck_assert_int_eq(errno, ENOMEM);
    ck_assert_uint_eq(in.fault.fired, 0);
}
END_TEST

/* ---- Output -------------------------------------------------------------------------------------- */

static void print(size_t size)
{
    char *text = malloc(size + 1);
    memset(text, 'x', size);
    in.hooks.output(in.hooks.ctx, text, size);
    free(text);
}

START_TEST(output_is_kept_in_order)
{
    in.hooks.output(in.hooks.ctx, "a\0b", 3);
    in.hooks.output(in.hooks.ctx, "", 0);
    in.hooks.output(in.hooks.ctx, "c\n", 2);
    ck_assert_uint_eq(in.output_size, 5);
    ck_assert_mem_eq(in.output, "a\0bc\n", 5);
    ck_assert(!in.output_cut);
}
END_TEST

START_TEST(output_is_cut_at_its_budget)
{
    print(INJECT_OUTPUT_MAX - 10);
    print(10);
    ck_assert(!in.output_cut);
    ck_assert_uint_eq(in.output_size, INJECT_OUTPUT_MAX);
    print(1);
    ck_assert(in.output_cut);
    ck_assert_uint_eq(in.output_size, INJECT_OUTPUT_MAX);
    inject_begin_output(&in);
    ck_assert(!in.output_cut);
    print(INJECT_OUTPUT_MAX + 5);
    ck_assert(in.output_cut);
    ck_assert_uint_eq(in.output_size, 2 * INJECT_OUTPUT_MAX);
    inject_reset(&in);
    ck_assert_uint_eq(in.output_size, 0);
    ck_assert(!in.output_cut);
}
END_TEST

START_TEST(output_never_leaves_its_buffer)
{
    for (int i = 0; i < 40; i++) {
        inject_begin_output(&in);
        print(INJECT_OUTPUT_MAX);
    }
    ck_assert_uint_eq(in.output_size, INJECT_BUFFER_SIZE);
    ck_assert(in.output_cut);
}
END_TEST

/* ---- The trace log ------------------------------------------------------------------------------- */

START_TEST(traces_are_counted)
{
    arm(NULL, NULL);
    send(VUT_EVENT_TRACE_START, 1, 0, NULL);
    send(VUT_EVENT_TRACE_STOP, 1, 0, "loop");
    send(VUT_EVENT_TRACE_START, 2, 1, NULL);
    send(VUT_EVENT_TRACE_ABORT, 2, 0, "too long");
    send(VUT_EVENT_TRACE_EXIT, 1, 3, NULL);
    send(VUT_EVENT_TRACE_EXIT, 1, 3, NULL);
    send(VUT_EVENT_TRACE_FLUSH, 0, 0, NULL);
    inject_finish(&in);
    const struct obs_traces *t = &in.traces;
    ck_assert_uint_eq(t->starts, 2);
    ck_assert_uint_eq(t->side_starts, 1);
    ck_assert_uint_eq(t->stops, 1);
    ck_assert_uint_eq(t->aborts, 1);
    ck_assert_uint_eq(t->exits, 2);
    ck_assert_uint_eq(t->flushes, 1);
    ck_assert_uint_eq(t->unnamed, 0);
    ck_assert_uint_eq(t->unended, 0);
    ck_assert_str_eq(t->last_abort, "too long");
}
END_TEST

START_TEST(lost_reasons_are_counted)
{
    arm(NULL, NULL);
    static const char *const REASONS[] = {"", "blacklisted", NULL};
    for (size_t i = 0; i < 3; i++) {
        send(VUT_EVENT_TRACE_START, 1, 0, NULL);
        send(VUT_EVENT_TRACE_ABORT, 1, 0, REASONS[i]);
    }
    ck_assert_uint_eq(in.traces.aborts, 3);
    ck_assert_uint_eq(in.traces.unnamed, 2);
    ck_assert_str_eq(in.traces.last_abort, "");
}
END_TEST

START_TEST(traces_without_an_end_are_counted)
{
    arm(NULL, NULL);
    send(VUT_EVENT_TRACE_START, 1, 0, NULL);
    send(VUT_EVENT_TRACE_START, 2, 0, NULL);
    ck_assert_uint_eq(in.traces.unended, 1);
    send(VUT_EVENT_TRACE_STOP, 2, 0, "loop");
    send(VUT_EVENT_TRACE_ABORT, 2, 0, "twice");
    send(VUT_EVENT_TRACE_START, 3, 0, NULL);
    send(VUT_EVENT_TRACE_FLUSH, 0, 0, NULL); /* takes the trace that is being recorded along */
    inject_finish(&in);
    ck_assert_uint_eq(in.traces.unended, 1);
    send(VUT_EVENT_TRACE_START, 4, 0, NULL);
    inject_finish(&in);
    inject_finish(&in);
    ck_assert_uint_eq(in.traces.unended, 2);
}
END_TEST

static uint64_t trace_hash(int variant)
{
    inject_reset(&in);
    arm(NULL, NULL);
    send(VUT_EVENT_TRACE_START, 1, 0, NULL);
    send(VUT_EVENT_TRACE_STOP, variant == 1 ? 2 : 1, 0, variant == 2 ? "return" : "loop");
    send(VUT_EVENT_TRACE_EXIT, 1, variant == 3 ? 2 : 1, NULL);
    if (variant == 4)
        send(VUT_EVENT_TRACE_EXIT, 1, 1, NULL);
    if (variant == 5)
        send(VUT_EVENT_RAISE, 1, 1, NULL);
    return in.traces.hash;
}

START_TEST(the_sequence_of_traces_has_a_hash)
{
    uint64_t hash = trace_hash(0);
    ck_assert_uint_ne(hash, 0);
    ck_assert_uint_eq(trace_hash(0), hash);
    for (int variant = 1; variant <= 4; variant++)
        ck_assert_uint_ne(trace_hash(variant), hash);
    ck_assert_uint_eq(trace_hash(5), hash); /* an error is no trace event */
}
END_TEST

START_TEST(traces_count_while_armed_errors_always)
{
    send(VUT_EVENT_TRACE_START, 1, 0, NULL);
    send(VUT_EVENT_RAISE, 0, 0, NULL);
    arm(NULL, NULL);
    send(VUT_EVENT_RAISE, 0, 0, NULL);
    inject_disarm(&in);
    send(VUT_EVENT_TRACE_STOP, 1, 0, "loop");
    send(VUT_EVENT_RAISE, 0, 0, NULL);
    ck_assert_uint_eq(in.traces.starts + in.traces.stops, 0);
    ck_assert_uint_eq(in.raises, 3);
    inject_reset(&in);
    ck_assert_uint_eq(in.raises, 0);
}
END_TEST

START_TEST(events_are_dumped_as_lines)
{
    char *text = NULL;
    size_t size = 0;
    in.dump = open_memstream(&text, &size);
    arm("oom@1", NULL);
    send(VUT_EVENT_TRACE_START, 7, 2, NULL);
    send(VUT_EVENT_TRACE_ABORT, 7, 0, "too long");
    take(VUT_DOMAIN_HEAP);
    fclose(in.dump);
    in.dump = NULL;
    static const char START[] = "start 7 2 0 \nabort 7 0 0 too long\nfault oom at site-";
    ck_assert_int_eq(strncmp(text, START, sizeof START - 1), 0);
    free(text);
}
END_TEST

START_TEST(the_vm_prints_what_was_asked_for)
{
    char *text = NULL;
    size_t size = 0;
    arm(NULL, NULL);
    inject_loaded(&in, "print", 5); /* nobody asked */
    in.vm_dump = open_memstream(&text, &size);
    in.vm_dumps = 1 << 1 | 1 << 2;
    inject_loaded(&in, "print", 5);
    send(VUT_EVENT_RAISE, 0, 0, NULL);
    send(VUT_EVENT_TRACE_START, 7, 2, NULL);
    inject_disarm(&in);
    inject_loaded(&in, "again", 5); /* the aftermath is not what was asked for */
    send(VUT_EVENT_RAISE, 0, 0, NULL);
    fclose(in.vm_dump);
    in.vm_dump = NULL;
    ck_assert_str_eq(text, "nodes of 'print'\nframes of ''\n");
    ck_assert_uint_eq(in.heap_count, 0);
    free(text);
}
END_TEST

/* An error that nobody handles ends the process, with a record of what it was. */
START_TEST(a_panic_ends_the_process)
{
    struct obs_crash *record =
        mmap(NULL, sizeof *record, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        crash_install(record);
        send(VUT_EVENT_PANIC, 0, 0, "unprotected error");
        _exit(0);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(WIFEXITED(status) ? WEXITSTATUS(status) : -1, CRASH_EXIT_STATUS);
    ck_assert_int_eq(record->kind, OBS_CRASH_PANIC);
    ck_assert_str_eq(record->text, "unprotected error");
    munmap(record, sizeof *record);
}
END_TEST

/* ---- Feedback ------------------------------------------------------------------------------------ */

static uint8_t feedback[INJECT_FEEDBACK_SIZE];

static unsigned counters_used(void)
{
    unsigned used = 0;
    for (size_t i = 0; i < sizeof feedback; i++)
        used += feedback[i] != 0;
    return used;
}

static unsigned counters_sum(void)
{
    unsigned sum = 0;
    for (size_t i = 0; i < sizeof feedback; i++)
        sum += feedback[i];
    return sum;
}

START_TEST(a_feature_has_its_counter)
{
    inject_feature(&in, "abort", "nobody listens", 0, 0);
    in.feedback = feedback;
    static const char *const NAMES[] = {"one", "two", NULL};
    for (size_t i = 0; i < 3; i++)
        for (uint64_t a = 0; a < 2; a++)
            for (uint64_t b = 0; b < 2; b++)
                inject_feature(&in, "class", NAMES[i], a, b);
    inject_feature(&in, "other", "one", 0, 0);
    ck_assert_uint_eq(counters_used(), 13);
    inject_feature(&in, "class", "two", 1, 0);
    ck_assert_uint_eq(counters_used(), 13);
    ck_assert_uint_eq(counters_sum(), 14);
    for (int i = 0; i < 1000; i++)
        inject_feature(&in, "class", "two", 1, 0);
    ck_assert_uint_eq(counters_sum(), 12 + 255);
    in.feedback = NULL;
}
END_TEST

/* Trace events are features, but for the number of a trace: else each trace were something new. */
START_TEST(trace_events_are_features)
{
    in.feedback = feedback;
    arm(NULL, NULL);
    send(VUT_EVENT_TRACE_ABORT, 1, 0, "too long");
    ck_assert_uint_eq(counters_used(), 1);
    send(VUT_EVENT_TRACE_ABORT, 2, 0, "too long");
    ck_assert_uint_eq(counters_used(), 1);
    send(VUT_EVENT_TRACE_ABORT, 2, 0, "blacklisted");
    ck_assert_uint_eq(counters_used(), 2);
    send(VUT_EVENT_TRACE_START, 3, 0, NULL);
    send(VUT_EVENT_TRACE_START, 4, 3, NULL);
    ck_assert_uint_eq(counters_used(), 4);
    send(VUT_EVENT_TRACE_EXIT, 4, 1, NULL);
    send(VUT_EVENT_TRACE_EXIT, 4, 2, NULL);
    ck_assert_uint_eq(counters_used(), 6);
    in.feedback = NULL;
}
END_TEST

/* ---- Suite --------------------------------------------------------------------------------------- */

static TCase *heap_case(void)
{
    TCase *tcase = tcase_create("heap");
    tcase_add_checked_fixture(tcase, open_once, teardown);
    tcase_add_test(tcase, allocations_and_growth_are_events);
    tcase_add_test(tcase, a_wrong_old_size_changes_no_count);
    tcase_add_test(tcase, nothing_counts_while_not_armed);
    tcase_add_test(tcase, paused_and_own_allocations_do_not_count);
    tcase_add_loop_test(tcase, the_named_allocations_fail, 0, PLAN_COUNT);
    tcase_add_test(tcase, arming_again_counts_from_one);
    tcase_add_test(tcase, growth_fails_and_leaves_the_block);
    tcase_add_test(tcase, create_has_a_count_of_its_own);
    tcase_add_test(tcase, the_compiler_has_a_count_of_its_own);
    tcase_add_test(tcase, the_budget_holds_live_bytes);
    tcase_add_test(tcase, what_was_there_before_does_not_count);
    tcase_add_test(tcase, a_budget_starts_afresh_after_create);
    tcase_add_test(tcase, an_endless_budget_is_none);
    tcase_add_test(tcase, a_full_arena_costs_no_budget);
    return tcase;
}

static TCase *faults_case(void)
{
    TCase *tcase = tcase_create("faults");
    tcase_add_checked_fixture(tcase, open_once, teardown);
    tcase_add_test(tcase, a_fault_is_recorded_where_it_first_fired);
    tcase_add_test(tcase, the_witness_outlives_the_run);
    tcase_add_test(tcase, different_callers_are_different_sites);
    tcase_add_test(tcase, the_failing_event_names_its_site);
    tcase_add_test(tcase, sites_are_the_same_in_every_process);
    tcase_add_test(tcase, a_site_has_a_short_name);
    tcase_add_test(tcase, a_collection_is_asked_for_at_its_event);
    tcase_add_test(tcase, an_interrupt_is_raised_during_its_allocation);
    tcase_add_test(tcase, one_event_may_have_two_faults);
    return tcase;
}

static TCase *site_case(void)
{
    TCase *tcase = tcase_create("sites");
    tcase_add_checked_fixture(tcase, open_once, teardown);
    tcase_add_test(tcase, a_named_site_has_a_count_of_its_own);
    tcase_add_test(tcase, a_failing_site_says_whether_it_absorbs);
    tcase_add_test(tcase, each_named_site_that_fails_is_told);
    tcase_add_test(tcase, what_does_not_fail_is_not_told_as_failing);
    tcase_add_test(tcase, a_counting_run_sees_names_and_peaks);
    tcase_add_test(tcase, a_measured_run_tells_each_event_with_its_state);
    tcase_add_test(tcase, what_fails_is_told_with_its_state);
    tcase_add_test(tcase, firings_are_kept_with_their_state);
    tcase_add_test(tcase, what_does_not_fail_has_a_state);
    tcase_add_test(tcase, no_state_without_a_vm_that_knows);
    tcase_add_test(tcase, a_safepoint_is_asked_for_only_where_a_fault_is);
    tcase_add_test(tcase, a_counting_run_sees_every_safepoint);
    tcase_add_loop_test(tcase, the_named_guards_are_forced, 0, 7);
    tcase_add_test(tcase, a_counting_run_forces_no_guard);
    tcase_add_test(tcase, a_fault_of_the_language_comes_before_one_of_the_compiler);
    tcase_add_loop_test(tcase, each_fault_but_a_guard_asks_before_it_fires, 0, 4);
    tcase_add_test(tcase, an_interrupt_during_an_allocation_is_not_due_at_once);
    tcase_add_test(tcase, deliveries_are_counted_with_what_is_wrong);
    tcase_add_test(tcase, a_limit_fires_when_the_vm_says_so);
    return tcase;
}

static TCase *code_case(void)
{
    TCase *tcase = tcase_create("code");
    tcase_add_checked_fixture(tcase, open_once, teardown);
    tcase_add_test(tcase, code_memory_holds_code);
    tcase_add_loop_test(tcase, the_named_code_operation_fails, 1, 11);
    tcase_add_test(tcase, all_code_operations_from_one_on_fail);
    tcase_add_test(tcase, maps_that_had_to_stay_are_known);
    tcase_add_test(tcase, there_is_an_end_to_code_maps);
    return tcase;
}

static TCase *log_case(void)
{
    TCase *tcase = tcase_create("log");
    tcase_add_checked_fixture(tcase, open_once, teardown);
    tcase_add_test(tcase, output_is_kept_in_order);
    tcase_add_test(tcase, output_is_cut_at_its_budget);
    tcase_add_test(tcase, output_never_leaves_its_buffer);
    tcase_add_test(tcase, traces_are_counted);
    tcase_add_test(tcase, lost_reasons_are_counted);
    tcase_add_test(tcase, traces_without_an_end_are_counted);
    tcase_add_test(tcase, the_sequence_of_traces_has_a_hash);
    tcase_add_test(tcase, traces_count_while_armed_errors_always);
    tcase_add_test(tcase, events_are_dumped_as_lines);
    tcase_add_test(tcase, the_vm_prints_what_was_asked_for);
    tcase_add_test(tcase, a_panic_ends_the_process);
    tcase_add_test(tcase, a_feature_has_its_counter);
    tcase_add_test(tcase, trace_events_are_features);
    return tcase;
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], PRINT_SITES) == 0)
        return print_sites();
    Suite *suite = suite_create("inject");
    suite_add_tcase(suite, heap_case());
    suite_add_tcase(suite, faults_case());
    suite_add_tcase(suite, site_case());
    suite_add_tcase(suite, code_case());
    suite_add_tcase(suite, log_case());
    return check_main(suite);
}
