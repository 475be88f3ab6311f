/* worker_test.c: a worker process dies in every way there is, and its job is done all the same.
 *
 * The process is this test itself, which so has the canary (canary.h) among its VMs.
 */
#include <check.h>
#include <sys/wait.h>
#include <time.h>

#include "canary.h"
#include "check_main.h"
#include "watchdog.h"
#include "worker.h"

enum { FOUND_MAX = 64, OOM = VUT_FAULT_BIT(VUT_FAULT_OOM) };

static struct worker worker;
static struct worker_failure failure;
static struct job_finding found[FOUND_MAX];
static size_t found_count;
static struct job job;

/* ---- running ------------------------------------------------------------------------------------- */

static void setup(void)
{
    signal(SIGPIPE, SIG_IGN);
    ck_assert(worker_open(&worker));
    job = (struct job){.kind = JOB_SWEEP,
                       .kinds = OOM,
                       .both_engines = true,
                       .step_budget = 1000,
                       .time_min = 5000000,
                       .time_scale = 1};
}

static void teardown(void)
{
    worker_close(&worker);
}

static void note_finding(void *ctx, const struct job_finding *finding)
{
    (void)ctx;
    ck_assert_uint_lt(found_count, FOUND_MAX);
    found[found_count++] = *finding;
}

static const char *case_text(const char *vm, const char *header, const char *program)
{
    static char text[4096];
    job.text_size =
        (size_t)snprintf(text, sizeof text, CASE_FIRST_LINE "\nvm: %s\n%s---\n%s", vm, header, program);
    memset(&worker.shm->stats, 0, sizeof worker.shm->stats);
    memset(&failure, 0, sizeof failure);
    found_count = 0;
    return text;
}

static enum worker_state do_job(const char *vm, const char *library, const char *header,
                                const char *program)
{
    const char *text = case_text(vm, header, program);
    enum worker_state state = worker_run(&worker, &job, text, vm, library, note_finding, NULL, &failure);
    ck_assert(!worker.busy);
    return state;
}

static void run(const char *header, const char *program)
{
    job.kind = JOB_RUN;
    enum worker_state state = do_job("canary", NULL, header, program);
    ck_assert_msg(state == WORKER_DONE, "%s", failure.text);
}

static void sweep(const char *header, const char *program)
{
    job.kind = JOB_SWEEP;
    enum worker_state state = do_job("canary", NULL, header, program);
    ck_assert_msg(state == WORKER_DONE, "%s", failure.text);
}

static const struct job_finding *find(const char *oracle, const char *engine)
{
    for (size_t i = 0; i < found_count; i++)
        if (strcmp(found[i].oracle, oracle) == 0 && strcmp(found[i].engine, engine) == 0)
            return &found[i];
    return NULL;
}

static void assert_found(const char *oracle, const char *engine, const char *fault, const char *reason)
{
    const struct job_finding *f = find(oracle, engine);
    ck_assert_msg(f, "no %s in %s; the first of %zu is %s: %s", oracle, engine, found_count,
                  found[0].oracle, found[0].reason);
    ck_assert_str_eq(f->fault, fault);
    ck_assert_msg(strstr(f->reason, reason), "expected '%s', got '%s'", reason, f->reason);
}

static void assert_counts(uint64_t runs, uint64_t faults, uint64_t not_reached, uint64_t restarts)
{
    const struct job_stats *s = &worker.shm->stats;
    ck_assert_uint_eq(s->runs, runs);
    ck_assert_uint_eq(s->faults, faults);
    ck_assert_uint_eq(s->not_reached, not_reached);
    ck_assert_uint_eq(s->restarts, restarts);
}

/* ---- deaths -------------------------------------------------------------------------------------- */

START_TEST(a_sweep_without_deaths_needs_one_process)
{
    sweep("", "aaqp");
    ck_assert_uint_eq(found_count, 0);
    assert_counts(2 * 4, 2 * 3, 2, 0);
}
END_TEST

START_TEST(a_sweep_goes_on_after_the_fatal_n)
{
    sweep("", "aSk");
    assert_found("crash", "interp", "oom@3", "canary_die");
    assert_found("crash", "trace", "oom@3", "canary_die");
    assert_found("leak", "interp", "oom@5", "live blocks");
    assert_found("leak", "trace", "oom@5", "live blocks");
    ck_assert_uint_eq(found_count, 4);
    assert_counts(2 * 6, 2 * 5, 2, 2);
    ck_assert(!find("crash", "trace")->wall);
    ck_assert_ptr_nonnull(strstr(find("crash", "trace")->detail, "phase 'run'"));
    ck_assert_ptr_nonnull(strstr(find("crash", "trace")->callers, "canary_"));
}
END_TEST

/* The first and the last n of a stage, several in a row. */
START_TEST(every_fatal_n_costs_one_process)
{
    sweep("engine: interp\n", "SSSa");
    assert_counts(1 + 7, 7, 1, 3);
    ck_assert_uint_eq(worker.shm->seen_count, 1);
    ck_assert_uint_eq(worker.shm->seen[0].count, 3);
    sweep("engine: interp\n", "aS");
    assert_counts(1 + 3, 3, 1, 1);
}
END_TEST

static const struct {
    const char *program, *reason;
} DEATHS[] = {{"S", "canary_die"},
              {"A", "SIGABRT in canary_die"},
              {"P", "panic: nobody catches this"},
              {"X", "exit 3 in canary_die"},
              {"K", "SIGKILL"}};
enum { DEATH_COUNT = sizeof DEATHS / sizeof DEATHS[0] };

START_TEST(each_death_is_a_finding)
{
    run("engine: interp\nfault: oom@2\n", DEATHS[_i].program);
    assert_found("crash", "interp", "oom@2", DEATHS[_i].reason);
    ck_assert_uint_eq(found_count, 1);
    /* Whoever kills outright is not in the run; so that one is tried again. */
    assert_counts(1, 1, 0, DEATHS[_i].program[0] == 'K' ? 2 : 1);
    run("engine: interp\nfault: oom@3\n", DEATHS[_i].program);
    ck_assert_uint_eq(found_count, 0);
    assert_counts(0, 0, 1, 0);
}
END_TEST

START_TEST(a_hang_counts_at_the_second_try)
{
    job.time_min = 30000;
    run("engine: trace\nfault: oom@2\n", "H");
    assert_found("hang", "trace", "oom@2", "wall time");
    ck_assert_uint_eq(found_count, 1);
    ck_assert(found[0].wall);
    assert_counts(1, 1, 0, 2);
    sweep("engine: interp\n", "aHk");
    assert_found("hang", "interp", "oom@3", "wall time");
    assert_found("leak", "interp", "oom@5", "live blocks");
    assert_counts(1 + 5, 5, 1, 2);
    ck_assert_uint_eq(worker.shm->stats.given_up, 0);
}
END_TEST

START_TEST(a_stage_that_hangs_again_and_again_is_given_up)
{
    job.time_min = 20000;
    sweep("engine: interp\n", "HHHHHHHHHHHHHH");
    ck_assert_uint_eq(found_count, 1);
    ck_assert_uint_eq(worker.shm->seen[0].count, 9);
    ck_assert_uint_eq(worker.shm->stats.given_up, 1);
    ck_assert_uint_eq(worker.shm->stats.restarts, 18);
    ck_assert_uint_eq(worker.shm->stats.not_reached, 0);
}
END_TEST

/* Of a program that gets on but has no end nothing can be said. That one takes no step is the VM's doing.
 */
START_TEST(a_program_without_steps_hangs_by_itself)
{
    job.time_min = 30000;
    ck_assert_int_eq(do_job("canary-counting", NULL, "", "a6"), WORKER_DONE);
    ck_assert_uint_eq(found_count, 0);
    ck_assert_uint_eq(worker.shm->stats.over_budget, 1);
    ck_assert_int_eq(do_job("canary-counting", NULL, "", "a5"), WORKER_DONE);
    assert_found("hang", "interp", "", "wall time");
    ck_assert_uint_eq(found_count, 1);
    ck_assert_uint_eq(worker.shm->stats.over_budget, 1);
    ck_assert_uint_eq(worker.shm->stats.restarts, 2);
    ck_assert_int_eq(do_job("canary", NULL, "", "a5"), WORKER_DONE); /* it does not tell */
    ck_assert_uint_eq(found_count, 0);
}
END_TEST

/* The run without a fault dies: there is nothing to compare with, and yet the job has an end. */
START_TEST(a_program_that_dies_by_itself_is_found_once)
{
    sweep("", "a0");
    assert_found("crash", "interp", "", "canary_die");
    ck_assert_uint_eq(found_count, 1);
    ck_assert_str_eq(found[0].kind, "none");
    assert_counts(0, 0, 0, 1);
    ck_assert_uint_eq(worker.shm->died, DIED_REFERENCE);
    sweep("", "aa");
    assert_counts(2 * 3, 2 * 2, 2, 0);
}
END_TEST

START_TEST(an_engine_that_dies_by_itself_leaves_the_other)
{
    sweep("", "aa1");
    assert_found("crash", "trace", "", "canary_die");
    ck_assert_uint_eq(found_count, 1);
    assert_counts(3, 2, 1, 1);
}
END_TEST

/* The reference dies while it is asked what it may show: that is not the judged run's fault. */
START_TEST(a_death_while_exploring_is_stepped_over)
{
    run("engine: trace\nfault: oom@1\n", "YaS");
    ck_assert_uint_eq(found_count, 1);
    ck_assert_str_eq(found[0].oracle, "differential");
    assert_counts(2, 2, 0, 1);
}
END_TEST

START_TEST(a_tainted_process_is_replaced)
{
    sweep("engine: trace\n", "Za");
    assert_found("leak", "trace", "", "code mapping left");
    assert_counts(2 * (1 + 1), 2, 2, 2);
    ck_assert_ptr_null(find("crash", "trace"));
    run("engine: trace\n", "Z");
    assert_counts(1, 0, 0, 1);
    ck_assert_uint_eq(found_count, 1);
}
END_TEST

/* ---- from outside -------------------------------------------------------------------------------- */

static enum worker_state step_until_end(void)
{
    for (;;) {
        enum worker_state state = worker_step(&worker, note_finding, NULL, &failure);
        if (state != WORKER_BUSY)
            return state;
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    }
}

static void submit_long_sweep(void)
{
    job.thorough = true;
    const char *text = case_text("canary", "engine: interp\n",
                                 "Qaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    ck_assert(worker_submit(&worker, &job, text, "canary", NULL, &failure));
    ck_assert(worker.busy);
    while (worker.shm->stats.runs < 3)
        ck_assert_int_eq(worker_step(&worker, note_finding, NULL, &failure), WORKER_BUSY);
}

START_TEST(a_child_that_is_killed_is_replaced)
{
    submit_long_sweep();
    kill(worker.shm->child, SIGKILL);
    ck_assert_int_eq(step_until_end(), WORKER_DONE);
    ck_assert_uint_eq(found_count, 0);
    ck_assert_uint_eq(worker.shm->stats.restarts, 1);
    ck_assert_uint_ge(worker.shm->stats.faults, 55);
    ck_assert_uint_eq(worker.shm->stats.not_reached, 1);
}
END_TEST

START_TEST(a_worker_that_is_killed_is_replaced)
{
    submit_long_sweep();
    pid_t before = worker.pid;
    kill(worker.pid, SIGKILL);
    ck_assert_int_eq(step_until_end(), WORKER_DONE);
    ck_assert_int_ne(worker.pid, before);
    ck_assert_uint_eq(found_count, 0);
    ck_assert_uint_eq(worker.shm->stats.restarts, 1);
    ck_assert_uint_eq(worker.shm->stats.not_reached, 1);
}
END_TEST

/* Between two jobs. */
START_TEST(a_worker_that_is_gone_is_started_again)
{
    sweep("", "aa");
    kill(worker.pid, SIGKILL);
    while (waitid(P_PID, (id_t)worker.pid, &(siginfo_t){0}, WEXITED | WNOWAIT) != 0)
        ;
    sweep("", "k");
    ck_assert_uint_eq(found_count, 2);
}
END_TEST

/* ---- jobs ---------------------------------------------------------------------------------------- */

START_TEST(a_worker_does_one_job_after_the_other)
{
    sweep("", "k");
    pid_t pid = worker.pid, child = worker.shm->child;
    uint64_t id = worker.shm->job.id;
    ck_assert_uint_eq(found_count, 2);
    sweep("", "aa");
    ck_assert_uint_eq(found_count, 0);
    run("engine: interp\nfault: oom@2\n", "k");
    ck_assert_uint_eq(found_count, 1);
    ck_assert_int_eq(worker.pid, pid);
    ck_assert_int_eq(worker.shm->child, child);
    ck_assert_uint_eq(worker.shm->job.id, id + 2);
    run("engine: interp\nfault: oom@2\n", "k"); /* each job begins with nothing seen */
    ck_assert_uint_eq(found_count, 1);
}
END_TEST

START_TEST(another_vm_takes_another_process)
{
    sweep("", "aa");
    pid_t pid = worker.pid;
    ck_assert_str_eq(worker.shm->version, "canary");
    ck_assert_str_eq(worker.shm->build_id, "ca4a7e");
    ck_assert_int_eq(do_job("toy", NULL, "", "repeat 4\nset s \"a\"\nappend s \"b\"\nend\nprint s\n"),
                     WORKER_DONE);
    ck_assert_int_ne(worker.pid, pid);
    ck_assert_uint_eq(found_count, 0);
    ck_assert_uint_gt(worker.shm->stats.faults, 10);
    ck_assert_str_eq(worker.shm->build_id, "");
    sweep("", "k");
    ck_assert_uint_eq(found_count, 2);
}
END_TEST

START_TEST(a_rejected_program_says_why)
{
    run("", "!");
    ck_assert_str_eq(worker.shm->last.rejected, "not a?program");
    run("", "p");
    ck_assert_str_eq(worker.shm->last.rejected, "");
}
END_TEST

START_TEST(the_output_is_there)
{
    run("engine: trace\n", "pw");
    ck_assert_uint_eq(worker.shm->output_size, 16);
    ck_assert_mem_eq(worker.shm->output, "print\n1 + 1 = 3\n", 16);
}
END_TEST

START_TEST(luajit_is_swept)
{
    job.kind = JOB_SWEEP;
    enum worker_state state = do_job("luajit", NULL, "", "print(('x'):rep(3))\n");
    if (state == WORKER_FAILED && strstr(failure.text, "to get vm 'luajit'")) {
        fprintf(stderr, "worker_test: left out: %s\n", failure.text);
        return;
    }
    ck_assert_msg(state == WORKER_DONE, "%s", failure.text);
    ck_assert_uint_gt(worker.shm->stats.faults, 4);
    ck_assert_uint_eq(worker.shm->stats.not_reached, 2);
    ck_assert_uint_gt(strlen(worker.shm->library), 0);
}
END_TEST

/* ---- failures ------------------------------------------------------------------------------------ */

static void expect_failure(enum worker_state state, int status, const char *text)
{
    ck_assert_int_eq(state, WORKER_FAILED);
    ck_assert_msg(strstr(failure.text, text), "expected '%s', got '%s'", text, failure.text);
    ck_assert_int_eq(failure.status, status);
    ck_assert_uint_eq(found_count, 0);
}

/* The same whether it is the first job or a later one. */
START_TEST(bad_input_has_status_2)
{
    for (int i = 0; i < 2; i++) {
        expect_failure(do_job("canary", NULL, "nonsense\n", "p"), 2, "line 3: ");
        expect_failure(do_job("canary", NULL, "engine: jit\n", "p"), 2,
                       "unknown engine 'jit' of vm 'canary', expected one of: interp trace");
        sweep("", "k");
        ck_assert_uint_eq(found_count, 2);
    }
}
END_TEST

START_TEST(a_library_that_is_not_there_has_status_3)
{
    expect_failure(do_job("luajit", "/nonexistent.so", "set: lib=/nonexistent.so\n", "x = 1"), 3,
                   "/nonexistent.so");
    ck_assert_ptr_nonnull(strstr(failure.text, "; to get vm 'luajit': "));
    expect_failure(do_job("canary", "/x.so", "set: lib=/x.so\n", "p"), 3,
                   "vm 'canary' is linked in, expected no library, got '/x.so'");
    pid_t pid = worker.pid;
    sweep("", "k"); /* another library, another process */
    ck_assert_int_ne(worker.pid, pid);
    ck_assert_uint_eq(found_count, 2);
}
END_TEST

START_TEST(a_library_that_kills_has_status_3)
{
    expect_failure(do_job("canary", "/deadly", "set: lib=/deadly\n", "p"), 3,
                   "a worker process ended while it opened the VM: SIGABRT");
    sweep("", "k");
    ck_assert_uint_eq(found_count, 2);
}
END_TEST

START_TEST(a_worker_program_that_is_none_has_status_3)
{
    setenv("FAULTLINE_WORKER", "/nonexistent", 1);
    expect_failure(do_job("canary", NULL, "", "p"), 3, "can't run the worker program");
    setenv("FAULTLINE_WORKER", "/bin/false", 1);
    expect_failure(do_job("canary", NULL, "", "p"), 3, "ended while it opened the VM: exit 1");
    unsetenv("FAULTLINE_WORKER");
    sweep("", "k");
    ck_assert_uint_eq(found_count, 2);
}
END_TEST

START_TEST(the_process_checks_its_arguments)
{
    char name[] = "worker";
    char *argv[] = {name, NULL};
    ck_assert_int_eq(worker_main(1, argv), 2);
}
END_TEST

START_TEST(a_closed_worker_leaves_no_process)
{
    sweep("", "a");
    pid_t pid = worker.pid, child = worker.shm->child;
    worker_close(&worker);
    ck_assert_int_eq(waitpid(pid, NULL, 0), -1);
    for (int i = 0; i < 5000 && kill(child, 0) == 0; i++)
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    ck_assert_int_eq(kill(child, 0), -1);
    ck_assert(worker_open(&worker));
}
END_TEST

/* ---- suite --------------------------------------------------------------------------------------- */

static TCase *deaths_case(void)
{
    TCase *tcase = tcase_create("deaths");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_sweep_without_deaths_needs_one_process);
    tcase_add_test(tcase, a_sweep_goes_on_after_the_fatal_n);
    tcase_add_test(tcase, every_fatal_n_costs_one_process);
    tcase_add_loop_test(tcase, each_death_is_a_finding, 0, DEATH_COUNT);
    tcase_add_test(tcase, a_hang_counts_at_the_second_try);
    tcase_add_test(tcase, a_stage_that_hangs_again_and_again_is_given_up);
    tcase_add_test(tcase, a_program_without_steps_hangs_by_itself);
    tcase_add_test(tcase, a_program_that_dies_by_itself_is_found_once);
    tcase_add_test(tcase, an_engine_that_dies_by_itself_leaves_the_other);
    tcase_add_test(tcase, a_death_while_exploring_is_stepped_over);
    tcase_add_test(tcase, a_tainted_process_is_replaced);
    tcase_add_test(tcase, a_child_that_is_killed_is_replaced);
    tcase_add_test(tcase, a_worker_that_is_killed_is_replaced);
    tcase_add_test(tcase, a_worker_that_is_gone_is_started_again);
    return tcase;
}

static TCase *jobs_case(void)
{
    TCase *tcase = tcase_create("jobs");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_worker_does_one_job_after_the_other);
    tcase_add_test(tcase, another_vm_takes_another_process);
    tcase_add_test(tcase, a_rejected_program_says_why);
    tcase_add_test(tcase, the_output_is_there);
    tcase_add_test(tcase, luajit_is_swept);
    tcase_add_test(tcase, bad_input_has_status_2);
    tcase_add_test(tcase, a_library_that_is_not_there_has_status_3);
    tcase_add_test(tcase, a_library_that_kills_has_status_3);
    tcase_add_test(tcase, a_worker_program_that_is_none_has_status_3);
    tcase_add_test(tcase, the_process_checks_its_arguments);
    tcase_add_test(tcase, a_closed_worker_leaves_no_process);
    return tcase;
}

int main(int argc, char **argv)
{
    if (argc == 5 && strcmp(argv[1], "worker") == 0)
        return worker_main(argc - 2, argv + 2);
    Suite *suite = suite_create("worker");
    suite_add_tcase(suite, deaths_case());
    suite_add_tcase(suite, jobs_case());
    return check_main(suite);
}
