/* trial_test.c: one program, from the case to the findings.
 *
 * The canary (canary.h) breaks one law at a time. Each oracle must hear of it through all that lies
 * between, and must keep quiet about the program's well-behaved twin.
 */
#include <check.h>
#include <sys/mman.h>

#include "callers.h"
#include "canary.h"
#include "check_main.h"
#include "crash.h"
#include "rounds.h"
#include "sites.h"
#include "trial.h"
#include "watchdog.h"

enum { FOUND_MAX = 64, ALL_KINDS = (1 << VUT_FAULT_COUNT) - 1 };

/* Shared, because a trial may fork. */
struct found {
    struct job_finding finding[FOUND_MAX];
    size_t count, recycled;
};

static struct exec exec;
static struct trial trial;
static struct job_shm *shm;
static struct found *found;

/* ---- running ------------------------------------------------------------------------------------- */

static void *share(size_t size)
{
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ck_assert_ptr_ne(p, MAP_FAILED);
    return p;
}

static void note_finding(void *ctx, const struct job_finding *finding)
{
    struct found *f = ctx;
    ck_assert_uint_lt(f->count, FOUND_MAX);
    f->finding[f->count++] = *finding;
}

static void note_recycle(void *ctx)
{
    struct found *f = ctx;
    f->recycled++;
}

static void setup(void)
{
    shm = share(sizeof *shm);
    found = share(sizeof *found);
    shm->job = (struct job){.kinds = ALL_KINDS,
                            .both_engines = true,
                            .thorough = true,
                            .limits = true,
                            .step_budget = 1000,
                            .time_min = 20000000,
                            .time_scale = 1};
    crash_install(&shm->crash);
    crash_expect_exit();
}

/* As in a process that has not seen a case yet. */
static void forget_all(void)
{
    trial_close(&trial);
    trial = (struct trial){
        .exec = &exec, .shm = shm, .emit = note_finding, .recycle = note_recycle, .emit_ctx = found};
}

static void open_vm(const char *vm)
{
    char why[256] = "";
    ck_assert_msg(exec_open(&exec, vm_find(vm), NULL, why, sizeof why), "%s", why);
    forget_all();
    exec.inject.witness = &shm->witness;
    ck_assert(callers_scan());
    callers_set_subject((uintptr_t)exec.vut);
}

/* Puts a case for this VM into shared memory and begins it, as a worker does. */
static bool begin(const char *vm, const char *header, const char *program, char *why, size_t why_size)
{
    if (!trial.exec)
        open_vm(vm);
    int size =
        snprintf(shm->text, sizeof shm->text, CASE_FIRST_LINE "\nvm: %s\n%s---\n%s", vm, header, program);
    shm->job.text_size = (size_t)size;
    shm->job.id++;
    shm->seen_count = 0;
    memset(shm->asked, 0, sizeof shm->asked);
    memset(&shm->stats, 0, sizeof shm->stats);
    memset(&shm->cursor, 0, sizeof shm->cursor);
    memset(found, 0, sizeof *found);
    return trial_begin(&trial, why, why_size);
}

static void judge_on(const char *vm, enum job_kind kind, const char *header, const char *program)
{
    char why[256] = "";
    shm->job.kind = kind;
    ck_assert_msg(begin(vm, header, program, why, sizeof why), "%s", why);
    if (kind == JOB_RUN)
        trial_run(&trial);
    else
        trial_sweep(&trial);
    ck_assert_int_eq(shm->cursor.what, WHAT_NOTHING);
}

static void run(const char *header, const char *program)
{
    judge_on("canary", JOB_RUN, header, program);
}

static void sweep(const char *header, const char *program)
{
    judge_on("canary", JOB_SWEEP, header, program);
}

static const struct job_finding *find(const char *oracle, const char *reason)
{
    for (size_t i = 0; i < found->count; i++)
        if (strcmp(found->finding[i].oracle, oracle) == 0 &&
            strncmp(found->finding[i].reason, reason, strlen(reason)) == 0)
            return &found->finding[i];
    return NULL;
}

static void assert_clean(void)
{
    ck_assert_msg(found->count == 0, "expected nothing, got %s: %s (%s)", found->finding[0].oracle,
                  found->finding[0].reason, found->finding[0].detail);
}

static void assert_only(const char *oracle, const char *reason)
{
    ck_assert_msg(found->count > 0, "expected %s: %s, got nothing", oracle, reason);
    for (size_t i = 0; i < found->count; i++) {
        const struct job_finding *f = &found->finding[i];
        ck_assert_msg(strcmp(f->oracle, oracle) == 0 && strncmp(f->reason, reason, strlen(reason)) == 0,
                      "expected %s: %s, got %s: %s (%s)", oracle, reason, f->oracle, f->reason, f->detail);
    }
}

static void only_oom(void);
static void assert_counts(uint64_t runs, uint64_t faults, uint64_t not_reached);

/* ---- each oracle --------------------------------------------------------------------------------- */

static const struct {
    const char *oracle, *reason, *header, *bad, *good;
} LAWS[] = {
    {"swallowed", "output ok -> ok", "engine: interp\nfault: oom@1\n", "sp", "qp"},
    {"swallowed", "output ok -> ok", "engine: interp\nfault: oom@1\n", "sp", "cp"},
    {"swallowed", "output before the fault", "engine: interp\nfault: oom@1\n", "bpa", "ppa"},
    {"swallowed", "output ok -> ok", "engine: interp\nfault: gc@1\n", "z", "aap"},
    {"differential", "output ok -> ok", "engine: trace\n", "w", "p"},
    {"differential", "status ok -> error:memory", "engine: trace\nfault: oom@1\n", "x", "a"},
    {"differential", "status ok -> error:memory", "engine: trace\nfault: oom@1\n", "Y", "y"},
    {"invisible", "output ok -> ok", "engine: trace\nfault: jit-oom@1\n", "ip", "Tp"},
    {"invisible", "output ok -> ok", "engine: trace\nfault: mcode@1\n", "Ip", "Mp"},
    {"invisible", "output ok -> ok", "engine: trace\nlimit: maxthing=2\n", "Lp", "lp"},
    {"invisible", "trace neither stopped nor aborted", "engine: trace\nfault: jit-oom@1\n", "E", "T"},
    {"invisible", "unnamed abort", "engine: trace\nfault: jit-oom@1\n", "N", "T"},
    {"uninit", "output", "engine: interp\n", "u", "U"},
    {"uninit", "output", "engine: trace\nfault: oom@2\n", "ua", "Ua"},
    {"leak", "live blocks", "engine: interp\nfault: oom@2\n", "k", "aa"},
    {"leak", "old size wrong at canary_", "engine: interp\nfault: oom@2\n", "o", "aa"},
    {"leak", "bad free", "engine: trace\nfault: oom@2\n", "d", "aa"},
    {"leak", "write after free", "engine: interp\nfault: oom@2\n", "f", "aa"},
    {"leak", "overflow", "engine: interp\nfault: oom@2\n", "v", "aa"},
    {"leak", "code mapping left", "engine: trace\n", "Z", "M"},
    {"vm-stack", "slots left", "engine: interp\nfault: oom@2\n", "D", "aa"},
    {"vm-stack", "frames left", "engine: interp\nfault: oom@2\n", "F", "aa"},
    {"host-stack", "callee-saved rbp", "engine: interp\nfault: oom@2\n", "R", "aa"},
    {"host-stack", "above overwritten", "engine: trace\nfault: oom@2\n", "W", "aa"},
    {"aftermath", "health: output ok -> ok", "engine: interp\nfault: oom@2\n", "h", "aa"},
    {"aftermath", "itself: output ok -> ok", "engine: interp\nfault: oom@2\n", "J", "aa"},
    {"aftermath", "growth", "engine: interp\nfault: oom@2\n", "G", "O"},
    {"opline", "wrong in block", "engine: interp\n", "2", "p"},
    {"refcount", "wrong in block", "engine: trace\n", "3", "p"},
    {"immutable", "wrong in block", "engine: interp\nfault: oom@1\n", "4a", "a"},
    {"interrupt", "never delivered", "engine: interp\nfault: interrupt@alloc:1\n", "na", "aa"},
    {"hang", "step budget", "engine: interp\nfault: oom@2\n", "V", "aap"},
};
enum { LAW_COUNT = sizeof LAWS / sizeof LAWS[0] };

START_TEST(a_broken_law_is_found_by_its_oracle_alone)
{
    run(LAWS[_i].header, LAWS[_i].bad);
    assert_only(LAWS[_i].oracle, LAWS[_i].reason);
    ck_assert_uint_eq(found->count, 1);
    ck_assert_uint_eq(shm->stats.runs, 1);
    ck_assert(shm->last.judged && shm->last.reached);
}
END_TEST

START_TEST(the_well_behaved_twin_is_clean)
{
    run(LAWS[_i].header, LAWS[_i].good);
    assert_clean();
    ck_assert_uint_eq(shm->stats.runs, 1);
    ck_assert(shm->last.judged && shm->last.reached);
}
END_TEST

static const char *const SWEPT_VMS[] = {"canary", "canary-resumed"};
enum { SWEPT_VM_COUNT = sizeof SWEPT_VMS / sizeof SWEPT_VMS[0] };

START_TEST(a_sweep_finds_a_broken_law)
{
    judge_on(SWEPT_VMS[_i / LAW_COUNT], JOB_SWEEP, "", LAWS[_i % LAW_COUNT].bad);
    assert_only(LAWS[_i % LAW_COUNT].oracle, LAWS[_i % LAW_COUNT].reason);
}
END_TEST

START_TEST(a_sweep_of_the_twin_is_clean)
{
    shm->job.persist = true;
    judge_on(SWEPT_VMS[_i / LAW_COUNT], JOB_SWEEP, "", LAWS[_i % LAW_COUNT].good);
    assert_clean();
}
END_TEST

/* A finding says what was run, so that it can be run again. */
START_TEST(a_finding_names_its_fault)
{
    sweep("", "aak");
    ck_assert_uint_eq(found->count, 2);
    for (int i = 0; i < 2; i++) {
        const struct job_finding *f = &found->finding[i];
        ck_assert_str_eq(f->fault, "oom@4");
        ck_assert_str_eq(f->kind, "oom");
        ck_assert_str_eq(f->engine, i ? "trace" : "interp");
        ck_assert_str_eq(f->limit, "");
        ck_assert(!f->wall);
        ck_assert_msg(strstr(f->callers, "canary_run<"), "%s", f->callers);
        ck_assert_int_eq(strncmp(f->site, "site-", 5), 0);
    }
    ck_assert_str_ne(found->finding[0].signature, found->finding[1].signature);
    run("engine: interp\nfault: oom@4\n", "aak");
    ck_assert_uint_eq(found->count, 1);
    char first[SIGNATURE_SIZE];
    strcpy(first, found->finding[0].signature);
    ck_assert_int_eq(strncmp(first, "canary/leak/interp/oom/live-blocks-at-", 38), 0);
    sweep("engine: interp\n", "k"); /* another n, the same bug */
    ck_assert_uint_eq(found->count, 1);
    ck_assert_str_eq(found->finding[0].fault, "oom@2");
    ck_assert_str_eq(found->finding[0].signature, first);
}
END_TEST

START_TEST(a_finding_under_a_limit_names_it)
{
    sweep("", "Lp");
    ck_assert_uint_eq(found->count, 1);
    const struct job_finding *f = &found->finding[0];
    ck_assert_str_eq(f->limit, "maxthing=1");
    ck_assert_str_eq(f->kind, "limit:maxthing");
    ck_assert_str_eq(f->fault, "");
    ck_assert_uint_eq(shm->seen_count, 1);
    ck_assert_uint_eq(shm->seen[0].count, 3); /* 1, 2 and 3 */
    ck_assert_str_eq(shm->cursor.limit, "");
}
END_TEST

/* Of a plan with several, the one that fired first; and both were injected. */
START_TEST(a_plan_of_several_is_named_by_what_fired)
{
    run("engine: trace\nfault: oom@9\nfault: mcode@1\n", "Iaa");
    assert_only("invisible", "output ok -> ok");
    ck_assert_str_eq(found->finding[0].kind, "mcode");
    ck_assert_str_eq(found->finding[0].fault, "oom@9");
}
END_TEST

/* What the compiler meets with shows no more than without the fault of the language, which the reference
 * has as well. */
START_TEST(a_plan_across_both_laws_is_held_against_the_reference)
{
    static const char both[] = "engine: trace\nfault: mcode@1\nfault: oom@1\n";
    judge_on("canary-numbered", JOB_RUN, both, "Ma");
    assert_clean();
    judge_on("canary-numbered", JOB_RUN, both, "Ia");
    ck_assert_uint_eq(found->count, 1);
    ck_assert_str_eq(found->finding[0].oracle, "differential");
    ck_assert_str_eq(found->finding[0].kind, "oom");
    judge_on("canary-numbered", JOB_RUN, both, "I"); /* no allocation: the other law is all there is */
    assert_only("invisible", "output ok -> ok");
}
END_TEST

/* A collection must not show; what shows is the other fault. */
START_TEST(a_plan_of_several_kinds_may_show_any_of_them)
{
    run("engine: interp\nfault: gc@1\nfault: oom@2\n", "aap");
    assert_clean();
    ck_assert(shm->witness.mixed);
    ck_assert_str_eq(shm->witness.kind, "gc");
    run("engine: trace\nfault: gc@1\nfault: oom@2\n", "aap");
    assert_clean();
    run("engine: interp\nfault: gc@1\nfault: gc@9\n", "z");
    assert_only("swallowed", "output ok -> ok");
    ck_assert(!shm->witness.mixed);
}
END_TEST

/* ---- law 1 as a set ------------------------------------------------------------------------------ */

START_TEST(the_set_is_explored_as_far_as_needed)
{
    run("engine: trace\nfault: oom@1\n", "yaaaa");
    assert_clean();
    ck_assert_uint_eq(shm->set_count, 1);
    ck_assert_int_eq(shm->set[0].kind, VUT_FAULT_OOM);
    ck_assert_uint_eq(shm->set[0].done, 2);
    ck_assert_uint_eq(shm->set[0].count, 2);
    ck_assert(!shm->set[0].complete);
    uint64_t before = shm->stats.programs;
    run("engine: trace\nfault: oom@1\n", "yaaaa");
    ck_assert_uint_eq(shm->set[0].done, 2);
    ck_assert_uint_lt(shm->stats.programs, before);
    run("engine: trace\nfault: oom@1\n", "Yaa");
    assert_only("differential", "status ok -> error:memory");
    ck_assert(shm->set[0].complete);
    ck_assert_uint_eq(shm->set[0].done, 5);
    ck_assert_uint_eq(shm->set[0].count, 3); /* left, right, and one for the rest */
    ck_assert_uint_lt(shm->set[0].hash[0], shm->set[0].hash[1]);
    ck_assert_uint_lt(shm->set[0].hash[1], shm->set[0].hash[2]);
}
END_TEST

/* oom and oom+ are different questions. */
START_TEST(each_kind_has_a_set_of_its_own)
{
    run("engine: trace\nfault: oom@1\n", "y");
    run("engine: trace\nfault: oom@1+\n", "y");
    assert_clean();
    ck_assert_uint_eq(shm->set_count, 2);
    ck_assert(!shm->set[0].from);
    ck_assert(shm->set[1].from);
    ck_assert_uint_eq(shm->set[1].done, 2);
}
END_TEST

/* What an interrupt may show depends on what it does. */
START_TEST(each_action_has_a_set_of_its_own)
{
    shm->job.kinds = VUT_FAULT_BIT(VUT_FAULT_INTERRUPT) | VUT_FAULT_BIT(VUT_FAULT_OOM);
    shm->job.limits = false;
    shm->job.persist = true;
    judge_on(SWEPT_VMS[_i], JOB_SWEEP, "", "aap");
    assert_clean();
    ck_assert_uint_eq(shm->set_count, VUT_ACTION_COUNT - 1 + 2); /* no flush in the interpreter */
    for (size_t i = 0; i < shm->set_count; i++) {
        ck_assert(shm->set[i].complete);
        ck_assert_uint_eq(shm->set[i].done, 3);
    }
}
END_TEST

START_TEST(a_sweep_of_the_reference_fills_the_set)
{
    shm->job.kinds = VUT_FAULT_BIT(VUT_FAULT_OOM);
    shm->job.limits = false;
    judge_on(SWEPT_VMS[_i], JOB_SWEEP, "", "y");
    assert_clean();
    ck_assert_uint_eq(shm->set_count, 1);
    ck_assert(shm->set[0].complete);
    ck_assert_uint_eq(shm->set[0].done, 3);
    ck_assert_uint_eq(shm->set[0].count, 2);
}
END_TEST

static const char *const NUMBERED_VMS[] = {"canary-numbered", "canary-numbered-resumed"};
enum { NUMBERED_VM_COUNT = sizeof NUMBERED_VMS / sizeof NUMBERED_VMS[0] };

START_TEST(where_numbers_are_the_same_there_is_no_set)
{
    const char *vm = NUMBERED_VMS[_i];
    judge_on(vm, JOB_RUN, "engine: trace\nfault: oom@1\n", "y");
    assert_only("differential", "error-text error:memory -> error:memory");
    ck_assert_uint_eq(shm->set_count, 0);
    judge_on(vm, JOB_RUN, "engine: trace\nfault: oom@2\n", "aaa");
    assert_clean();
    judge_on(vm, JOB_SWEEP, "", "y");
    assert_only("differential", "error-text error:memory -> error:memory");
    judge_on(vm, JOB_SWEEP, "", "qaaTM");
    assert_clean();
    ck_assert_uint_eq(shm->set_count, 0);
}
END_TEST

/* Also when the engine is swept without the reference, and with what was known of it forgotten. */
START_TEST(an_engine_swept_alone_is_compared_at_each_n)
{
    only_oom();
    shm->job.both_engines = false;
    judge_on(NUMBERED_VMS[_i], JOB_SWEEP, "", "aay");
    ck_assert_uint_eq(found->count, 1);
    assert_only("differential", "error-text error:memory -> error:memory");
    ck_assert_str_eq(found->finding[0].fault, "oom@3");
    ck_assert_str_eq(found->finding[0].engine, "trace");
    assert_counts(1 + 4, 4, 1);
}
END_TEST

/* What the reference showed is worked out once for all engines. */
START_TEST(the_reference_is_asked_once_for_each_n)
{
    only_oom();
    shm->job.thorough = false;
    judge_on(NUMBERED_VMS[_i], JOB_SWEEP, "", "aaaaaaaaaa");
    assert_clean();
    uint64_t both = shm->stats.programs;
    shm->job.both_engines = false;
    judge_on(NUMBERED_VMS[_i], JOB_SWEEP, "", "aaaaaaaaaa");
    assert_clean();
    ck_assert_uint_lt(shm->stats.programs, both); /* the paths were kept */
    ck_assert_uint_eq(trial.path_count, 1);
    ck_assert(trial.path[0].complete);
    ck_assert_uint_eq(trial.path[0].count, 11);
}
END_TEST

START_TEST(a_reference_that_dies_under_a_plan_is_not_asked_again)
{
    const char *vm = NUMBERED_VMS[_i];
    judge_on(vm, JOB_RUN, "engine: trace\n", "y");
    assert_clean();
    shm->cursor = (struct job_cursor){.what = WHAT_EXPLORE,
                                      .reference = true,
                                      .has_fault = true,
                                      .fault = {.kind = VUT_FAULT_OOM, .n = 1}};
    trial_skip(shm);
    ck_assert_uint_eq(shm->fatal_count, 1);
    judge_on(vm, JOB_RUN, "engine: trace\nfault: oom@1\n", "y");
    assert_clean(); /* there is nothing to compare with */
    judge_on(vm, JOB_RUN, "engine: trace\nfault: oom@2\n", "y");
    assert_only("differential", "error-text error:memory -> error:memory");
}
END_TEST

/* What is known of n = 3 says nothing of 1 and 2. */
START_TEST(a_set_is_filled_without_gaps)
{
    run("engine: interp\nfault: oom@3\n", "aaaa");
    ck_assert_uint_eq(shm->set_count, 1);
    ck_assert_uint_eq(shm->set[0].done, 0);
    run("engine: interp\nfault: oom@9\n", "aaaa");
    ck_assert(!shm->set[0].complete);
    run("engine: interp\nfault: oom@1\n", "aaaa");
    ck_assert_uint_eq(shm->set[0].done, 1);
}
END_TEST

/* A worker that died in a run of the reference leaves a hole that nobody waits for. */
START_TEST(a_fatal_n_is_left_out_of_the_set)
{
    run("engine: trace\nfault: oom@1\n", "yaa");
    ck_assert_uint_eq(shm->set[0].done, 2);
    shm->cursor = (struct job_cursor){.what = WHAT_EXPLORE,
                                      .reference = true,
                                      .has_fault = true,
                                      .fault = {.kind = VUT_FAULT_OOM, .n = 3}};
    trial_skip(shm);
    ck_assert_uint_eq(shm->set[0].done, 3);
    trial_skip(shm); /* that was not the next one */
    ck_assert_uint_eq(shm->set[0].done, 3);
    shm->cursor.reference = false;
    shm->cursor.fault.n = 4;
    trial_skip(shm);
    ck_assert_uint_eq(shm->set[0].done, 3);
    ck_assert_uint_eq(shm->died, 0);
}
END_TEST

/* ---- what a program's own output depends on ------------------------------------------------------ */

START_TEST(a_program_over_the_step_budget_is_not_judged)
{
    sweep("", "Bw");
    assert_clean();
    ck_assert_uint_eq(shm->stats.over_budget, 1);
    ck_assert_uint_eq(shm->stats.runs, 0);
    ck_assert_uint_eq(shm->stats.not_reached, 0);
    run("", "Bw");
    assert_clean();
    ck_assert(!shm->last.judged);
    ck_assert_uint_eq(shm->last.program, PROGRAM_OVER_BUDGET);
    run("", "w");
    ck_assert(shm->last.judged);
    ck_assert_uint_eq(found->count, 1);
}
END_TEST

START_TEST(a_program_that_shows_addresses_is_recognised)
{
    run("", "mw");
    assert_clean();
    ck_assert_uint_eq(shm->last.program, PROGRAM_ADDRESS_DEPENDENT);
    ck_assert_uint_eq(shm->stats.address_dependent, 1);
    ck_assert_uint_eq(shm->stats.gc_visible, 0);
    sweep("", "mwk"); /* laws that do not depend on output hold */
    assert_only("leak", "live blocks");
    run("", "Uw");
    ck_assert_uint_eq(shm->last.program, 0);
    assert_only("differential", "output");
}
END_TEST

START_TEST(a_program_that_shows_collections_is_recognised)
{
    run("engine: interp\nfault: gc@1\n", "g");
    assert_clean();
    ck_assert_uint_eq(shm->last.program, PROGRAM_GC_VISIBLE);
    ck_assert_uint_eq(shm->stats.gc_visible, 1);
    ck_assert_uint_eq(shm->stats.address_dependent, 0);
    ck_assert_uint_eq(shm->stats.faults, 1);
    run("engine: trace\n", "gw"); /* compiled code may collect elsewhere */
    assert_clean();
    run("engine: trace\nfault: gc@1\n", "g");
    assert_clean();
    run("engine: interp\nfault: gc@1\n", "z");
    ck_assert_uint_eq(shm->last.program, 0);
    ck_assert_uint_eq(found->count, 1);
}
END_TEST

/* ---- counts -------------------------------------------------------------------------------------- */

static void only_oom(void)
{
    shm->job.kinds = VUT_FAULT_BIT(VUT_FAULT_OOM);
    shm->job.limits = false;
}

static void assert_counts(uint64_t runs, uint64_t faults, uint64_t not_reached)
{
    ck_assert_uint_eq(shm->stats.runs, runs);
    ck_assert_uint_eq(shm->stats.faults, faults);
    ck_assert_uint_eq(shm->stats.not_reached, not_reached);
}

START_TEST(runs_are_counted)
{
    const char *vm = SWEPT_VMS[_i];
    only_oom();
    judge_on(vm, JOB_SWEEP, "", "aaa");
    assert_counts(2 * 4, 2 * 3, 2);
    judge_on(vm, JOB_SWEEP, "engine: interp\n", "aaa");
    assert_counts(4, 3, 1);
    shm->job.both_engines = false;
    judge_on(vm, JOB_SWEEP, "", "aaa");
    assert_counts(4, 3, 1);
    ck_assert_str_eq(shm->cursor.engine, "trace");
    shm->job.persist = true;
    judge_on(vm, JOB_SWEEP, "", "aaa");
    assert_counts(7, 6, 2);
    judge_on(vm, JOB_RUN, "fault: oom@4\n", "aaa");
    assert_counts(0, 0, 1);
    ck_assert(!shm->last.reached);
    ck_assert_uint_eq(shm->last.allocations, 3);
    judge_on(vm, JOB_RUN, "fault: oom@3\n", "aaa");
    assert_counts(1, 1, 0);
    judge_on(vm, JOB_RUN, "", "aaa");
    assert_counts(1, 0, 0);
    ck_assert(shm->last.reached);
}
END_TEST

/* Each action of an interrupt is a dimension of its own. */
START_TEST(each_kind_is_swept)
{
    shm->job.limits = false;
    shm->job.persist = true;
    shm->job.kinds = VUT_FAULT_BIT(VUT_FAULT_INTERRUPT) | VUT_FAULT_BIT(VUT_FAULT_GC);
    sweep("engine: interp\n", "aa");
    enum { STAGES = VUT_ACTION_COUNT - 1 + 1 }; /* no flush where nothing compiles; collections */
    assert_counts(1 + 2 * STAGES, 2 * STAGES, STAGES);
    assert_clean();
    shm->job.kinds = VUT_FAULT_BIT(VUT_FAULT_JIT_OOM);
    sweep("engine: interp\n", "TT"); /* nothing compiles there */
    assert_counts(1, 0, 0);
    sweep("engine: trace\n", "TT");
    assert_counts(2 + 2 * 2, 2 * 2, 2);
    shm->job.kinds = VUT_FAULT_BIT(VUT_FAULT_MCODE);
    sweep("engine: trace\n", "MMM");
    assert_counts(2 + 2 * 3, 2 * 3, 2);
    assert_clean();
}
END_TEST

/* The toy counts its safepoints: three lines run, four blocks are asked for. */
static const char two_lines[] = "set a 1\nprint a\n";

START_TEST(interrupts_are_swept_at_safepoints_and_allocations)
{
    shm->job.limits = false;
    shm->job.kinds = VUT_FAULT_BIT(VUT_FAULT_INTERRUPT);
    judge_on("toy", JOB_SWEEP, "", two_lines);
    assert_clean();
    ck_assert_uint_eq(shm->safepoints, 3);
    enum { ACTIONS = VUT_ACTION_COUNT - 1 + VUT_ACTION_COUNT }; /* no flush in the interpreter */
    assert_counts(2 + ACTIONS * (4 + 3), ACTIONS * (4 + 3), ACTIONS * 2);
    shm->job.kinds = VUT_FAULT_BIT(VUT_FAULT_FLUSH);
    judge_on("toy", JOB_SWEEP, "", two_lines);
    assert_clean();
    assert_counts(2 + 3, 3, 1);
}
END_TEST

/* A loop of two lines is compiled when it has come round twice, and then comes round three times more. */
START_TEST(guards_are_swept_one_by_one)
{
    static const char loop[] = "repeat 5\nprint 1\nend\n";
    enum { GUARDS = 2 * 3 };
    shm->job.limits = false;
    shm->job.kinds = VUT_FAULT_BIT(VUT_FAULT_EXIT);
    judge_on("toy", JOB_SWEEP, "", loop);
    assert_clean();
    assert_counts(2 + GUARDS, GUARDS, 1);
    ck_assert_uint_eq(shm->stats.by_kind[VUT_FAULT_EXIT], GUARDS);
    shm->job.persist = true;
    judge_on("toy", JOB_SWEEP, "", loop);
    assert_clean();
    assert_counts(2 + 2 * GUARDS, 2 * GUARDS, 2);
    judge_on("toy", JOB_SWEEP, "engine: interp\n", loop);
    assert_counts(1, 0, 0);
    judge_on("toy", JOB_RUN, "engine: trace\nfault: exit@2\nfault: exit@4\n", loop);
    assert_counts(1, 1, 0);
    ck_assert_uint_eq(shm->witness.fired, 2);
    judge_on("toy", JOB_RUN, "engine: trace\nfault: exit@7\n", loop);
    assert_counts(0, 0, 1);
}
END_TEST

/* Each line of a trace has an exit, which is forced where it is executed for the first time. */
START_TEST(each_exit_is_forced_once)
{
    static const char loop[] = "repeat 100\nset a 1\nset b 2\nend\n";
    enum { EXITS = 3, GUARDS = EXITS * 98 };
    const struct job_stats *stats = &shm->stats;
    shm->job.limits = false;
    shm->job.kinds = VUT_FAULT_BIT(VUT_FAULT_EXIT);
    judge_on("toy", JOB_SWEEP, "", loop);
    assert_counts(2 + GUARDS, GUARDS, 1);
    ck_assert_uint_eq(stats->guards_chosen, GUARDS);
    ck_assert_uint_eq(stats->exits_forced, EXITS);
    shm->job.thorough = false;
    judge_on("toy", JOB_SWEEP, "", loop);
    assert_clean();
    assert_counts(2 + EXITS, EXITS, 0);
    ck_assert_uint_eq(stats->exits_total, EXITS);
    ck_assert_uint_eq(stats->exits_executed, EXITS);
    ck_assert_uint_eq(stats->exits_forced, EXITS);
    ck_assert_uint_eq(stats->guards_executed, GUARDS);
    ck_assert_uint_eq(stats->guards_chosen, EXITS);
    /* One line is never reached. */
    judge_on("toy", JOB_SWEEP, "", "repeat 5\ntry\nfail \"no\"\nset a 1\ncatch\nend\nend\n");
    ck_assert_uint_gt(stats->exits_executed, 0);
    ck_assert_uint_lt(stats->exits_executed, stats->exits_total);
    ck_assert_uint_eq(stats->exits_forced, stats->exits_executed);
}
END_TEST

/* A guard that fails by itself, side traces, several guards of an exit, traces that are dropped while they
 * run, and numbers that begin anew. */
static const char *const of_refvm[] = {
    "<?php $s = 0; for ($i = 0; $i < 20; $i++) { if ($i % 3) $s += $i; else $s -= 1.5; } echo $s;",
    "<?php function f($n) { return $n < 2 ? $n : f($n - 1) + f($n - 2); } echo f(7);",
    "<?php class A { public $x = 1; function m($d) { return $this->x += $d; } } $a = new A;"
    " for ($i = 0; $i < 20; $i++) { $a->m($i); if ($i == 9) $a->x = 'a' . 1; if ($i > 9) $a->x = 2; }",
    "<?php for ($i = 0; $i < 9; $i++) { $a = []; foreach ([3, 'b', 2.5] as $k => $v) $a[$k] = $v . $i; }"
    " echo count($a), $a[1];",
};

static const char *const set_for_refvm[] = {
    "engine: trace\nset: hotloop=1 hotfunc=1 hotexit=1\n",
    "engine: trace\nset: hotloop=4 hotfunc=2 hotexit=2 shadow=1\n",
    "engine: trace\nset: hotloop=1 hotfunc=1 hotexit=1 maxtrace=2\n",
    "engine: trace\nset: hotloop=1 hotfunc=1 hotexit=1 sizemcode=4 maxmcode=12\n",
};

enum { REFVM_PROGRAMS = sizeof of_refvm / sizeof *of_refvm, REFVM_SETS = 4 };

START_TEST(each_executed_exit_of_machine_code_is_forced)
{
    const struct job_stats *stats = &shm->stats;
    shm->job.limits = shm->job.thorough = false;
    shm->job.kinds = VUT_FAULT_BIT(VUT_FAULT_EXIT);
    shm->job.step_budget = 100000;
    judge_on("refvm", JOB_SWEEP, set_for_refvm[_i % REFVM_SETS], of_refvm[_i / REFVM_SETS]);
    assert_clean();
    ck_assert_uint_gt(stats->exits_executed, 0);
    ck_assert_uint_le(stats->exits_executed, stats->exits_total);
    ck_assert_uint_eq(stats->exits_forced, stats->exits_executed);
    ck_assert_uint_eq(stats->guards_chosen, stats->exits_executed);
    ck_assert_uint_eq(stats->by_kind[VUT_FAULT_EXIT], stats->exits_executed);
    ck_assert_uint_eq(stats->not_reached, 0);
    ck_assert_uint_eq(shm->guards.unnoted, 0);
}
END_TEST

/* And none is executed that is not noted: guard after guard the same exits are found. */
START_TEST(each_guard_takes_a_noted_exit)
{
    const struct job_stats *stats = &shm->stats;
    shm->job.limits = false;
    shm->job.kinds = VUT_FAULT_BIT(VUT_FAULT_EXIT);
    shm->job.step_budget = 100000;
    judge_on("refvm", JOB_SWEEP, set_for_refvm[_i % REFVM_SETS], of_refvm[_i / REFVM_SETS]);
    ck_assert_uint_gt(stats->exits_executed, 0);
    ck_assert_uint_eq(stats->exits_forced, stats->exits_executed);
    ck_assert_uint_eq(stats->guards_chosen, stats->guards_executed);
    ck_assert_uint_eq(shm->guards.unnoted, 0);
}
END_TEST

/* As after a process that died while it forced a guard. */
START_TEST(a_sweep_of_guards_goes_on_where_it_was)
{
    shm->job.limits = false;
    shm->job.thorough = false;
    shm->job.kinds = VUT_FAULT_BIT(VUT_FAULT_EXIT);
    judge_on("toy", JOB_SWEEP, "", "repeat 50\nset a 1\nend\n");
    uint64_t chosen = shm->stats.guards_chosen, faults = shm->stats.faults;
    shm->resume = (struct job_cursor){.stage = 2, .n = shm->guards.last};
    trial_sweep(&trial);
    ck_assert_uint_eq(shm->stats.faults, faults + 1); /* the last one once more */
    shm->resume.n++;
    trial_sweep(&trial);
    ck_assert_uint_eq(shm->stats.faults, faults + 1);
    ck_assert_uint_eq(shm->stats.guards_chosen, chosen);
    ck_assert_uint_eq(shm->stats.exits_forced, 2);
}
END_TEST

/* A VM that notes nothing. */
START_TEST(without_notes_each_guard_is_forced)
{
    static const char loop[] = "repeat 5\nprint 1\nend\n";
    struct vut vut = *vm_find("toy");
    shm->job.limits = shm->job.thorough = false;
    shm->job.kinds = VUT_FAULT_BIT(VUT_FAULT_EXIT);
    judge_on("toy", JOB_SWEEP, "", loop);
    assert_counts(2 + 2, 2, 0);
    vut.note_guards = NULL;
    trial.b.vut = &vut;
    shm->job.id++;
    memset(&shm->stats, 0, sizeof shm->stats);
    shm->resume = (struct job_cursor){0};
    trial_sweep(&trial);
    assert_counts(2 + 6, 6, 1);
}
END_TEST

/* ---- pairs --------------------------------------------------------------------------------------- */

static void only_pairs(uint64_t count)
{
    shm->job.pairs = count;
    shm->job.seed = 1;
}

START_TEST(pairs_take_the_place_of_single_faults)
{
    only_pairs(40);
    judge_on("toy", JOB_SWEEP, "", "repeat 5\nset a 1\nprint a\nend\n");
    assert_clean();
    ck_assert_uint_eq(shm->stats.pairs, 2 * 40);
    ck_assert_uint_eq(shm->stats.runs + shm->stats.not_reached, 2 + 2 * 40);
    ck_assert_uint_gt(shm->stats.pairs_both, 20);
    ck_assert_uint_gt(shm->stats.pairs_one, 0);
    ck_assert_uint_le(shm->stats.pairs_both + shm->stats.pairs_one, 2 * 40);
    ck_assert_uint_gt(shm->stats.by_kind[VUT_FAULT_EXIT], 0);
    ck_assert_uint_gt(shm->stats.by_kind[VUT_FAULT_FLUSH], 0);
    ck_assert(!shm->cursor.has_second);
    judge_on("toy", JOB_SWEEP, "engine: interp\n", "print 1\n");
    ck_assert_uint_eq(shm->stats.by_kind[VUT_FAULT_EXIT] + shm->stats.by_kind[VUT_FAULT_JIT_OOM], 0);
}
END_TEST

/* In the interpreter the second block of `k` is refused whatever else happens. */
START_TEST(a_finding_of_a_pair_names_both)
{
    char line[320], first[SIGNATURE_SIZE];
    only_pairs(60);
    shm->job.kinds = VUT_FAULT_BIT(VUT_FAULT_OOM) | VUT_FAULT_BIT(VUT_FAULT_GC);
    sweep("engine: interp\n", "aaakaaa");
    ck_assert_uint_ge(found->count, 1);
    const struct job_finding f = found->finding[0];
    ck_assert_str_eq(f.oracle, "leak");
    ck_assert_str_ne(f.fault, "");
    ck_assert_str_ne(f.second, "");
    strcpy(first, f.signature);
    snprintf(line, sizeof line, "engine: interp\nfault: %s\nfault: %s\n", f.fault, f.second);
    shm->job.pairs = 0;
    run(line, "aaakaaa");
    ck_assert_uint_eq(found->count, 1);
    ck_assert_str_eq(found->finding[0].signature, first);
    ck_assert_str_eq(found->finding[0].second, ""); /* it is the case that names both */
}
END_TEST

/* What the next process would do after one that died at a pair. */
START_TEST(pairs_go_on_where_they_stopped)
{
    only_pairs(10);
    sweep("engine: interp\n", "aaaa");
    ck_assert_uint_eq(shm->stats.pairs, 10);
    struct fault last[2] = {shm->cursor.fault, shm->cursor.second};
    memset(&shm->stats, 0, sizeof shm->stats);
    shm->resume = (struct job_cursor){.stage = 1, .n = 10};
    trial_sweep(&trial);
    shm->resume = (struct job_cursor){0};
    ck_assert_uint_eq(shm->stats.pairs, 1);
    ck_assert_mem_eq(&last[0], &shm->cursor.fault, sizeof last[0]);
    ck_assert_mem_eq(&last[1], &shm->cursor.second, sizeof last[1]);
}
END_TEST

START_TEST(a_second_seed_draws_other_pairs)
{
    only_pairs(10);
    sweep("engine: interp\n", "aaaaaaaaaaaaaaaaaaaa");
    struct fault last[2] = {shm->cursor.fault, shm->cursor.second};
    shm->job.seed = 2;
    sweep("engine: interp\n", "aaaaaaaaaaaaaaaaaaaa");
    ck_assert(memcmp(&last[0], &shm->cursor.fault, sizeof last[0]) != 0 ||
              memcmp(&last[1], &shm->cursor.second, sizeof last[1]) != 0);
}
END_TEST

/* ---- states -------------------------------------------------------------------------------------- */

/* Destructors, backtraces and callbacks in a loop that is hot at once, and a handler of interrupts. */
static const char STATES_HEADER[] = "engine: trace\nset: hotloop=1 hotfunc=1 hotexit=1\n";
static const char STATES_PROGRAM[] =
    "<?php class D { public $s; function __destruct() { $this->s = [1, 'd' . strlen($this->s)]; } }\n"
    "function faultline_interrupt() { return ['i' . strlen('x')]; }\n"
    "function f($i) { $d = new D; $d->s = 's' . $i; return $d; }\n"
    "for ($i = 0; $i < 6; $i++) { f($i); $a = [3, $i, 1]; usort($a, fn($x, $y) => $x - $y);\n"
    "  try { if ($i > 2) throw new Exception('e' . $i); }\n"
    "  catch (Exception $e) { echo $e->getMessage(); } }\n";

static uint32_t states_named(const char *names)
{
    uint32_t set;
    const char *word;
    size_t size;
    ck_assert(states_parse(vm_find("refvm"), names, &set, &word, &size));
    return set;
}

/* In every state in which the program passes it by itself. */
START_TEST(each_site_of_the_compiler_fails_in_each_state)
{
    uint32_t seen = 0;
    shm->job.kinds = VUT_FAULT_BIT(VUT_FAULT_JIT_OOM) | VUT_FAULT_BIT(VUT_FAULT_MCODE);
    shm->job.limits = shm->job.thorough = shm->job.both_engines = false;
    shm->job.step_budget = 100000;
    judge_on("refvm", JOB_SWEEP, STATES_HEADER, STATES_PROGRAM);
    assert_clean();
    const struct vut *refvm = vm_find("refvm");
    for (size_t row = 0; row < states_row_count(refvm); row++) {
        const struct states_site *site =
            states_find(&shm->states, states_row_hash(refvm, row), shm->cursor.engine_index);
        if (!site || !(states_row_kinds(refvm, row) & shm->job.kinds))
            continue;
        ck_assert_msg((site->passed & ~site->failed) == 0, "%s", states_row_name(refvm, row));
        seen |= site->passed;
    }
    uint32_t wanted = states_named("recording,stitching,assembling,linking,flushing");
    ck_assert_uint_eq(seen & wanted, wanted);
}
END_TEST

static uint64_t seconds_in(uint32_t set)
{
    const struct states_counts *counts = states_counts_of(&shm->states, vm_find("refvm"));
    uint64_t sum = 0;
    for (uint32_t state = 0; state < VUT_STATES_MAX; state++)
        for (int k = 0; k < VUT_FAULT_COUNT; k++)
            sum += set & 1u << state ? counts->second[state][k] : 0;
    return sum;
}

START_TEST(second_faults_fire_in_the_states_asked_for)
{
    static const char *const names[] = {"destructor-native", "backtrace", "interrupt"};
    uint32_t all = states_named("destructor-native,backtrace,interrupt");
    only_pairs(400);
    shm->job.states = all;
    shm->job.step_budget = 100000;
    shm->job.both_engines = shm->job.thorough = false;
    judge_on("refvm", JOB_SWEEP, STATES_HEADER, STATES_PROGRAM);
    assert_clean();
    ck_assert_uint_gt(shm->stats.pairs, 100);
    ck_assert_uint_eq(shm->stats.pairs_both, shm->stats.pairs);
    ck_assert_uint_eq(seconds_in(all), shm->stats.pairs);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        ck_assert_msg(seconds_in(states_named(names[i])) > 0, "%s", names[i]);
}
END_TEST

/* Where nothing happens in such a state, whatever the first fault. */
START_TEST(pairs_end_where_no_event_is_in_such_a_state)
{
    only_pairs(1000000);
    shm->job.states = states_named("shutdown");
    shm->job.both_engines = shm->job.thorough = false;
    judge_on("refvm", JOB_SWEEP, STATES_HEADER, "<?php $a = 'x' . strlen('y'); echo $a;");
    assert_clean();
    ck_assert_uint_eq(shm->stats.pairs, 0);
}
END_TEST

/* ---- budgets and limits -------------------------------------------------------------------------- */

START_TEST(budgets_are_swept_where_they_differ)
{
    shm->job.limits = false;
    shm->job.kinds = VUT_FAULT_BIT(VUT_FAULT_MEMORY_LIMIT);
    judge_on("toy", JOB_SWEEP, "", two_lines);
    assert_clean();
    assert_counts(2 + 2 * 4, 2 * 4, 0); /* no block is freed before the last is made */
    shm->job.kinds = VUT_FAULT_BIT(VUT_FAULT_STACK_LIMIT);
    judge_on("toy", JOB_SWEEP, "", "repeat 2\ntry\nprint 1\ncatch\nend\nend\n");
    assert_clean();
    assert_counts(2 + 2 * 1, 2 * 1, 2); /* one block open is allowed, two, which is enough */
}
END_TEST

/* Too many of them are thinned out evenly, from the first. */
START_TEST(peaks_are_thinned_out)
{
    static struct job_peaks peaks;
    job_peaks_clear(&peaks);
    for (uint64_t i = 1; i <= 5 * JOB_PEAKS_MAX; i++)
        job_peaks_add(&peaks, i);
    ck_assert_uint_eq(peaks.stride, 8);
    ck_assert_uint_eq(peaks.count, 5 * JOB_PEAKS_MAX / 8);
    for (size_t i = 0; i < peaks.count; i++)
        ck_assert_uint_eq(peaks.bytes[i], 1 + i * 8);
}
END_TEST

/* Each named site fails in each engine, those of create, too. */
START_TEST(every_named_site_is_failed)
{
    shm->job.limits = false;
    shm->job.create = true;
    judge_on("toy", JOB_SWEEP, "", "repeat 3\nset a \"b\"\nprint a a a\nend\n");
    assert_clean();
    uint32_t failed;
    const struct vut *toy = vm_find("toy");
    for (size_t engine = 0; engine < toy->engine_count; engine++)
        for (size_t row = 0; row < toy->site_count; row++) {
            enum site_state state = sites_state(shm->site, toy, row, engine, &failed);
            bool outside = toy->sites[row].domain == VUT_DOMAIN_COMPILER && !toy->engines[engine].compiles;
            ck_assert_int_eq(state, outside ? SITE_OUTSIDE : SITE_FAILED);
        }
    sites_state(shm->site, toy, 4, 0, &failed);
    ck_assert_str_eq(toy->sites[4].name, "var.text");
    ck_assert_uint_eq(failed, VUT_FAULT_BIT(VUT_FAULT_OOM) | VUT_FAULT_BIT(VUT_FAULT_MEMORY_LIMIT));
}
END_TEST

START_TEST(a_limit_is_swept_until_nothing_changes)
{
    shm->job.kinds = 0;
    sweep("", "l");
    assert_clean();
    /* Two without; 1 to 3 abort the trace; then 8 that change nothing. */
    assert_counts(2 + 3 + 8, 3 + 8, 0);
    shm->job.limits = false;
    sweep("", "l");
    assert_counts(2, 0, 0);
}
END_TEST

START_TEST(a_signature_is_reported_once_and_counted)
{
    only_oom();
    sweep("engine: interp\n", "kkk");
    ck_assert_uint_eq(found->count, 1);
    ck_assert_uint_eq(shm->seen_count, 1);
    ck_assert_uint_eq(shm->seen[0].count, 3);
    ck_assert_str_eq(found->finding[0].fault, "oom@2");
}
END_TEST

START_TEST(a_sampled_sweep_asks_less)
{
    only_oom();
    sweep("", "aaaaaaaaaaqqqqqqqqqq");
    uint64_t thorough = shm->stats.programs;
    assert_counts(2 * 21, 2 * 20, 2);
    shm->job.thorough = false;
    sweep("", "aaaaaaaaaaqqqqqqqqqq");
    assert_counts(2 * 21, 2 * 20, 2);
    ck_assert_uint_lt(shm->stats.programs, thorough / 2);
    run("engine: interp\nfault: oom@2\n", "h"); /* one run is always asked everything */
    assert_only("aftermath", "health: output ok -> ok");
}
END_TEST

/* No sweep comes by a plan of two faults, or by a fault under a limit, by itself. */
START_TEST(the_plan_of_the_case_is_swept_too)
{
    only_oom();
    sweep("", "aaaa");
    assert_counts(2 * 5, 2 * 4, 2);
    sweep("fault: oom@1\nfault: oom@3\n", "aaaa");
    assert_counts(2 * 5 + 1, 2 * 4 + 1, 2);
    sweep("fault: oom@99\n", "aaaa");
    assert_counts(2 * 5, 2 * 4, 3);
}
END_TEST

/* ---- where a sweep goes on ----------------------------------------------------------------------- */

START_TEST(a_sweep_goes_on_where_it_was)
{
    const char *vm = SWEPT_VMS[_i];
    only_oom();
    shm->resume = (struct job_cursor){.stage = 1, .n = 3};
    judge_on(vm, JOB_SWEEP, "", "aaaa");
    assert_counts(2 + 5, 2 + 4, 2);
    shm->resume = (struct job_cursor){.stage = 2, .n = 2}; /* the run without a fault was the last */
    judge_on(vm, JOB_SWEEP, "", "aaaa");
    assert_counts(4, 4, 1);
    shm->resume = (struct job_cursor){.stage = 3, .n = 5};
    judge_on(vm, JOB_SWEEP, "", "aaaa");
    assert_counts(0, 0, 1);
    shm->resume = (struct job_cursor){.stage = 4, .n = 1};
    judge_on(vm, JOB_SWEEP, "", "aaaa");
    assert_counts(0, 0, 0);
}
END_TEST

/* All rounds together run each plan once, whatever is left of what an earlier round has found out. */
static void judge_rounds(const char *vm, const char *header, const char *program, bool forget)
{
    struct job_stats sum = {0}, *stats = &shm->stats;
    for (shm->job.round = ROUNDS_PLAIN; shm->job.round <= ROUNDS_LAST; shm->job.round++) {
        shm->job.census = shm->job.round == ROUNDS_PLAIN;
        if (forget)
            forget_all();
        judge_on(vm, JOB_SWEEP, header, program);
        for (size_t i = 0; i < sizeof sum / sizeof(uint64_t); i++)
            ((uint64_t *)&sum)[i] += ((const uint64_t *)stats)[i];
        ck_assert(shm->job.round == ROUNDS_PLAIN ? stats->faults == 0 : stats->runs == stats->faults);
    }
    shm->job.round = ROUNDS_NONE;
    shm->stats = sum;
}

static void assert_rounds(const char *vm, const char *header, const char *program)
{
    judge_on(vm, JOB_SWEEP, header, program);
    struct job_stats whole = shm->stats;
    assert_clean();
    for (int forget = 0; forget < 2; forget++) {
        judge_rounds(vm, header, program, forget);
        assert_clean();
        assert_counts(whole.runs, whole.faults, whole.not_reached);
        ck_assert_mem_eq(shm->stats.by_kind, whole.by_kind, sizeof whole.by_kind);
        ck_assert_uint_eq(shm->stats.exits_total, whole.exits_total);
        ck_assert_uint_eq(shm->stats.exits_forced, whole.exits_forced);
        ck_assert_uint_eq(shm->stats.guards_chosen, whole.guards_chosen);
    }
}

START_TEST(rounds_do_what_a_sweep_does)
{
    shm->job.thorough = _i % 2;
    shm->job.create = true;
    assert_rounds("toy", "", "repeat 9\nset a 1\nprint a\nend\n");
}
END_TEST

START_TEST(rounds_do_so_in_a_vm_with_states)
{
    shm->job.limits = shm->job.thorough = false;
    shm->job.step_budget = 100000;
    assert_rounds("refvm", set_for_refvm[_i],
                  "<?php for ($i = 0; $i < 9; $i++) { $s = 'a' . $i; } echo $s;");
}
END_TEST

/* Places are counted in round 1, once for each program that comes by. */
START_TEST(round_1_counts_places)
{
    uint64_t programs = 0;
    shm->job.limits = shm->job.thorough = false;
    shm->job.round = ROUNDS_PLAIN;
    shm->job.census = true;
    for (uint64_t i = 1; i <= 2; i++) {
        judge_on("refvm", JOB_SWEEP, "", i == 1 ? "<?php echo 'a' . 1, 'b' . 2;" : "<?php echo 1;");
        programs = 0;
        for (size_t k = 0; k < JOB_SITES_MAX; k++)
            programs = shm->census[k].hits > programs ? shm->census[k].hits : programs;
        ck_assert_uint_eq(programs, i);
    }
}
END_TEST

/* A run that is measured, and ends the process, is not made again. */
START_TEST(a_program_that_dies_measured_is_swept_all_the_same)
{
    shm->job.limits = shm->job.thorough = false;
    shm->job.kinds = VUT_FAULT_BIT(VUT_FAULT_OOM);
    judge_on("refvm", JOB_SWEEP, "", "<?php echo 'a' . 1;");
    uint64_t faults = shm->stats.faults;
    shm->cursor = (struct job_cursor){.what = WHAT_MEASURE, .reference = true};
    trial_skip(shm);
    judge_rounds("refvm", "", "<?php echo 'a' . 1;", true);
    ck_assert_uint_eq(shm->stats.faults, faults);
}
END_TEST

/* Only the first part of a sweep counts its program. */
START_TEST(a_resumed_sweep_does_not_count_its_program_again)
{
    only_oom();
    sweep("", "m");
    ck_assert_uint_eq(shm->stats.address_dependent, 1);
    shm->resume = (struct job_cursor){.stage = 1, .n = 1};
    sweep("", "m");
    ck_assert_uint_eq(shm->stats.address_dependent, 0);
}
END_TEST

START_TEST(a_mapping_left_behind_asks_for_another_process)
{
    only_oom();
    sweep("engine: trace\n", "Z");
    assert_only("leak", "code mapping left");
    ck_assert_uint_ge(found->recycled, 1);
    sweep("engine: trace\n", "M");
    ck_assert_uint_eq(found->recycled, 0);
}
END_TEST

/* ---- a process for each fault -------------------------------------------------------------------- */

START_TEST(a_process_for_each_fault_finds_the_same)
{
    only_oom();
    shm->job.fork_each = _i ? FORK_READY : FORK_AND_CREATE;
    sweep("", "aak");
    assert_only("leak", "live blocks");
    ck_assert_uint_eq(found->count, 2);
    assert_counts(2 * 5, 2 * 4, 2);
}
END_TEST

START_TEST(a_child_that_dies_is_judged_and_the_sweep_goes_on)
{
    only_oom();
    shm->job.fork_each = _i ? FORK_READY : FORK_AND_CREATE;
    sweep("engine: interp\n", "aSk");
    ck_assert_uint_eq(found->count, 2);
    const struct job_finding *f = find("crash", "");
    ck_assert_ptr_nonnull(f);
    ck_assert_str_eq(f->fault, "oom@3");
    ck_assert_msg(strstr(f->reason, "in canary_die<canary_"), "%s", f->reason);
    ck_assert_ptr_nonnull(find("leak", "live blocks"));
    ck_assert_str_eq(find("leak", "")->fault, "oom@5");
}
END_TEST

/* ---- taking up a case ---------------------------------------------------------------------------- */

static void expect_why(const char *header, const char *expected)
{
    char why[256] = "";
    ck_assert(!begin("canary", header, "p", why, sizeof why));
    ck_assert_msg(strstr(why, expected), "expected '%s', got '%s'", expected, why);
}

START_TEST(a_bad_case_is_refused)
{
    run("", "w");
    expect_why("engine: jit\n", "unknown engine 'jit' of vm 'canary', expected one of: interp trace");
    expect_why("nonsense\n", "line 3: ");
    expect_why("limit: maxthing=0\n", "expected a number from 1 to 1000");
    expect_why("engine: interp\nfault: mcode@1\n", "can't be injected into engine 'interp'");
    run("", "w");
    ck_assert_uint_eq(found->count, 1);
}
END_TEST

static uint64_t programs_to_begin(const char *header, const char *program)
{
    char why[256] = "";
    ck_assert(begin("canary", header, program, why, sizeof why));
    return shm->stats.programs;
}

START_TEST(what_is_known_of_a_program_is_kept)
{
    shm->job.kind = JOB_RUN;
    ck_assert_uint_gt(programs_to_begin("", "aap"), 0);
    ck_assert_uint_eq(programs_to_begin("fault: oom@1\n", "aap"), 0);
    ck_assert_uint_eq(programs_to_begin("limit: maxthing=3\n", "aap"), 0);
    ck_assert_uint_gt(programs_to_begin("set: maxthing=3\n", "aap"), 0);
    ck_assert_uint_gt(programs_to_begin("", "aa"), 0);
    ck_assert_uint_gt(programs_to_begin("engine: interp\n", "aa"), 0);
}
END_TEST

/* A program whose run without faults died is not run again by the next worker. */
START_TEST(a_program_that_died_is_left_alone)
{
    ck_assert_uint_gt(programs_to_begin("", "aap"), 0);
    shm->cursor = (struct job_cursor){.what = WHAT_PREPARE, .reference = true};
    trial_skip(shm);
    ck_assert_uint_eq(shm->died, DIED_REFERENCE);
    forget_all();
    sweep("", "aap");
    assert_counts(0, 0, 0);
    ck_assert_uint_eq(shm->stats.programs, 0);
    sweep("", "aa"); /* another one is */
    ck_assert_uint_eq(shm->died, 0);
    ck_assert_uint_gt(shm->stats.runs, 0);
}
END_TEST

START_TEST(an_engine_that_died_leaves_the_other)
{
    only_oom();
    ck_assert_uint_gt(programs_to_begin("", "aap"), 0);
    shm->cursor = (struct job_cursor){.what = WHAT_PREPARE};
    trial_skip(shm);
    ck_assert_uint_eq(shm->died, DIED_SUBJECT);
    forget_all();
    sweep("", "aap");
    assert_counts(3, 2, 1);
    shm->cursor = (struct job_cursor){.what = WHAT_PREPARE, .reference = true, .has_fault = true};
    trial_skip(shm);
    ck_assert_uint_eq(shm->died, DIED_SUBJECT | DIED_GC);
}
END_TEST

/* ---- after a death ------------------------------------------------------------------------------- */

START_TEST(an_autopsy_makes_a_finding_of_a_record)
{
    only_oom();
    sweep("engine: interp\n", "aa");
    shm->cursor = (struct job_cursor){
        .what = WHAT_JUDGE, .has_fault = true, .fault = {.kind = VUT_FAULT_OOM, .n = 2}, .reference = true};
    strcpy(shm->cursor.engine, "interp");
    shm->witness = (struct obs_fault){.kind = "oom", .law = 1, .fired = 1, .callers = "f<g"};
    shm->crash = (struct obs_crash){
        .kind = OBS_CRASH_SIGNAL, .phase = "run", .what = "SIGBUS", .frame_count = 1, .frame = {"f"}};
    trial_autopsy(shm, "canary", note_finding, found);
    assert_only("crash", "SIGBUS in f");
    ck_assert_str_eq(found->finding[0].fault, "oom@2");
    ck_assert_str_eq(found->finding[0].engine, "interp");
    ck_assert_str_eq(found->finding[0].callers, "f<g");
    ck_assert(!found->finding[0].wall);
    trial_autopsy(shm, "canary", note_finding, found);
    ck_assert_uint_eq(found->count, 1);
    shm->crash = (struct obs_crash){.kind = OBS_CRASH_HANG, .phase = "run", .what = "wall"};
    trial_autopsy(shm, "canary", note_finding, found);
    ck_assert_uint_eq(found->count, 2);
    ck_assert_str_eq(found->finding[1].oracle, "hang");
    ck_assert_str_eq(found->finding[1].reason, "wall time");
    ck_assert(found->finding[1].wall);
}
END_TEST

/* What is found later than the fault does not belong to the fault's place. */
START_TEST(a_signature_holds_the_place_only_where_it_matters)
{
    struct observation o = {.fault = {.kind = "oom", .law = 1, .fired = 1, .callers = "f<g"}};
    struct job_cursor at = {
        .engine = "interp", .has_fault = true, .fault = {.kind = VUT_FAULT_OOM, .n = 1}};
    static const char *const reasons[] = {"live blocks", "panic: no", "growth"};
    for (size_t i = 0; i < 3; i++) {
        struct verdict v = {.oracle = "crash"};
        snprintf(v.reason, sizeof v.reason, "%s", reasons[i]);
        found->count = shm->seen_count = 0;
        strcpy(o.fault.callers, "f<g");
        trial_report(shm, &o, &v, &at, "canary", note_finding, found);
        strcpy(o.fault.callers, "h<g");
        trial_report(shm, &o, &v, &at, "canary", note_finding, found);
        ck_assert_uint_eq(found->count, i == 0 ? 2 : 1);
    }
    at.fault.kind = VUT_FAULT_GC;
    struct verdict v = {.oracle = "crash", .reason = "live blocks"};
    found->count = shm->seen_count = 0;
    trial_report(shm, &o, &v, &at, "canary", note_finding, found);
    strcpy(o.fault.callers, "f<g");
    trial_report(shm, &o, &v, &at, "canary", note_finding, found);
    ck_assert_uint_eq(found->count, 1);
}
END_TEST

START_TEST(the_output_and_events_of_a_run_are_kept)
{
    shm->job.dump = true;
    run("engine: trace\nfault: jit-oom@1\n", "pTp");
    ck_assert_uint_eq(shm->output_size, 12);
    ck_assert_mem_eq(shm->output, "print\nprint\n", 12);
    ck_assert_ptr_nonnull(strstr(shm->dump, "start 1"));
    ck_assert_ptr_nonnull(strstr(shm->dump, "fault jit-oom at site-"));
    ck_assert_ptr_nonnull(strstr(shm->dump, "abort 1 0 0 no memory"));
}
END_TEST

/* ---- suite --------------------------------------------------------------------------------------- */

static TCase *laws_case(void)
{
    TCase *tcase = tcase_create("laws");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, NULL);
    tcase_add_loop_test(tcase, a_broken_law_is_found_by_its_oracle_alone, 0, LAW_COUNT);
    tcase_add_loop_test(tcase, the_well_behaved_twin_is_clean, 0, LAW_COUNT);
    tcase_add_loop_test(tcase, a_sweep_finds_a_broken_law, 0, LAW_COUNT * SWEPT_VM_COUNT);
    tcase_add_loop_test(tcase, a_sweep_of_the_twin_is_clean, 0, LAW_COUNT * SWEPT_VM_COUNT);
    tcase_add_test(tcase, a_finding_names_its_fault);
    tcase_add_test(tcase, a_finding_under_a_limit_names_it);
    tcase_add_test(tcase, a_plan_of_several_is_named_by_what_fired);
    tcase_add_test(tcase, a_plan_across_both_laws_is_held_against_the_reference);
    tcase_add_test(tcase, a_plan_of_several_kinds_may_show_any_of_them);
    tcase_add_test(tcase, the_set_is_explored_as_far_as_needed);
    tcase_add_test(tcase, each_kind_has_a_set_of_its_own);
    tcase_add_loop_test(tcase, each_action_has_a_set_of_its_own, 0, SWEPT_VM_COUNT);
    tcase_add_loop_test(tcase, a_sweep_of_the_reference_fills_the_set, 0, SWEPT_VM_COUNT);
    tcase_add_loop_test(tcase, where_numbers_are_the_same_there_is_no_set, 0, NUMBERED_VM_COUNT);
    tcase_add_loop_test(tcase, an_engine_swept_alone_is_compared_at_each_n, 0, NUMBERED_VM_COUNT);
    tcase_add_loop_test(tcase, the_reference_is_asked_once_for_each_n, 0, NUMBERED_VM_COUNT);
    tcase_add_loop_test(tcase, a_reference_that_dies_under_a_plan_is_not_asked_again, 0, NUMBERED_VM_COUNT);
    tcase_add_test(tcase, a_set_is_filled_without_gaps);
    tcase_add_test(tcase, a_fatal_n_is_left_out_of_the_set);
    return tcase;
}

static TCase *program_case(void)
{
    TCase *tcase = tcase_create("program");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, NULL);
    tcase_add_test(tcase, a_program_over_the_step_budget_is_not_judged);
    tcase_add_test(tcase, a_program_that_shows_addresses_is_recognised);
    tcase_add_test(tcase, a_program_that_shows_collections_is_recognised);
    tcase_add_test(tcase, a_bad_case_is_refused);
    tcase_add_test(tcase, what_is_known_of_a_program_is_kept);
    tcase_add_test(tcase, a_program_that_died_is_left_alone);
    tcase_add_test(tcase, an_engine_that_died_leaves_the_other);
    tcase_add_test(tcase, an_autopsy_makes_a_finding_of_a_record);
    tcase_add_test(tcase, a_signature_holds_the_place_only_where_it_matters);
    tcase_add_test(tcase, the_output_and_events_of_a_run_are_kept);
    return tcase;
}

static TCase *sweep_case(void)
{
    TCase *tcase = tcase_create("sweep");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, NULL);
    tcase_add_loop_test(tcase, runs_are_counted, 0, SWEPT_VM_COUNT);
    tcase_add_test(tcase, each_kind_is_swept);
    tcase_add_test(tcase, interrupts_are_swept_at_safepoints_and_allocations);
    tcase_add_test(tcase, guards_are_swept_one_by_one);
    tcase_add_test(tcase, each_exit_is_forced_once);
    tcase_add_loop_test(tcase, each_executed_exit_of_machine_code_is_forced, 0,
                        REFVM_PROGRAMS * REFVM_SETS);
    tcase_add_loop_test(tcase, each_guard_takes_a_noted_exit, 0, REFVM_PROGRAMS * REFVM_SETS);
    tcase_add_test(tcase, a_sweep_of_guards_goes_on_where_it_was);
    tcase_add_test(tcase, without_notes_each_guard_is_forced);
    tcase_add_test(tcase, each_site_of_the_compiler_fails_in_each_state);
    tcase_add_test(tcase, second_faults_fire_in_the_states_asked_for);
    tcase_add_test(tcase, pairs_end_where_no_event_is_in_such_a_state);
    tcase_add_test(tcase, pairs_take_the_place_of_single_faults);
    tcase_add_test(tcase, a_finding_of_a_pair_names_both);
    tcase_add_test(tcase, pairs_go_on_where_they_stopped);
    tcase_add_test(tcase, a_second_seed_draws_other_pairs);
    tcase_add_test(tcase, budgets_are_swept_where_they_differ);
    tcase_add_test(tcase, peaks_are_thinned_out);
    tcase_add_test(tcase, every_named_site_is_failed);
    tcase_add_test(tcase, a_limit_is_swept_until_nothing_changes);
    tcase_add_test(tcase, a_signature_is_reported_once_and_counted);
    tcase_add_test(tcase, a_sampled_sweep_asks_less);
    tcase_add_test(tcase, the_plan_of_the_case_is_swept_too);
    tcase_add_loop_test(tcase, a_sweep_goes_on_where_it_was, 0, SWEPT_VM_COUNT);
    tcase_add_loop_test(tcase, rounds_do_what_a_sweep_does, 0, 2);
    tcase_add_loop_test(tcase, rounds_do_so_in_a_vm_with_states, 0, REFVM_SETS);
    tcase_add_test(tcase, round_1_counts_places);
    tcase_add_test(tcase, a_program_that_dies_measured_is_swept_all_the_same);
    tcase_add_test(tcase, a_resumed_sweep_does_not_count_its_program_again);
    tcase_add_test(tcase, a_mapping_left_behind_asks_for_another_process);
    tcase_add_loop_test(tcase, a_process_for_each_fault_finds_the_same, 0, 2);
    tcase_add_loop_test(tcase, a_child_that_dies_is_judged_and_the_sweep_goes_on, 0, 2);
    return tcase;
}

int main(void)
{
    Suite *suite = suite_create("trial");
    suite_add_tcase(suite, laws_case());
    suite_add_tcase(suite, program_case());
    suite_add_tcase(suite, sweep_case());
    return check_main(suite);
}
