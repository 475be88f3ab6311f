/* options_test.c: flags become a case and a job, and what makes no sense ends with status 2. */
#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check_main.h"
#include "child.h"
#include "options.h"

enum { ARGS_MAX = 32 };

static char words[1024];
static struct options options;
static char path[] = "/tmp/options_test.XXXXXX.toy";
static struct fcase c;
static char *text;

/* Parses a command line that is split at blanks. */
static void parse(const char *line)
{
    char *argv[ARGS_MAX + 1], *rest = words;
    int argc = 0;
    snprintf(words, sizeof words, "%s", line);
    for (char *word = strtok_r(words, " ", &rest); word && argc < ARGS_MAX;
         word = strtok_r(NULL, " ", &rest))
        argv[argc++] = word;
    argv[argc] = NULL;
    free(options.file);
    options_parse(&options, argc, argv);
}

START_TEST(the_defaults)
{
    parse("run a.toy");
    ck_assert_str_eq(options.command, "run");
    ck_assert_uint_eq(options.file_count, 1);
    ck_assert_str_eq(options.file[0], "a.toy");
    ck_assert_uint_eq(options.step_budget, 2000000);
    ck_assert_uint_ge(options.jobs, 1);
    ck_assert_ptr_null(options.fuzzer);
    ck_assert_ptr_null(options.out);
    ck_assert_ptr_null(options.vm);
    ck_assert(!options.json && !options.quiet && !options.check && !options.persist);
    parse("sweep a");
    ck_assert_str_eq(options.out, "findings");
    parse("sweep --out=none a");
    ck_assert_ptr_null(options.out);
}
END_TEST

START_TEST(all_flags_are_taken)
{
    parse("run --vm=toy --engine=trace --against=interp --set=a=1 --set=b=2 --limit=c=3 --fault=oom@1 "
          "--fault=oom@2 --lib=/x.so --check --output --dump=trace,fault -j 3 --json -q --out=o --steps=9 "
          "-- -f g");
    ck_assert_str_eq(options.vm, "toy");
    ck_assert_str_eq(options.engine, "trace");
    ck_assert_str_eq(options.against, "interp");
    ck_assert_uint_eq(options.set_count, 2);
    ck_assert_str_eq(options.set[1], "b=2");
    ck_assert_uint_eq(options.limit_count, 1);
    ck_assert_uint_eq(options.fault_count, 2);
    ck_assert_str_eq(options.fault[0], "oom@1");
    ck_assert_str_eq(options.library, "/x.so");
    ck_assert(options.check && options.output && options.json && options.quiet);
    ck_assert_str_eq(options.dump, "trace,fault");
    ck_assert_uint_eq(options.jobs, 3);
    ck_assert_str_eq(options.out, "o");
    ck_assert_uint_eq(options.step_budget, 9);
    ck_assert_uint_eq(options.file_count, 2);
    ck_assert_str_eq(options.file[0], "-f");
}
END_TEST

START_TEST(times_have_units)
{
    parse("fuzz --time=10m");
    ck_assert_uint_eq(options.time, 600);
    parse("fuzz --time=2h --with=afl --corpus=d");
    ck_assert_uint_eq(options.time, 7200);
    ck_assert_str_eq(options.fuzzer, "afl");
    ck_assert_str_eq(options.corpus, "d");
    parse("fuzz --time=7s");
    ck_assert_uint_eq(options.time, 7);
    parse("fuzz");
    ck_assert_uint_eq(options.time, 60);
    parse("sweep a");
    ck_assert_uint_eq(options.time, 0);
    parse("sweep --time=3m --stop-after=2 a");
    ck_assert_uint_eq(options.time, 180);
    ck_assert_uint_eq(options.stop_after, 2);
}
END_TEST

START_TEST(a_gate_has_a_budget)
{
    parse("gate");
    ck_assert_uint_eq(options.budget, 300);
    ck_assert_str_eq(options.out, "findings");
    ck_assert_ptr_null(options.junit);
    ck_assert_ptr_null(options.known);
    parse("gate --budget=10m --junit=f --known=k --corpus=d --set=a=1 a b");
    ck_assert_uint_eq(options.budget, 600);
    ck_assert_str_eq(options.junit, "f");
    ck_assert_str_eq(options.known, "k");
    ck_assert_str_eq(options.corpus, "d");
    ck_assert_uint_eq(options.set_count, 1);
    ck_assert_uint_eq(options.file_count, 2);
}
END_TEST

START_TEST(a_job_follows_the_flags)
{
    parse("sweep --persist --thorough --steps=5 --fork-each=ready a");
    struct job job = options_job(&options, JOB_SWEEP);
    ck_assert(job.kind == JOB_SWEEP && job.persist && job.thorough && job.both_engines);
    ck_assert_int_eq(job.fork_each, FORK_READY);
    ck_assert_uint_eq(job.step_budget, 5);
    ck_assert_uint_eq(job.time_scale, 1);
    ck_assert_uint_gt(job.time_min, 0);
    parse("sweep --pairs=7 --seed=3 --state=aborting,flushing a");
    ck_assert_str_eq(options.state, "aborting,flushing"); /* which only a VM understands */
    job = options_job(&options, JOB_SWEEP);
    ck_assert(job.pairs == 7 && job.seed == 3 && job.states == 0);
    parse("sweep --engine=trace --fork-each=create a");
    job = options_job(&options, JOB_SWEEP);
    ck_assert(!job.both_engines && !job.persist && !job.thorough);
    ck_assert_int_eq(job.fork_each, FORK_AND_CREATE);
    parse("sweep --engine=all a");
    ck_assert(options_job(&options, JOB_SWEEP).both_engines);
    parse("run --engine=all a"); /* the name of an engine, here */
    ck_assert(!options_all_engines(&options));
}
END_TEST

static const struct vut_dump dumps[] = {
    {"words", false, ""}, {"word", false, ""}, {"frames", true, ""}, {0}};

START_TEST(dumps_are_events_and_what_the_vm_has)
{
    static const struct {
        const char *line;
        bool events;
        uint32_t vm_dumps;
    } rows[] = {
        {"run a", false, 0},
        {"run --dump=trace a", true, 0},
        {"run --dump=fault,trace a", true, 0},
        {"run --dump=word a", false, 1 << 1},
        {"run --dump=frames,fault,words a", true, 1 << 0 | 1 << 2},
    };
    const struct vut vut = {.name = "fake", .dumps = dumps};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct job job = {0};
        parse(rows[i].line);
        ck_assert_int_eq(options_dumps(&options, &vut, &job), EXIT_CLEAN);
        ck_assert(job.dump == rows[i].events);
        ck_assert_uint_eq(job.vm_dumps, rows[i].vm_dumps);
    }
}
END_TEST

START_TEST(other_dumps_are_refused)
{
    static const char *const lines[] = {"run --dump= a", "run --dump=all a", "run --dump=words,wor a",
                                        "run --dump=words, a", "run --dump=wordss a"};
    const struct vut with = {.name = "fake", .dumps = dumps}, without = {.name = "fake"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct job job = {0};
        parse(lines[i]);
        ck_assert_msg(options_dumps(&options, &with, &job) == EXIT_BAD_INPUT, "%s", lines[i]);
        ck_assert_msg(options_dumps(&options, &without, &job) == EXIT_BAD_INPUT, "%s", lines[i]);
    }
}
END_TEST

/* ---- refused ------------------------------------------------------------------------------------- */

static const struct {
    const char *line, *message;
} BAD[] = {
    {"run --steps=0 a", "--steps is '0', expected a number from 1 to 1000000000"},
    {"run --steps=-1 a", "--steps is '-1'"},
    {"run --steps=1x a", "--steps is '1x'"},
    {"run -j 65 a", "is '65', expected a number from 1 to 64"},
    {"fuzz --time=1d", "--time is '1d'"},
    {"fuzz --time=5mm", "--time is '5mm'"},
    {"fuzz --time=0", "--time is '0'"},
    {"sweep --fork-each=no a", "--fork-each is 'no', expected ready or create"},
    {"run --kinds=oom a", "--kinds is a flag of 'sweep', not of 'run'"},
    {"sweep --check a", "--check is a flag of 'run', not of 'sweep'"},
    {"sweep --time=1x a", "--time is '1x'"},
    {"run --time=1 a", "--time is a flag of 'sweep fuzz triage minimize bank', not of 'run'"},
    {"run --stop-after=1 a", "--stop-after is a flag of 'sweep fuzz', not of 'run'"},
    {"sweep --stop-after=0 a", "--stop-after is '0'"},
    {"sweep --rest a", "--rest is a flag of 'bank', not of 'sweep'"},
    {"gate --budget=1w", "--budget is '1w'"},
    {"gate --time=5", "--time is a flag of 'sweep fuzz triage minimize bank', not of 'gate'"},
    {"gate --engine=trace", "does not know this flag"},
    {"sweep --junit=f a", "--junit is a flag of 'gate', not of 'sweep'"},
    {"sweep --corpus=d a", "--corpus is a flag of 'fuzz gate', not of 'sweep'"},
    {"sweep --fault=oom@1 a", "does not know this flag"},
    {"fuzz --engine=trace", "does not know this flag"},
    {"list --set=a=1", "does not know this flag"},
    {"run --nonsense a", "nonsense"},
};
enum { BAD_COUNT = sizeof BAD / sizeof BAD[0] };

static void parse_to_the_end(void *line)
{
    parse(line);
    _exit(99);
}

static int status_of(const char *line, char *message, size_t size)
{
    int status = child_status(parse_to_the_end, (void *)line, message, size);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

START_TEST(a_flag_that_makes_no_sense_ends_with_status_2)
{
    char message[8192];
    ck_assert_int_eq(status_of(BAD[_i].line, message, sizeof message), 2);
    ck_assert_msg(strstr(message, BAD[_i].message), "%s", message);
}
END_TEST

START_TEST(too_many_items_are_refused)
{
    char line[512] = "run", message[8192];
    for (int i = 0; i < OPTIONS_ITEMS_MAX; i++)
        strcat(line, " --set=a=1");
    ck_assert_int_eq(status_of(line, message, sizeof message), 99);
    ck_assert_int_eq(status_of(strcat(line, " --set=a=1"), message, sizeof message), 2);
    ck_assert_ptr_nonnull(strstr(message, "more than 16 times --set"));
}
END_TEST

START_TEST(help_has_status_0)
{
    char message[8192];
    ck_assert_int_eq(status_of("sweep --help", message, sizeof message), 0);
    ck_assert_ptr_nonnull(strstr(message, "--kinds"));
}
END_TEST

/* ---- a case -------------------------------------------------------------------------------------- */

static void write_file(const char *content)
{
    int fd = mkstemps(path, 4);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, content, strlen(content)), (ssize_t)strlen(content));
    close(fd);
}

static void remove_file(void)
{
    free(text);
    unlink(path);
}

static int read_case(const char *flags)
{
    char line[256];
    snprintf(line, sizeof line, "run %s x", flags);
    parse(line);
    free(text);
    text = NULL;
    fflush(stderr);
    int saved = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY);
    dup2(null, STDERR_FILENO);
    int status = options_case(&options, path, &c, &text);
    dup2(saved, STDERR_FILENO);
    close(saved);
    close(null);
    return status;
}

START_TEST(flags_override_the_file)
{
    write_file(CASE_FIRST_LINE
               "\nvm: toy\nengine: interp\nset: hotloop=3\nlimit: maxtrace=3\nfault: oom@1\n"
               "---\nprint 1\n");
    ck_assert_int_eq(read_case("--engine=trace --set=hotloop=9 --fault=oom@7 --fault=oom@8"), 0);
    ck_assert_str_eq(c.engine, "trace");
    ck_assert_str_eq(case_setting(&c, "hotloop"), "9");
    ck_assert_uint_eq(c.fault_count, 2);
    ck_assert_uint_eq(c.fault[0].n, 7);
    ck_assert_uint_eq(c.limit_count, 1);
    ck_assert_int_eq(read_case("--engine=trace --fault=none --limit=none"), 0);
    ck_assert_uint_eq(c.fault_count, 0);
    ck_assert_uint_eq(c.limit_count, 0);
    ck_assert_int_eq(read_case("--engine=trace --limit=none --limit=maxtrace=4"), 0);
    ck_assert_uint_eq(c.limit_count, 1);
    ck_assert_str_eq(c.limit[0].value, "4");
}
END_TEST

START_TEST(a_sweep_of_all_engines_forgets_that_of_the_file)
{
    char line[128];
    write_file(CASE_FIRST_LINE "\nvm: toy\nengine: interp\n---\nprint 1\n");
    snprintf(line, sizeof line, "sweep --engine=all %s", path);
    parse(line);
    free(text);
    ck_assert_int_eq(options_case(&options, path, &c, &text), 0);
    ck_assert_str_eq(c.engine, "");
}
END_TEST

START_TEST(a_plain_program_tells_its_vm_by_its_name)
{
    write_file("print 1\n");
    ck_assert_int_eq(read_case(""), 0);
    ck_assert_str_eq(c.vm, "toy");
    ck_assert_uint_eq(c.program_size, 8);
    size_t size;
    char *whole = options_case_text(&c, &size);
    struct fcase back;
    struct case_error error;
    ck_assert(case_parse(whole, size, &back, &error));
    ck_assert(case_equal(&c, &back));
    free(whole);
}
END_TEST

START_TEST(a_case_that_makes_no_sense_has_status_2)
{
    write_file("print 1\n");
    static const char *const flags[] = {"--vm=nonsense",
                                        "--engine=nonsense",
                                        "--set=nonsense=1",
                                        "--fault=nonsense@1",
                                        "--limit=maxtrace",
                                        "--against=nonsense",
                                        "--engine=interp --fault=jit-oom@1"};
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        ck_assert_msg(read_case(flags[i]) == EXIT_BAD_INPUT, "%s", flags[i]);
        ck_assert_ptr_null(text);
    }
    unlink(path);
    ck_assert_int_eq(read_case(""), EXIT_BAD_INPUT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("options");
    TCase *flags = tcase_create("flags"), *cases = tcase_create("cases");
    tcase_add_test(flags, the_defaults);
    tcase_add_test(flags, all_flags_are_taken);
    tcase_add_test(flags, times_have_units);
    tcase_add_test(flags, a_gate_has_a_budget);
    tcase_add_test(flags, a_job_follows_the_flags);
    tcase_add_test(flags, dumps_are_events_and_what_the_vm_has);
    tcase_add_test(flags, other_dumps_are_refused);
    tcase_add_loop_test(flags, a_flag_that_makes_no_sense_ends_with_status_2, 0, BAD_COUNT);
    tcase_add_test(flags, too_many_items_are_refused);
    tcase_add_test(flags, help_has_status_0);
    tcase_add_checked_fixture(cases, NULL, remove_file);
    tcase_add_test(cases, flags_override_the_file);
    tcase_add_test(cases, a_sweep_of_all_engines_forgets_that_of_the_file);
    tcase_add_test(cases, a_plain_program_tells_its_vm_by_its_name);
    tcase_add_test(cases, a_case_that_makes_no_sense_has_status_2);
    suite_add_tcase(suite, flags);
    suite_add_tcase(suite, cases);
    return check_main(suite);
}
