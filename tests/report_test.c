/* report_test.c: a finding on its way out: what is printed can be pasted and parsed, and what is saved is
 * the case that was run.
 */
#include <check.h>
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "bind.h"
#include "check_main.h"
#include "report.h"
#include "sites.h"

static struct options options;
static struct report report;
static struct fcase parsed;
static char folder[] = "/tmp/report_test.XXXXXX";
static FILE *printed;

/* ---- helpers ------------------------------------------------------------------------------------- */

static void setup(void)
{
    memset(&options, 0, sizeof options);
    options.step_budget = 2000000;
    ck_assert(report_open(&report, &options, "build/faultline"));
    ck_assert_ptr_nonnull(mkdtemp(folder));
    printed = tmpfile();
    ck_assert_ptr_nonnull(printed);
    fflush(stdout);
    ck_assert_int_ge(dup2(fileno(printed), STDOUT_FILENO), 0);
}

static void teardown(void)
{
    char command[64];
    report_close(&report);
    fclose(printed);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    ck_assert_int_eq(system(command), 0);
}

/* What has been printed since setup. */
static const char *output(void)
{
    static char text[65536];
    fflush(stdout);
    ssize_t size = pread(fileno(printed), text, sizeof text - 1, 0);
    text[size < 0 ? 0 : size] = '\0';
    return text;
}

static struct fcase *a_case(const char *header)
{
    static char text[2048];
    struct case_error error;
    snprintf(text, sizeof text, CASE_FIRST_LINE "\nvm: toy\n%s---\nprint 1\n", header);
    ck_assert_msg(case_parse(text, strlen(text), &parsed, &error), "%s", error.text);
    return &parsed;
}

static struct job_finding a_finding(const char *fault, const char *limit)
{
    struct job_finding f = {.oracle = "leak", .engine = "trace", .kind = "oom", .reason = "live blocks"};
    snprintf(f.fault, sizeof f.fault, "%s", fault);
    snprintf(f.limit, sizeof f.limit, "%s", limit);
    strcpy(f.signature, "toy/leak/trace/oom/live-blocks/0123abcd");
    return f;
}

static const char *line_for(const char *path, const char *header, const char *fault, const char *limit)
{
    static char line[8192];
    struct job_finding f = a_finding(fault, limit);
    report_reproduce(&report, path, a_case(header), &f, line, sizeof line);
    return line;
}

#define HEAD "build/faultline run --vm=toy --engine=trace"

/* ---- the reproduce line -------------------------------------------------------------------------- */

static const struct {
    const char *path, *header, *fault, *limit, *line;
} LINES[] = {
    {"a.toy", "", "oom@3", "", HEAD " --fault=oom@3 a.toy"},
    {"a.toy", "", "oom@3+", "", HEAD " --fault=oom@3+ a.toy"},
    {"a.toy", "", "", "", HEAD " a.toy"},
    {"a.toy", "", "", "maxtrace=3", HEAD " --limit=maxtrace=3 a.toy"},
    {"a.toy", "", "", "a=3 b=4", HEAD " --limit=a=3 --limit=b=4 a.toy"},
    /* What the file says and the run had not is cleared. */
    {"a.case", "fault: oom@1\n", "", "", HEAD " --fault=none a.case"},
    {"a.case", "fault: oom@1\n", "oom@2", "", HEAD " --fault=oom@2 a.case"},
    {"a.case", "limit: maxtrace=3\n", "oom@2", "", HEAD " --limit=none --fault=oom@2 a.case"},
    {"a.case", "limit: maxtrace=3\n", "", "maxtrace=3", HEAD " --limit=maxtrace=3 a.case"},
    {"a.case", "limit: other=3\n", "", "maxtrace=1", HEAD " --limit=none --limit=maxtrace=1 a.case"},
    /* A finding names the first fault of a plan. */
    {"a.case", "fault: oom@1\nfault: oom@5\n", "oom@1", "", HEAD " --fault=oom@1 --fault=oom@5 a.case"},
    {"a.case", "fault: oom@1\nfault: oom@5\n", "oom@2", "", HEAD " --fault=oom@2 a.case"},
    /* Words as a shell takes them. */
    {"with space", "", "", "", HEAD " 'with space'"},
    {"it's", "", "", "", HEAD " 'it'\\''s'"},
    {"a\"b$c`d", "", "", "", HEAD " 'a\"b$c`d'"},
    {"~/a;b*", "", "", "", HEAD " '~/a;b*'"},
    {"", "", "", "", HEAD " ''"},
    {"-", "", "", "", HEAD " -"},
    {"-x.toy", "", "", "", HEAD " -- -x.toy"},
    {"-x y", "", "", "", HEAD " -- '-x y'"},
    {"\xc3\xa4", "", "", "", HEAD " '\xc3\xa4'"},
};
enum { LINE_COUNT = sizeof LINES / sizeof LINES[0] };

START_TEST(a_line_repeats_what_was_run)
{
    ck_assert_str_eq(line_for(LINES[_i].path, LINES[_i].header, LINES[_i].fault, LINES[_i].limit),
                     LINES[_i].line);
}
END_TEST

START_TEST(the_flags_of_the_command_line_are_repeated)
{
    options.against = "interp";
    options.set[0] = "hotloop=1";
    options.set[1] = "fill=1";
    options.set_count = 2;
    options.library = "/a b/lib.so";
    options.step_budget = 77;
    report.program_name = "my faultline";
    ck_assert_str_eq(line_for("f", "", "", ""),
                     "'my faultline' run --vm=toy --engine=trace --against=interp --set=hotloop=1 "
                     "--set=fill=1 --lib='/a b/lib.so' --steps=77 f");
}
END_TEST

START_TEST(settings_of_a_sweep_are_repeated)
{
    options.set[0] = "fill=1";
    options.set_count = 1;
    report.added = "hotloop=1 hotexit=1";
    ck_assert_str_eq(line_for("a.toy", "", "oom@3", ""),
                     HEAD " --set=fill=1 --set=hotloop=1 --set=hotexit=1 --fault=oom@3 a.toy");
}
END_TEST

/* The shell's own opinion. */
START_TEST(a_shell_gets_the_path_back)
{
    static const char *const paths[] = {"a b",       "it's 'it'", "$HOME `id` \\ \"",
                                        "new\nline", "*?[a]",     "\t#!&|<>"};
    report.program_name = "printf";
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        char command[1024], got[256] = "";
        const char *line = line_for(paths[i], "", "", "");
        const char *word = strstr(line, "=trace ");
        ck_assert_ptr_nonnull(word);
        snprintf(command, sizeof command, "printf %%s %s", word + 7);
        FILE *shell = popen(command, "r");
        ck_assert_uint_gt(fread(got, 1, sizeof got - 1, shell), 0);
        ck_assert_int_eq(pclose(shell), 0);
        ck_assert_str_eq(got, paths[i]);
    }
}
END_TEST

START_TEST(a_line_that_does_not_fit_is_cut)
{
    char line[40];
    struct job_finding f = a_finding("oom@3", "");
    memset(line, 'x', sizeof line);
    report_reproduce(&report, "it's a long way", a_case(""), &f, line, 30);
    ck_assert_uint_eq(strlen(line), 29);
    ck_assert_int_eq(strncmp(line, HEAD, 29), 0);
    ck_assert_int_eq(line[30], 'x');
}
END_TEST

/* ---- files --------------------------------------------------------------------------------------- */

static void save(const char *header, const struct job_finding *f, struct fcase *back)
{
    static char *text;
    char path[256];
    struct case_error error;
    size_t size;
    ck_assert(report_save(folder, a_case(header), f, path, sizeof path));
    free(text);
    text = case_read_file(path, &size, &error);
    ck_assert_msg(text, "%s", error.text);
    ck_assert_msg(case_parse(text, size, back, &error), "%s", error.text);
    ck_assert_int_eq(unlink(path), 0);
}

START_TEST(a_saved_case_is_what_was_run)
{
    struct fcase back;
    char text[FAULT_TEXT_SIZE];
    struct job_finding f = a_finding("oom@17+", "");
    save("engine: interp\nset: hotloop=1\nlimit: maxtrace=3\nfault: oom@1\nfault: oom@2\norigin: here\n",
         &f, &back);
    ck_assert_str_eq(back.vm, "toy");
    ck_assert_str_eq(back.engine, "trace");
    ck_assert_uint_eq(back.fault_count, 1);
    ck_assert_str_eq(fault_format(&back.fault[0], text, sizeof text), "oom@17+");
    ck_assert_uint_eq(back.limit_count, 0);
    ck_assert_str_eq(case_setting(&back, "hotloop"), "1");
    ck_assert_str_eq(back.origin, "here");
    ck_assert_str_eq(back.expect, "finding toy/leak/trace/oom/live-blocks/0123abcd");
    ck_assert_uint_eq(back.program_size, 8);
    ck_assert_mem_eq(back.program, "print 1\n", 8);
}
END_TEST

START_TEST(a_saved_case_has_the_whole_plan)
{
    struct fcase back;
    struct job_finding f = a_finding("oom@1", "");
    save("fault: oom@1\nfault: oom@5+\n", &f, &back);
    ck_assert_uint_eq(back.fault_count, 2);
    ck_assert_uint_eq(back.fault[1].n, 5);
    ck_assert(back.fault[1].from);
    f = a_finding("", "");
    save("fault: oom@1\n", &f, &back);
    ck_assert_uint_eq(back.fault_count, 0);
}
END_TEST

START_TEST(a_saved_case_has_the_limits_of_the_run)
{
    struct fcase back;
    struct job_finding f = a_finding("", "maxtrace=7");
    save("", &f, &back);
    ck_assert_uint_eq(back.limit_count, 1);
    ck_assert_str_eq(back.limit[0].name, "maxtrace");
    ck_assert_str_eq(back.limit[0].value, "7");
    save("limit: maxtrace=3\n", &f, &back);
    ck_assert_uint_eq(back.limit_count, 1);
    ck_assert_str_eq(back.limit[0].value, "7");
    save("limit: other=3\n", &f, &back); /* a sweep of limits sets each alone */
    ck_assert_uint_eq(back.limit_count, 1);
    ck_assert_str_eq(back.limit[0].name, "maxtrace");
    f = a_finding("", "a=1 b=2");
    save("limit: a=1\nlimit: b=2\n", &f, &back);
    ck_assert_uint_eq(back.limit_count, 2);
}
END_TEST

/* Also when the case has a plan of its own that begins in the same way, which a sweep does not look at. */
START_TEST(a_pair_is_repeated_and_saved)
{
    struct fcase back;
    char line[4096], text[FAULT_TEXT_SIZE];
    const char *header = "fault: oom@1\nfault: oom@2\n";
    struct job_finding f = a_finding("oom@1", "");
    strcpy(f.second, "gc@7");
    report_reproduce(&report, "f", a_case(header), &f, line, sizeof line);
    ck_assert_str_eq(line, HEAD " --fault=oom@1 --fault=gc@7 f");
    save(header, &f, &back);
    ck_assert_uint_eq(back.fault_count, 2);
    ck_assert_str_eq(fault_format(&back.fault[0], text, sizeof text), "oom@1");
    ck_assert_str_eq(fault_format(&back.fault[1], text, sizeof text), "gc@7");
}
END_TEST

/* The finding's text has room for some limits only. */
START_TEST(many_limits_are_saved_in_full)
{
    struct fcase back;
    struct job_finding f = a_finding("oom@1", "");
    char header[1024] = "", all[1024] = "";
    for (int i = 0; i < 9; i++) {
        sprintf(header + strlen(header), "limit: a-long-name-%d=100%d\n", i, i);
        sprintf(all + strlen(all), "%sa-long-name-%d=100%d", i ? " " : "", i, i);
    }
    snprintf(f.limit, sizeof f.limit, "%s", all);
    ck_assert_uint_gt(strlen(all), sizeof f.limit);
    save(header, &f, &back);
    ck_assert_uint_eq(back.limit_count, 9);
    ck_assert_str_eq(back.limit[8].value, "1008");
    char line[4096];
    report_reproduce(&report, "f", a_case(header), &f, line, sizeof line);
    ck_assert_ptr_nonnull(strstr(line, " --limit=a-long-name-0=1000 "));
    ck_assert_ptr_nonnull(strstr(line, " --limit=a-long-name-8=1008 "));
}
END_TEST

static const char *saved_name(const char *kind, const char *signature)
{
    static char path[512];
    struct job_finding f = a_finding("", "");
    strcpy(f.kind, kind);
    strcpy(f.signature, signature);
    ck_assert(report_save(folder, a_case(""), &f, path, sizeof path));
    ck_assert_int_eq(access(path, R_OK), 0);
    ck_assert_int_eq(strncmp(path, folder, strlen(folder)), 0);
    return path + strlen(folder);
}

START_TEST(names_are_plain)
{
    ck_assert_str_eq(saved_name("oom", "a/b/c/d/e/0123abcd"), "/leak-trace-oom-0123abcd.case");
    ck_assert_str_eq(saved_name("oom+", "a/b/c/d/e/0123abcd"), "/leak-trace-oom--0123abcd.case");
    ck_assert_str_eq(saved_name("interrupt:throw", "x/1"), "/leak-trace-interrupt-throw-1.case");
    ck_assert_str_eq(saved_name("limit:maxtrace", "none"), "/leak-trace-limit-maxtrace-0.case");
}
END_TEST

/* The first program that showed a bug stays; no half-written file is left beside it. */
START_TEST(a_known_finding_is_kept)
{
    char path[512], command[600];
    struct stat before, after;
    struct job_finding f = a_finding("oom@1", "");
    ck_assert(report_save(folder, a_case(""), &f, path, sizeof path));
    ck_assert_int_eq(stat(path, &before), 0);
    f = a_finding("oom@2", "");
    ck_assert(report_save(folder, a_case(""), &f, path, sizeof path));
    ck_assert_int_eq(stat(path, &after), 0);
    ck_assert_uint_eq(before.st_ino, after.st_ino);
    ck_assert_int_eq(before.st_size, after.st_size);
    snprintf(command, sizeof command, "test $(ls -A '%s' | wc -l) = 1", folder);
    ck_assert_int_eq(system(command), 0);
}
END_TEST

START_TEST(a_folder_is_made)
{
    char path[512], deeper[64];
    struct job_finding f = a_finding("oom@1", "");
    snprintf(deeper, sizeof deeper, "%s/new", folder);
    ck_assert(report_save(deeper, a_case(""), &f, path, sizeof path));
    snprintf(deeper, sizeof deeper, "%s/no/such", folder);
    errno = 0;
    ck_assert(!report_save(deeper, a_case(""), &f, path, sizeof path));
    ck_assert_int_eq(errno, ENOENT);
    snprintf(deeper, sizeof deeper, "%s/file", folder);
    fclose(fopen(deeper, "w"));
    ck_assert(!report_save(deeper, a_case(""), &f, path, sizeof path));
    ck_assert_int_eq(errno, ENOTDIR);
}
END_TEST

START_TEST(a_finding_that_can_not_be_saved_changes_the_status)
{
    char nowhere[64];
    struct job_finding f = a_finding("oom@1", "");
    ck_assert_int_eq(report_status(&report), EXIT_CLEAN);
    report_finding(&report, "a.toy", a_case(""), &f);
    ck_assert_int_eq(report_status(&report), EXIT_FINDINGS);
    options.out = folder;
    report_finding(&report, "a.toy", a_case(""), &f);
    ck_assert_int_eq(report_status(&report), EXIT_FINDINGS);
    snprintf(nowhere, sizeof nowhere, "%s/no/such", folder);
    options.out = nowhere;
    report_finding(&report, "a.toy", a_case(""), &f);
    ck_assert_int_eq(report_status(&report), EXIT_CANNOT_RUN);
    ck_assert_ptr_nonnull(strstr(output(), "finding: toy/leak/trace/oom/live-blocks/0123abcd\n"));
}
END_TEST

/* ---- what is printed ----------------------------------------------------------------------------- */

START_TEST(the_text_is_set_in)
{
    struct job_finding f = a_finding("oom@1", "");
    strcpy(f.detail, "one\ntwo\n");
    strcpy(f.callers, "f<g");
    report_finding(&report, "a.toy", a_case(""), &f);
    ck_assert_str_eq(output(), "finding: toy/leak/trace/oom/live-blocks/0123abcd\n"
                               "  leak: live blocks\n"
                               "  detail: one\n    two\n\n"
                               "  fault: f<g\n"
                               "  case: a.toy\n"
                               "reproduce: " HEAD " --fault=oom@1 a.toy\n\n");
}
END_TEST

/* Parses line `n` of the output. */
static json_t *json_line(int n)
{
    json_error_t error;
    const char *line = output();
    for (int i = 0; i < n && line; i++) {
        line = strchr(line, '\n');
        ck_assert_ptr_nonnull(line++);
    }
    size_t size = strcspn(line, "\n");
    ck_assert_int_eq(line[size], '\n');
    json_t *o = json_loadb(line, size, JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(o, "%s: %.*s", error.text, (int)size, line);
    return o;
}

static void assert_string(const json_t *o, const char *key, const char *value)
{
    ck_assert_msg(json_is_string(json_object_get(o, key)), "%s", key);
    ck_assert_str_eq(json_string_value(json_object_get(o, key)), value);
}

START_TEST(json_is_json_whatever_the_bytes)
{
    struct job_finding f = a_finding("oom@1", "maxtrace=2");
    options.json = true;
    strcpy(f.detail, "a\x01\x1f\"\\\n\t\x7f");
    strcpy(f.site, "site-1");
    report_finding(&report, "a \"b\".toy", a_case(""), &f);
    strcpy(f.detail, "bad \xff\xc3(\x80 \"end\"");
    strcpy(f.callers, "f<g");
    f.fault[0] = f.limit[0] = '\0';
    f.wall = true;
    report_finding(&report, "\xff.toy", a_case(""), &f);
    memset(f.detail, 0xe4, sizeof f.detail - 1);
    report_finding(&report, "\xc3\xa4.toy", a_case(""), &f);
    json_t *one = json_line(0), *two = json_line(1), *three = json_line(2);
    assert_string(one, "verdict", "finding");
    assert_string(one, "detail", "a\x01\x1f\"\\\n\t\x7f");
    assert_string(one, "case", "a \"b\".toy");
    assert_string(one, "fault", "oom@1");
    assert_string(one, "limit", "maxtrace=2");
    assert_string(one, "site", "site-1");
    assert_string(one, "oracle", "leak");
    assert_string(one, "signature", f.signature);
    ck_assert(json_is_false(json_object_get(one, "wall")));
    assert_string(two, "detail",
                  "bad ?"
                  "?(? \"end\"");
    assert_string(two, "site", "f<g");
    assert_string(two, "case", "?.toy");
    ck_assert(json_is_null(json_object_get(two, "fault")));
    ck_assert(json_is_null(json_object_get(two, "limit")));
    ck_assert(json_is_true(json_object_get(two, "wall")));
    ck_assert_uint_eq(strlen(json_string_value(json_object_get(three, "detail"))), sizeof f.detail - 1);
    assert_string(three, "case", "\xc3\xa4.toy");
    for (const char *p = output(); *p; p++)
        ck_assert_int_lt((unsigned char)*p, 0x80);
    json_decref(one);
    json_decref(two);
    json_decref(three);
}
END_TEST

/* A path that is not UTF-8 costs its own bytes, not the rest of the line. */
START_TEST(a_long_line_is_whole_in_json)
{
    char path[2001];
    struct job_finding f = a_finding("oom@1", "");
    options.json = true;
    memset(path, 'p', sizeof path - 1);
    path[0] = (char)0xff;
    path[sizeof path - 1] = '\0';
    report_finding(&report, path, a_case(""), &f);
    json_t *o = json_line(0);
    ck_assert_uint_eq(strlen(json_string_value(json_object_get(o, "case"))), 2000);
    const char *line = json_string_value(json_object_get(o, "reproduce"));
    ck_assert_int_eq(line[strlen(line) - 1], '\'');
    json_decref(o);
}
END_TEST

/* ---- counts -------------------------------------------------------------------------------------- */

START_TEST(the_summary_counts)
{
    static struct job_shm shm;
    struct job_finding f = a_finding("oom@1", "");
    struct report_totals t = {.stats = {.runs = 10,
                                        .faults = 8,
                                        .not_reached = 2,
                                        .restarts = 1,
                                        .guards_executed = 90,
                                        .guards_chosen = 30,
                                        .exits_total = 20,
                                        .exits_executed = 14,
                                        .exits_forced = 13,
                                        .by_kind = {[VUT_FAULT_OOM] = 5, [VUT_FAULT_JIT_OOM] = 3}},
                              .sites_total = 5,
                              .sites_failed = 4,
                              .kinds = VUT_FAULT_BIT(VUT_FAULT_OOM),
                              .kinds_all = VUT_FAULT_BIT(VUT_FAULT_OOM) | VUT_FAULT_BIT(VUT_FAULT_JIT_OOM),
                              .version = "1",
                              .build_id = ""};
    options.json = true;
    report.cases = 2;
    report_finding(&report, "a.toy", a_case(""), &f);
    report_finding(&report, "b.toy", a_case(""), &f);
    strcpy(f.signature, "another");
    report_finding(&report, "b.toy", a_case(""), &f);
    shm.seen_count = 1;
    shm.seen[0] = (struct job_seen){XXH64("another", 7, 0), 7};
    report_counts(&report, &shm);
    report_counts(&report, &shm);
    report_summary(&report, &t);
    json_t *line = json_line(3), *o = json_object_get(line, "summary");
    static const struct {
        const char *key;
        int value;
    } numbers[] = {{"cases", 2},           {"runs", 10},
                   {"faults", 8},          {"findings", 3},
                   {"signatures", 2},      {"not_reached", 2},
                   {"sites_total", 5},     {"sites_failed", 4},
                   {"worker_restarts", 1}, {"exits_total", 20},
                   {"exits_executed", 14}, {"exits_forced", 13},
                   {"exits_never_ran", 6}, {"guards_executed", 90},
                   {"guards_chosen", 30}};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        ck_assert_msg(json_integer_value(json_object_get(o, numbers[i].key)) == numbers[i].value, "%s",
                      numbers[i].key);
    ck_assert_int_eq(json_integer_value(json_object_get(json_object_get(o, "by_oracle"), "leak")), 3);
    ck_assert_int_eq(json_integer_value(json_object_get(json_object_get(o, "by_kind"), "jit-oom")), 3);
    ck_assert_uint_eq(json_object_size(json_object_get(o, "by_kind")), 2);
    json_t *first = json_array_get(json_object_get(o, "by_signature"), 0);
    assert_string(first, "signature", "another"); /* the most frequent */
    ck_assert_int_eq(json_integer_value(json_object_get(first, "count")), 14);
    ck_assert_int_eq(json_integer_value(json_object_get(first, "programs")), 1);
    json_t *sampled = json_object_get(o, "kinds_sampled");
    ck_assert_uint_eq(json_array_size(sampled), 1);
    ck_assert_str_eq(json_string_value(json_array_get(sampled, 0)), "exit");
    json_t *off = json_object_get(o, "kinds_off");
    ck_assert_uint_eq(json_array_size(off), 1);
    ck_assert_str_eq(json_string_value(json_array_get(off, 0)), "jit-oom");
    json_decref(line);
    options.json = false;
    report_summary(&report, &t);
    ck_assert_ptr_nonnull(strstr(output(),
                                 "summary: 2 cases, 10 runs (8 with a fault, 2 not reached), sites "
                                 "failed 4 of 5, "));
    ck_assert_ptr_nonnull(strstr(output(), "summary: faults by kind: oom 5, jit-oom 3\n"));
    ck_assert_ptr_nonnull(strstr(output(), "summary: 3 findings, 2 signatures, leak 3\n"));
    ck_assert_ptr_nonnull(strstr(output(), "summary: left out: jit-oom\n"));
}
END_TEST

/* ---- named sites --------------------------------------------------------------------------------- */

/* As a sweep leaves it: the first site of the toy was failed in twice over, the second passed, the third
 * was passed by a run that nobody judged. */
static struct report_totals site_totals(struct job_site *table)
{
    const struct vut *toy = vm_find("toy");
    uint32_t failed[] = {VUT_FAULT_BIT(VUT_FAULT_OOM) | VUT_FAULT_BIT(VUT_FAULT_MEMORY_LIMIT), 0};
    for (size_t row = 0; row < 2; row++)
        sites_note(table, inject_named_site(toy, row), 1, failed[row])->hits = 1;
    sites_note(table, inject_named_site(toy, 2), 0, 0);
    return (struct report_totals){.version = "", .build_id = "", .sites = table};
}

static json_t *engine_of(json_t *summary, const char *member, const char *engine)
{
    return json_object_get(json_object_get(json_object_get(summary, member), "toy"), engine);
}

/* Row 0 failed in one of two engines, which will do; of the compiler's row an interpreter knows nothing. */
START_TEST(the_summary_names_the_sites_that_failed_in_no_engine)
{
    static struct job_site table[JOB_SITES_MAX];
    struct report_totals t = site_totals(table);
    const struct vut *toy = vm_find("toy");
    sites_note(table, inject_named_site(toy, 0), 0, 0)->hits = 1;
    options.json = true;
    report_summary(&report, &t);
    json_t *line = json_line(0), *o = json_object_get(line, "summary");
    json_t *never = json_object_get(json_object_get(o, "sites_never"), "toy");
    ck_assert_uint_eq(json_array_size(never), toy->site_count - 1);
    ck_assert_str_eq(json_string_value(json_array_get(never, 0)), toy->sites[1].name);
    json_decref(line);
    options.json = false;
    report_summary(&report, &t);
    ck_assert_ptr_nonnull(
        strstr(output(), "summary: named sites of toy failed in no engine: load.source "));
}
END_TEST

START_TEST(the_summary_names_the_sites_that_never_failed)
{
    static struct job_site table[JOB_SITES_MAX];
    struct report_totals t = site_totals(table);
    const struct vut *toy = vm_find("toy");
    options.json = true;
    report_summary(&report, &t);
    json_t *line = json_line(0), *o = json_object_get(line, "summary");
    ck_assert_ptr_null(engine_of(o, "sites_named", "interp")); /* nothing was judged there */
    json_t *unfailed = engine_of(o, "sites_unfailed", "trace");
    ck_assert_uint_eq(json_array_size(unfailed), toy->site_count - 1);
    ck_assert_str_eq(json_string_value(json_array_get(unfailed, 0)), toy->sites[1].name);
    json_t *named = engine_of(o, "sites_named", "trace"),
           *first = json_object_get(named, toy->sites[0].name);
    ck_assert_uint_eq(json_array_size(first), 2);
    ck_assert_str_eq(json_string_value(json_array_get(first, 0)), "oom");
    ck_assert_str_eq(json_string_value(json_array_get(first, 1)), "memory-limit");
    ck_assert_uint_eq(json_array_size(json_object_get(named, toy->sites[1].name)), 0);
    ck_assert(json_is_array(json_object_get(named, toy->sites[1].name)));
    ck_assert(json_is_null(json_object_get(named, toy->sites[2].name)));
    json_decref(line);
}
END_TEST

START_TEST(the_summary_counts_the_named_sites)
{
    static struct job_site table[JOB_SITES_MAX];
    struct report_totals t = site_totals(table);
    report_summary(&report, &t);
    ck_assert_ptr_nonnull(
        strstr(output(), "summary: named sites of toy failed in trace: 1 of 7, never: load.source "));
    ck_assert_ptr_null(strstr(output(), "failed in interp"));
}
END_TEST

/* ---- states -------------------------------------------------------------------------------------- */

enum { COMPILER_ENGINE = 4 }; /* of refvm */

static size_t row_of(const struct vut *vut, const char *site)
{
    size_t row = 0;
    while (strcmp(states_row_name(vut, row), site) != 0)
        row++;
    return row;
}

static uint32_t state_of(const struct vut *vut, const char *name)
{
    uint32_t set, state = 0;
    const char *word;
    size_t size;
    ck_assert(states_parse(vut, name, &set, &word, &size));
    while (!(set & 1u << state))
        state++;
    return state;
}

static void note_state(struct states *s, const char *site, const char *state, bool failed)
{
    const struct vut *refvm = vm_find("refvm");
    states_note(s, states_row_hash(refvm, row_of(refvm, site)), COMPILER_ENGINE, state_of(refvm, state),
                failed);
}

/* A site of the compiler passed in two states and failed in one of them; code memory failed in a state that
 * nothing passes undisturbed; a site of the heap passed. */
static struct report_totals state_totals(uint32_t kinds)
{
    static struct states s;
    const struct vut *refvm = vm_find("refvm");
    struct states_counts *counts = states_counts_of(&s, refvm);
    memset(&s, 0, sizeof s);
    note_state(&s, "jit.ir.ins", "recording", false);
    note_state(&s, "jit.ir.ins", "stitching", false);
    note_state(&s, "jit.ir.ins", "recording", true);
    note_state(&s, "code.unmap", "aborting", true);
    note_state(&s, "string.table", "native", false);
    counts->fired[state_of(refvm, "recording")][VUT_FAULT_JIT_OOM] = 7;
    counts->fired[state_of(refvm, "aborting")][VUT_FAULT_MCODE] = 2;
    counts->fired[state_of(refvm, "aborting")][VUT_FAULT_OOM] = 1;
    counts->second[state_of(refvm, "aborting")][VUT_FAULT_MCODE] = 2;
    return (struct report_totals){.version = "", .build_id = "", .states = &s, .kinds = kinds};
}

static json_t *path(json_t *o, const char *a, const char *b, const char *c)
{
    o = json_object_get(json_object_get(o, a), "refvm");
    o = b ? json_object_get(o, b) : o;
    return c ? json_object_get(o, c) : o;
}

START_TEST(the_summary_tells_states)
{
    struct report_totals t =
        state_totals(VUT_FAULT_BIT(VUT_FAULT_JIT_OOM) | VUT_FAULT_BIT(VUT_FAULT_MCODE));
    options.json = true;
    report_summary(&report, &t);
    json_t *line = json_line(0), *o = json_object_get(line, "summary");
    ck_assert_int_eq(json_integer_value(path(o, "states", "recording", "jit-oom")), 7);
    ck_assert_int_eq(json_integer_value(path(o, "states", "aborting", "oom")), 1);
    ck_assert_uint_eq(json_object_size(path(o, "states", NULL, NULL)), 2);
    ck_assert_int_eq(json_integer_value(path(o, "pairs_states", "aborting", "mcode")), 2);
    ck_assert_uint_eq(json_object_size(path(o, "pairs_states", NULL, NULL)), 1);
    ck_assert_int_eq(json_integer_value(path(o, "sites_states_total", "trace", NULL)), 3);
    ck_assert_int_eq(json_integer_value(path(o, "sites_states_failed", "trace", NULL)), 2);
    json_t *site = path(o, "sites_states", "trace", "jit.ir.ins");
    ck_assert(json_is_true(json_object_get(site, "recording")));
    ck_assert(json_is_false(json_object_get(site, "stitching")));
    ck_assert_uint_eq(json_object_size(path(o, "sites_states", "trace", NULL)),
                      2); /* nobody asked for oom */
    ck_assert_ptr_null(path(o, "sites_states", "call", NULL));
    ck_assert_ptr_null(json_object_get(json_object_get(o, "states"), "toy"));
    json_decref(line);
}
END_TEST

START_TEST(the_text_tells_states)
{
    struct report_totals t =
        state_totals(VUT_FAULT_BIT(VUT_FAULT_JIT_OOM) | VUT_FAULT_BIT(VUT_FAULT_MCODE));
    report_summary(&report, &t);
    ck_assert_ptr_nonnull(strstr(output(), "summary: states of refvm, faults: recording 7, aborting 3\n"));
    ck_assert_ptr_nonnull(
        strstr(output(), "summary: states of refvm, second faults of pairs: aborting 2 (mcode 2)\n"));
    ck_assert_ptr_nonnull(strstr(output(), "summary: sites of refvm in each state failed in trace: 2 of 3, "
                                           "never: jit.ir.ins while stitching\n"));
    t = state_totals(VUT_FAULT_BIT(VUT_FAULT_OOM));
    report_summary(&report, &t);
    ck_assert_ptr_nonnull(strstr(output(), "failed in trace: 0 of 1, never: string.table while native\n"));
}
END_TEST

START_TEST(nothing_is_said_of_states_where_none_are_told)
{
    static struct states none;
    struct report_totals t = {.version = "", .build_id = "", .states = &none, .kinds = ~0u};
    options.json = true;
    report_summary(&report, &t);
    json_t *line = json_line(0), *o = json_object_get(line, "summary");
    ck_assert_ptr_null(json_object_get(o, "states"));
    ck_assert_ptr_null(json_object_get(o, "sites_states"));
    json_decref(line);
    options.json = false;
    report_summary(&report, &t);
    ck_assert_ptr_null(strstr(output(), "state"));
}
END_TEST

START_TEST(the_list_of_sites_takes_the_json_of_a_sweep)
{
    static struct job_site table[JOB_SITES_MAX];
    struct report_totals t = site_totals(table);
    char path[64];
    options.json = true;
    report_summary(&report, &t);
    snprintf(path, sizeof path, "%s/sweep.json", folder);
    FILE *file = fopen(path, "w");
    fputs("{\"verdict\":\"finding\"}\n", file);
    fputs(output(), file);
    fclose(file);
    ck_assert_int_eq(report_sites_list("toy", path), EXIT_CLEAN);
    ck_assert_ptr_nonnull(
        strstr(output(), "vm.state                     heap      trace: oom,memory-limit\n"));
    ck_assert_ptr_nonnull(strstr(output(), "load.source                  heap      trace: never failed\n"));
    ck_assert_ptr_nonnull(strstr(output(), "load.lines                   heap      trace: not reached\n"));
    file = fopen(path, "w");
    fclose(file);
    ck_assert_int_eq(report_sites_list("toy", path), EXIT_BAD_INPUT);
    unlink(path);
    ck_assert_int_eq(report_sites_list("toy", path), EXIT_BAD_INPUT);
}
END_TEST

/* ---- suite --------------------------------------------------------------------------------------- */

int main(void)
{
    Suite *suite = suite_create("report");
    TCase *tcase = tcase_create("report");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, a_line_repeats_what_was_run, 0, LINE_COUNT);
    tcase_add_test(tcase, the_flags_of_the_command_line_are_repeated);
    tcase_add_test(tcase, settings_of_a_sweep_are_repeated);
    tcase_add_test(tcase, a_shell_gets_the_path_back);
    tcase_add_test(tcase, a_line_that_does_not_fit_is_cut);
    tcase_add_test(tcase, a_saved_case_is_what_was_run);
    tcase_add_test(tcase, a_saved_case_has_the_whole_plan);
    tcase_add_test(tcase, a_saved_case_has_the_limits_of_the_run);
    tcase_add_test(tcase, a_pair_is_repeated_and_saved);
    tcase_add_test(tcase, many_limits_are_saved_in_full);
    tcase_add_test(tcase, names_are_plain);
    tcase_add_test(tcase, a_known_finding_is_kept);
    tcase_add_test(tcase, a_folder_is_made);
    tcase_add_test(tcase, a_finding_that_can_not_be_saved_changes_the_status);
    tcase_add_test(tcase, the_text_is_set_in);
    tcase_add_test(tcase, json_is_json_whatever_the_bytes);
    tcase_add_test(tcase, a_long_line_is_whole_in_json);
    tcase_add_test(tcase, the_summary_counts);
    tcase_add_test(tcase, the_summary_names_the_sites_that_never_failed);
    tcase_add_test(tcase, the_summary_names_the_sites_that_failed_in_no_engine);
    tcase_add_test(tcase, the_summary_counts_the_named_sites);
    tcase_add_test(tcase, the_summary_tells_states);
    tcase_add_test(tcase, the_text_tells_states);
    tcase_add_test(tcase, nothing_is_said_of_states_where_none_are_told);
    tcase_add_test(tcase, the_list_of_sites_takes_the_json_of_a_sweep);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
