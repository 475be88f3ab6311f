/* case_test.c: reading, changing, writing and comparing cases, and reading case files. */
#include "case.h"
#include "check_main.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST         CASE_FIRST_LINE "\n"
#define X16           "xxxxxxxxxxxxxxxx"
#define X64           X16 X16 X16 X16
#define X256          X64 X64 X64 X64
#define SETTINGS_8(x) " " x "0=1 " x "1=1 " x "2=1 " x "3=1 " x "4=1 " x "5=1 " x "6=1 " x "7=1"
#define LIMITS_4(x)   "limit: " x "0=1\nlimit: " x "1=1\nlimit: " x "2=1\nlimit: " x "3=1\n"
#define FAULTS_4      "fault: oom@1\nfault: oom@2\nfault: oom@3\nfault: oom@4\n"

/* A text with its true size, so that it may hold NUL bytes. */
#define TEXT(literal) literal, sizeof literal - 1

/* ---- Refusals ------------------------------------------------------------------------------------ */

static const struct {
    const char *text;
    size_t size;
    int line;
    const char *part;
} refused[] = {
    /* the first line */
    {TEXT("# faultline case v2\n---\n"), 1,
     "the first line is '# faultline case v2', expected exactly '# faultline case v1'"},
    {TEXT("# faultline case v1\r\n---\r\n"), 1,
     "the first line is not exactly '# faultline case v1': line ends in CR LF, expected LF"},
    {TEXT("# faultline case v1 \n---\n"), 1, "the first line is '# faultline case v1 ', expected exactly"},
    {TEXT("# faultline case\n---\n"), 1, "the first line is '# faultline case', expected exactly"},
    {TEXT("# faultline cases are fun\nx"), 1, "expected exactly '# faultline case v1'"},
    {TEXT("# faultline case v10\n---\n"), 1, "expected exactly '# faultline case v1'"},
    {TEXT("# Faultline Case v1\n---\n"), 1, "the first line is '# Faultline Case v1', expected exactly"},
    {TEXT("\xef\xbb\xbf# faultline case v1\n---\n"), 1, "the file starts with a byte order mark"},
    {TEXT("# faultline case v1\0\n---\n"), 1, "'# faultline case v1': control character 0x00"},
    {TEXT("# faultline case \xff\n---\n"), 1, "'# faultline case v1': invalid UTF-8 at byte 0xff"},
    {TEXT("# faultline case v1" X64 "\n---\n"), 1, "xxx', expected exactly '# faultline case v1'"},

    /* the header's end */
    {TEXT("# faultline case v1"), 1, "the header does not end, expected a line '---'"},
    {TEXT(FIRST), 1, "the header does not end, expected a line '---'"},
    {TEXT(FIRST "vm: x"), 2, "the header does not end, expected a line '---'"},
    {TEXT(FIRST "vm: x\n# more\n"), 3, "the header does not end, expected a line '---'"},
    {TEXT(FIRST "--- \n"), 2, "no colon in '--- ', expected 'key: value', a comment or '---'"},
    {TEXT(FIRST "----\n"), 2, "no colon in '----'"},
    {TEXT(FIRST "---\r\n"), 2, "line ends in CR LF, expected LF"},

    /* lines */
    {TEXT(FIRST "\n---\n"), 2, "empty line, expected 'key: value', a comment or '---'"},
    {TEXT(FIRST "vm luajit\n---\n"), 2, "no colon in 'vm luajit'"},
    {TEXT(FIRST "vm: x\nprint(1)\n"), 3, "no colon in 'print(1)'"},
    {TEXT(FIRST "oops: 1\n---\n"), 2,
     "unknown key 'oops', expected one of vm engine against set limit fault origin expect output"},
    {TEXT(FIRST "VM: x\n---\n"), 2, "unknown key 'VM'"},
    {TEXT(FIRST " vm: x\n---\n"), 2, "unknown key ' vm'"},
    {TEXT(FIRST "vm : x\n---\n"), 2, "unknown key 'vm '"},
    {TEXT(FIRST ": x\n---\n"), 2, "unknown key ''"},
    {TEXT(FIRST X64 ": x\n---\n"), 2, "unknown key '" X16 X16 X16 "', expected"},
    {TEXT(FIRST X16 X16 "yyyyyyyyyyyyyyy\xe2\x82\xac: x\n---\n"), 2,
     "unknown key '" X16 X16 "yyyyyyyyyyyyyyy', expected"},
    {TEXT(FIRST X16 X16 X16 "\b: x\n---\n"), 2, "control character 0x08"},
    {TEXT(FIRST "vm:x\n---\n"), 2, "no blank after 'vm:', expected 'key: value'"},
    {TEXT(FIRST "vm:\n---\n"), 2, "empty value of 'vm'"},
    {TEXT(FIRST "vm: \n---\n"), 2, "empty value of 'vm'"},
    {TEXT(FIRST "set:   \n---\n"), 2, "empty value of 'set'"},
    {TEXT(FIRST "limit:\n---\n"), 2, "empty value of 'limit'"},
    {TEXT(FIRST "fault: \n---\n"), 2, "empty value of 'fault'"},
    {TEXT(FIRST "origin: \n---\n"), 2, "empty value of 'origin'"},
    {TEXT(FIRST "expect: \n---\n"), 2, "empty value of 'expect'"},
    {TEXT(FIRST "vm: x\nvm: x\n---\n"), 3, "key 'vm' stands twice"},
    {TEXT(FIRST "engine: x\n#\nengine: y\n---\n"), 4, "key 'engine' stands twice"},
    {TEXT(FIRST "against: x\nagainst: y\n---\n"), 3, "key 'against' stands twice"},
    {TEXT(FIRST "set: a=1\nset: b=1\n---\n"), 3, "key 'set' stands twice"},
    {TEXT(FIRST "origin: x\norigin: y\n---\n"), 3, "key 'origin' stands twice"},
    {TEXT(FIRST "expect: clean\nexpect: clean\n---\n"), 3, "key 'expect' stands twice"},

    /* characters */
    {TEXT(FIRST "vm: x\r\n---\n"), 2, "line ends in CR LF, expected LF"},
    {TEXT(FIRST "vm: x\ry\n---\n"), 2, "control character 0x0d, expected text"},
    {TEXT(FIRST "vm: x\0\n---\n"), 2, "control character 0x00, expected text"},
    {TEXT(FIRST "\0\n---\n"), 2, "control character 0x00, expected text"},
    {TEXT(FIRST "vm:\tx\n---\n"), 2, "control character 0x09, expected text"},
    {TEXT(FIRST "# \x1b[31m\n---\n"), 2, "control character 0x1b, expected text"},
    {TEXT(FIRST "origin: \x7f\n---\n"), 2, "control character 0x7f, expected text"},
    {TEXT(FIRST "origin: \xc2\x85\n---\n"), 2, "control character U+0085, expected text"},
    {TEXT(FIRST "origin: \x80\n---\n"), 2, "invalid UTF-8 at byte 0x80"},
    {TEXT(FIRST "origin: \xc3\n---\n"), 2, "invalid UTF-8 at byte 0xc3"},
    {TEXT(FIRST "origin: \xc0\xaf\n---\n"), 2, "invalid UTF-8 at byte 0xc0"},
    {TEXT(FIRST "origin: \xc1\xbf\n---\n"), 2, "invalid UTF-8 at byte 0xc1"},
    {TEXT(FIRST "origin: \xe0\x9f\xbf\n---\n"), 2, "invalid UTF-8 at byte 0xe0"},
    {TEXT(FIRST "origin: \xed\xa0\x80\n---\n"), 2, "invalid UTF-8 at byte 0xed"},
    {TEXT(FIRST "origin: \xe2\x82\n---\n"), 2, "invalid UTF-8 at byte 0xe2"},
    {TEXT(FIRST "origin: \xe2\x82x\n---\n"), 2, "invalid UTF-8 at byte 0xe2"},
    {TEXT(FIRST "origin: \xf0\x9f\x8ex\n---\n"), 2, "invalid UTF-8 at byte 0xf0"},
    {TEXT(FIRST "origin: \xf0\x8f\xbf\xbf\n---\n"), 2, "invalid UTF-8 at byte 0xf0"},
    {TEXT(FIRST "origin: \xf4\x90\x80\x80\n---\n"), 2, "invalid UTF-8 at byte 0xf4"},
    {TEXT(FIRST "origin: \xf5\x80\x80\x80\n---\n"), 2, "invalid UTF-8 at byte 0xf5"},
    {TEXT(FIRST "# \xff\n---\n"), 2, "invalid UTF-8 at byte 0xff"},

    /* lengths and counts */
    {TEXT(FIRST "vm: " X64 "\n---\n"), 2, "VM longer than 63 bytes, got 64"},
    {TEXT(FIRST "engine: " X64 "\n---\n"), 2, "engine longer than 63 bytes, got 64"},
    {TEXT(FIRST "against: " X64 "\n---\n"), 2, "engine longer than 63 bytes, got 64"},
    {TEXT(FIRST "set: " X64 "=1\n---\n"), 2, "setting longer than 63 bytes, got 64"},
    {TEXT(FIRST "set: a=" X256 "\n---\n"), 2, "value of a setting longer than 255 bytes, got 256"},
    {TEXT(FIRST "limit: a=" X256 "\n---\n"), 2, "value of a limit longer than 255 bytes, got 256"},
    {TEXT(FIRST "fault: oom@" X256 "\n---\n"), 2, "fault longer than 127 bytes, got 260"},
    {TEXT(FIRST "origin: " X256 "\n---\n"), 2, "origin longer than 255 bytes, got 256"},
    {TEXT(FIRST "expect: finding " X256 "\n---\n"), 2, "expectation longer than 255 bytes, got 264"},
    {TEXT(FIRST "set:" SETTINGS_8("a") SETTINGS_8("b") SETTINGS_8("c") SETTINGS_8("d") " e=1\n---\n"), 2,
     "more than 32 settings at 'e'"},
    {TEXT(FIRST LIMITS_4("a") LIMITS_4("b") LIMITS_4("c") LIMITS_4("d") "limit: e=1\n---\n"), 18,
     "more than 16 limits at 'e'"},
    {TEXT(FIRST FAULTS_4 FAULTS_4 "fault: oom@5\n---\n"), 10, "more than 8 faults at 'oom@5'"},

    /* names and items */
    {TEXT(FIRST "vm: two words\n---\n"), 2, "VM 'two words' is no name"},
    {TEXT(FIRST "engine: \xc3\xa4\n---\n"), 2, "engine '\xc3\xa4' is no name"},
    {TEXT(FIRST "vm: ../x\n---\n"), 2, "VM '../x' is no name"},
    {TEXT(FIRST "set: hotloop\n---\n"), 2, "setting 'hotloop' has no '=', expected NAME=VALUE"},
    {TEXT(FIRST "set: a=1 hotloop= b=1\n---\n"), 2, "setting 'hotloop=' has no value"},
    {TEXT(FIRST "set: =1\n---\n"), 2, "setting '=1' has no name"},
    {TEXT(FIRST "set: a:b=1\n---\n"), 2, "setting 'a:b' is no name"},
    {TEXT(FIRST "set: a=1 a=2\n---\n"), 2, "setting 'a' stands twice"},
    {TEXT(FIRST "limit: maxsnap\n---\n"), 2, "limit 'maxsnap' has no '='"},
    {TEXT(FIRST "limit: a=1\nlimit: a=2\n---\n"), 3, "limit 'a' stands twice"},
    {TEXT(FIRST "limit: a=1 b=2\n---\n"), 2, "limit 'a=1 b=2' holds a blank, expected one NAME=VALUE"},

    /* faults; fault_test.c has the rest */
    {TEXT(FIRST "vm: x\nfault: oops@1\n---\n"), 3, "unknown fault kind 'oops', expected one of oom gc"},
    {TEXT(FIRST "fault: oom@0\n---\n"), 2, "n counts from 1, got 'oom@0'"},
    {TEXT(FIRST "fault: oom@18446744073709551616\n---\n"), 2, "number too large"},
    {TEXT(FIRST "fault: memory-limit=17592186044416M\n---\n"), 2, "size too large"},
    {TEXT(FIRST "fault: interrupt:oops@1\n---\n"), 2, "unknown action 'oops', expected one of return"},
    {TEXT(FIRST "fault: flush@1+\n---\n"), 2, "'flush@1+' is no form of 'flush', expected flush@N"},
    {TEXT(FIRST "fault: oom@alloc:1\n---\n"), 2, "'oom@alloc:1' is no form of 'oom'"},
    {TEXT(FIRST "fault: oom@1 oom@2\n---\n"), 2, "byte 0x20 in a fault"},
    {TEXT(FIRST "fault: limit=3\n---\n"), 2, "expected a 'limit:' line"},

    /* recorded outputs */
    {TEXT(FIRST "output: 0123456789abcde\n---\n"), 2, "output '0123456789abcde', expected 16 hex digits"},
    {TEXT(FIRST "output: 0123456789abcdeF\n---\n"), 2, "expected 16 hex digits"},
    {TEXT(FIRST "output: 0123456789abcdef0\n---\n"), 2, "expected 16 hex digits"},
    {TEXT(FIRST "output: 0123456789abcdef\noutput: 0123456789abcdef\n---\n"), 3,
     "key 'output' stands twice"},

    /* expectations */
    {TEXT(FIRST "expect: Clean\n---\n"), 2,
     "unknown expectation 'Clean', expected 'clean' or 'finding SIGNATURE'"},
    {TEXT(FIRST "expect: clean run\n---\n"), 2, "unknown expectation 'clean run'"},
    {TEXT(FIRST "expect: finding\n---\n"), 2, "unknown expectation 'finding'"},
    {TEXT(FIRST "expect: finding  a/b\n---\n"), 2, "unknown expectation 'finding  a/b'"},
    {TEXT(FIRST "expect: findings a/b\n---\n"), 2, "unknown expectation 'findings a/b'"},
};

/* A copy without anything behind it, so that a sanitizer sees a read past the end. */
static char *exact_copy(const char *text, size_t size)
{
    char *copy = malloc(size ? size : 1);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, text, size);
    return copy;
}

START_TEST(parse_refuses_with_line_and_reason)
{
    struct fcase c, before;
    struct case_error error;
    memset(&c, 0x5a, sizeof c);
    memcpy(&before, &c, sizeof c);
    char *text = exact_copy(refused[_i].text, refused[_i].size);
    ck_assert_msg(!case_parse(text, refused[_i].size, &c, &error), "accepted:\n%s", refused[_i].text);
    ck_assert_msg(strstr(error.text, refused[_i].part), "got '%s', expected '%s'", error.text,
                  refused[_i].part);
    ck_assert_msg(error.line == refused[_i].line, "%s: got line %d, expected %d", error.text, error.line,
                  refused[_i].line);
    ck_assert_mem_eq(&c, &before, sizeof c);
    free(text);
}
END_TEST

/* No input that is cut short is read past its end, whatever is made of it. */
START_TEST(parse_stays_inside_the_text)
{
    static const char whole[] = FIRST "# \xf0\x9f\x8e\x89\nvm: x\nset: a=1 b=2\nlimit: c=3\n"
                                      "fault: interrupt:throw@alloc:9\norigin: \xe2\x82\xac\n"
                                      "expect: finding a/b\n---\nprogram";
    for (size_t size = 0; size < sizeof whole; size++) {
        struct fcase c;
        struct case_error error;
        char *text = exact_copy(whole, size);
        bool plain = size < strlen("# faultline case");
        bool complete = size >= strlen(whole) - strlen("\nprogram");
        ck_assert_int_eq(case_parse(text, size, &c, &error), plain || complete);
        free(text);
    }
}
END_TEST

/* ---- What is accepted ---------------------------------------------------------------------------- */

static struct fcase parse(const char *text, size_t size)
{
    struct fcase c;
    struct case_error error;
    ck_assert_msg(case_parse(text, size, &c, &error), "line %d: %s", error.line, error.text);
    return c;
}

static char *written(const struct fcase *c, size_t *size)
{
    char *text = NULL;
    FILE *to = open_memstream(&text, size);
    ck_assert_ptr_nonnull(to);
    case_write(c, to);
    ck_assert_int_eq(fclose(to), 0);
    return text;
}

static const char all_keys[] =
    FIRST "# why\nexpect: finding luajit/crash/trace/oom/SIGSEGV:a:b/0123abcd\n"
          "origin: LuaJIT/LuaJIT #1166: \xc3\xa4\nfault:   interrupt:return@42  \n"
          "limit: maxsnap=8\nfault: memory-limit=1024K\n#\nlimit: maxside=0\n"
          "set:  hotloop=1  lib=/a=b:\xc3\xa4.so \nagainst: interp\n"
          "engine: trace\nvm: luajit\n---\nprint(1)\n---\nvm: x\r\n";

START_TEST(parse_reads_every_key)
{
    struct fcase c = parse(TEXT(all_keys));
    ck_assert_str_eq(c.vm, "luajit");
    ck_assert_str_eq(c.engine, "trace");
    ck_assert_str_eq(c.against, "interp");
    ck_assert_uint_eq(c.set_count, 2);
    ck_assert_str_eq(c.set[1].name, "lib");
    ck_assert_str_eq(case_setting(&c, "hotloop"), "1");
    ck_assert_str_eq(case_setting(&c, "lib"), "/a=b:\xc3\xa4.so");
    ck_assert_uint_eq(c.limit_count, 2);
    ck_assert_str_eq(case_setting(&c, "maxside"), "0");
    ck_assert_ptr_null(case_setting(&c, "maxsid"));
    ck_assert_uint_eq(c.fault_count, 2);
    ck_assert_int_eq(c.fault[0].kind, VUT_FAULT_INTERRUPT);
    ck_assert_uint_eq(c.fault[1].size, 1 << 20);
    ck_assert_str_eq(c.origin, "LuaJIT/LuaJIT #1166: \xc3\xa4");
    ck_assert_str_eq(c.expect, "finding luajit/crash/trace/oom/SIGSEGV:a:b/0123abcd");
    ck_assert_uint_eq(c.program_size, strlen("print(1)\n---\nvm: x\r\n"));
    ck_assert_mem_eq(c.program, "print(1)\n---\nvm: x\r\n", c.program_size);
}
END_TEST

START_TEST(write_gives_the_canonical_text)
{
    struct fcase c = parse(TEXT(all_keys));
    size_t size;
    char *text = written(&c, &size);
    ck_assert_str_eq(text, FIRST
                     "vm: luajit\nengine: trace\nagainst: interp\n"
                     "set: hotloop=1 lib=/a=b:\xc3\xa4.so\nlimit: maxsnap=8\nlimit: maxside=0\n"
                     "fault: interrupt@42\nfault: memory-limit=1M\norigin: LuaJIT/LuaJIT #1166: \xc3\xa4\n"
                     "expect: finding luajit/crash/trace/oom/SIGSEGV:a:b/0123abcd\n"
                     "---\nprint(1)\n---\nvm: x\r\n");
    free(text);
}
END_TEST

/* Texts that are accepted, among them all that is as long or as many as is allowed. */
static const struct {
    const char *text;
    size_t size;
    size_t program_size;
} accepted[] = {
    {TEXT(FIRST "---\n"), 0},
    {TEXT(FIRST "---"), 0},
    {TEXT(FIRST "---\n\0\xff\r\n"), 4},
    {TEXT(FIRST "---\n" FIRST "---\n"), sizeof(FIRST "---\n") - 1},
    {TEXT(FIRST "#\n#no blank\n# \xf4\x8f\xbf\xbf\xed\x9f\xbf\xee\x80\x80\xc2\xa0\n---\nx"), 1},
    {TEXT(FIRST "vm: x" X16 X16 X16 "12345678901234\n---\n"), 0},
    {TEXT(FIRST "origin: " X64 X64 X64 X16 X16 X16 "123456789012345\n---\n"), 0},
    {TEXT(FIRST "set:" SETTINGS_8("a") SETTINGS_8("b") SETTINGS_8("c") SETTINGS_8("d") "\n---\n"), 0},
    {TEXT(FIRST LIMITS_4("a") LIMITS_4("b") LIMITS_4("c") LIMITS_4("d") "---\n"), 0},
    {TEXT(FIRST FAULTS_4 FAULTS_4 "---\n"), 0},
    {TEXT(FIRST "set: a=1\nlimit: a=2\n---\n"), 0},
    {TEXT(FIRST "origin: # no: comment\nexpect: clean\n---\n"), 0},
    {TEXT(all_keys), sizeof "print(1)\n---\nvm: x\r\n" - 1},
    {TEXT(""), 0},
    {TEXT("print(1)\n"), 9},
    {TEXT("# faultline\n---\n"), 16},
    {TEXT("\n" FIRST "---\n"), 25},
    {TEXT("---\n"), 4},
    {TEXT("\xef\xbb\xbfprint(1)"), 11},
    {TEXT("\0\x1bLJ\xff\r\n"), 7},
};

START_TEST(write_and_parse_are_inverse)
{
    char *text = exact_copy(accepted[_i].text, accepted[_i].size);
    struct fcase c = parse(text, accepted[_i].size);
    ck_assert_uint_eq(c.program_size, accepted[_i].program_size);
    ck_assert_ptr_eq(c.program, text + accepted[_i].size - c.program_size);
    size_t size, again_size;
    char *canonical = written(&c, &size);
    struct fcase again = parse(canonical, size);
    ck_assert(case_equal(&c, &again));
    char *twice = written(&again, &again_size);
    ck_assert_uint_eq(again_size, size);
    ck_assert_mem_eq(twice, canonical, size);
    free(twice);
    free(canonical);
    free(text);
}
END_TEST

START_TEST(plain_program_is_a_case_with_nothing_set)
{
    struct fcase c = parse(TEXT("print(1)\n"));
    ck_assert(case_is_plain(TEXT("print(1)\n")));
    ck_assert(!case_is_plain(TEXT("# faultline case v9")));
    ck_assert_str_eq(c.vm, "");
    ck_assert_str_eq(c.expect, "");
    ck_assert_uint_eq(c.set_count + c.limit_count + c.fault_count, 0);
    ck_assert_mem_eq(c.program, "print(1)\n", c.program_size);
}
END_TEST

/* Each text differs from the first in one thing. */
START_TEST(equal_sees_every_field)
{
    static const char *const texts[] = {
        "vm: a\nengine: b\nagainst: c\nset: d=1\nlimit: e=1\nfault: oom@1\norigin: f\nexpect: "
        "clean\n---\np",
        "vm: A\nengine: b\nagainst: c\nset: d=1\nlimit: e=1\nfault: oom@1\norigin: f\nexpect: "
        "clean\n---\np",
        "vm: a\nengine: B\nagainst: c\nset: d=1\nlimit: e=1\nfault: oom@1\norigin: f\nexpect: "
        "clean\n---\np",
        "vm: a\nengine: b\nagainst: C\nset: d=1\nlimit: e=1\nfault: oom@1\norigin: f\nexpect: "
        "clean\n---\np",
        "vm: a\nengine: b\nagainst: c\nset: D=1\nlimit: e=1\nfault: oom@1\norigin: f\nexpect: "
        "clean\n---\np",
        "vm: a\nengine: b\nagainst: c\nset: d=2\nlimit: e=1\nfault: oom@1\norigin: f\nexpect: "
        "clean\n---\np",
        "vm: a\nengine: b\nagainst: c\nlimit: e=1\nfault: oom@1\norigin: f\nexpect: clean\n---\np",
        "vm: a\nengine: b\nagainst: c\nset: d=1\nlimit: e=2\nfault: oom@1\norigin: f\nexpect: "
        "clean\n---\np",
        "vm: a\nengine: b\nagainst: c\nset: d=1\nfault: oom@1\norigin: f\nexpect: clean\n---\np",
        "vm: a\nengine: b\nagainst: c\nset: d=1\nlimit: e=1\nfault: oom@1+\norigin: f\nexpect: "
        "clean\n---\np",
        "vm: a\nengine: b\nagainst: c\nset: d=1\nlimit: e=1\norigin: f\nexpect: clean\n---\np",
        "vm: a\nengine: b\nagainst: c\nset: d=1\nlimit: e=1\nfault: oom@1\norigin: F\nexpect: "
        "clean\n---\np",
        "vm: a\nengine: b\nagainst: c\nset: d=1\nlimit: e=1\nfault: oom@1\norigin: f\n---\np",
        "vm: a\nengine: b\nagainst: c\nset: d=1\nlimit: e=1\nfault: oom@1\norigin: f\nexpect: "
        "clean\n---\nP",
        "vm: a\nengine: b\nagainst: c\nset: d=1\nlimit: e=1\nfault: oom@1\norigin: f\nexpect: clean\n---\n",
    };
    enum { COUNT = sizeof texts / sizeof texts[0] };
    static struct fcase cases[COUNT];
    char text[COUNT][256];
    for (size_t i = 0; i < COUNT; i++) {
        int size = snprintf(text[i], sizeof text[i], "%s%s", FIRST, texts[i]);
        cases[i] = parse(text[i], (size_t)size);
        for (size_t j = 0; j <= i; j++)
            ck_assert_msg(case_equal(&cases[i], &cases[j]) == (i == j), "texts %zu and %zu", i, j);
    }
}
END_TEST

/* ---- Changing a case ----------------------------------------------------------------------------- */

START_TEST(set_and_limit_replace)
{
    struct fcase c = parse(TEXT(FIRST "set: a=1 b=2\nlimit: c=3\n---\n"));
    struct case_error error;
    ck_assert(case_set(&c, "a=" X16, &error));
    ck_assert(case_set(&c, "a=9", &error));
    ck_assert(case_set(&c, "d=4", &error));
    ck_assert(case_limit(&c, "c=5", &error));
    ck_assert(case_fault(&c, "oom@1", &error));
    ck_assert_uint_eq(c.set_count, 3);
    ck_assert_uint_eq(c.limit_count, 1);
    ck_assert_str_eq(c.set[0].name, "a");
    ck_assert_str_eq(c.set[0].value, "9");
    ck_assert_str_eq(case_setting(&c, "c"), "5");
    ck_assert_uint_eq(c.fault_count, 1);
}
END_TEST

/* What a command line gives is held to the same rules as a file, so that the case can still be written. */
START_TEST(items_are_refused_and_change_nothing)
{
    static const struct {
        bool (*add)(struct fcase *c, const char *item, struct case_error *error);
        const char *item, *part;
    } items[] = {
        {case_set, "", "setting '' has no '='"},
        {case_set, "a", "setting 'a' has no '=', expected NAME=VALUE"},
        {case_set, "a=", "setting 'a=' has no value"},
        {case_set, "a=1 b=2", "holds a blank"},
        {case_set, "a=\n---", "control character 0x0a"},
        {case_set, "a=\xff", "invalid UTF-8 at byte 0xff"},
        {case_set, " a=1", "setting ' a' is no name"},
        {case_limit, "a=\xc2\x80", "control character U+0080"},
        {case_limit, "=1", "limit '=1' has no name"},
        {case_fault, "", "empty fault"},
        {case_fault, "oom", "'oom' is no form of 'oom'"},
        {case_fault, "oom@1\n", "control character 0x0a"},
    };
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        struct fcase c = parse(TEXT(all_keys)), before = c;
        struct case_error error = {.line = 7};
        ck_assert_msg(!items[i].add(&c, items[i].item, &error), "'%s'", items[i].item);
        ck_assert_msg(strstr(error.text, items[i].part), "%s", error.text);
        ck_assert_int_eq(error.line, 0);
        ck_assert(case_equal(&c, &before));
    }
}
END_TEST

START_TEST(full_lists_refuse_more)
{
    struct fcase c = parse(TEXT(""));
    struct case_error error;
    char item[32];
    for (int i = 0; i < CASE_SETTINGS_MAX; i++) {
        snprintf(item, sizeof item, "s%d=1", i);
        ck_assert(case_set(&c, item, &error));
        ck_assert_int_eq(case_limit(&c, item, &error), i < CASE_LIMITS_MAX);
        ck_assert_int_eq(case_fault(&c, "oom@1", &error), i < CASE_FAULTS_MAX);
    }
    ck_assert(!case_set(&c, "more=1", &error));
    ck_assert_str_eq(error.text, "more than 32 settings at 'more'");
    ck_assert(case_set(&c, "s31=2", &error));
    ck_assert_str_eq(case_setting(&c, "s31"), "2");
}
END_TEST

/* ---- Files --------------------------------------------------------------------------------------- */

static char folder[] = "/tmp/case_test.XXXXXX";
static char path[64];

static void make_folder(void)
{
    strcpy(folder + strlen(folder) - 6, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/file", folder);
}

static void remove_folder(void)
{
    unlink(path);
    rmdir(folder);
}

static void make_file(const char *text, size_t size, off_t length)
{
    int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, text, size), (ssize_t)size);
    ck_assert_int_eq(ftruncate(fd, length), 0);
    close(fd);
}

static void assert_unreadable(const char *name, const char *part)
{
    size_t size;
    struct case_error error = {.line = 7};
    ck_assert_ptr_null(case_read_file(name, &size, &error));
    ck_assert_msg(strstr(error.text, part), "got '%s', expected '%s'", error.text, part);
    ck_assert_int_eq(error.line, 0);
}

static void assert_reads(const char *name, const char *text, size_t expected)
{
    size_t size = 0;
    struct case_error error = {0};
    char *got = case_read_file(name, &size, &error);
    ck_assert_msg(got, "%s", error.text);
    ck_assert_uint_eq(size, expected);
    ck_assert_mem_eq(got, text, expected);
    ck_assert_int_eq(got[expected], '\0');
    free(got);
}

START_TEST(read_gives_every_byte)
{
    make_file(TEXT("a\0b\r\n\xff"), 6);
    assert_reads(path, TEXT("a\0b\r\n\xff"));
    make_file(TEXT("x"), 1);
    assert_reads(path, TEXT("x"));
}
END_TEST

START_TEST(read_takes_up_to_the_largest_size)
{
    static char zeros[CASE_SIZE_MAX];
    make_file("", 0, CASE_SIZE_MAX);
    assert_reads(path, zeros, CASE_SIZE_MAX);
    make_file("", 0, CASE_SIZE_MAX + 1);
    assert_unreadable(path, "file is larger than 16 MiB");
}
END_TEST

START_TEST(read_refuses_a_huge_file)
{
    make_file("", 0, (off_t)64 << 30);
    assert_unreadable(path, "file is larger than 16 MiB");
}
END_TEST

START_TEST(read_refuses_what_is_no_file)
{
    make_file("", 0, 0);
    assert_unreadable(path, "file is empty");
    assert_unreadable(folder, "is a folder, expected a file");
    assert_unreadable("/dev/null", "is no regular file");
    assert_unreadable("/dev/zero", "is no regular file");
    unlink(path);
    assert_unreadable(path, strerror(ENOENT));
    assert_unreadable("", strerror(ENOENT));
    /* A FIFO without a writer must not hang the reader. */
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    assert_unreadable(path, "is no regular file");
}
END_TEST

START_TEST(read_refuses_an_unreadable_file)
{
    make_file(TEXT("x"), 1);
    ck_assert_int_eq(chmod(path, 0), 0);
    if (geteuid() == 0 && seteuid(65534) != 0)
        return;
    assert_unreadable(path, strerror(EACCES));
    if (getuid() == 0)
        ck_assert_int_eq(seteuid(0), 0);
}
END_TEST

/* The test runs in a process of its own, so that it may give away standard input. */
static void stdin_from(int fd)
{
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(dup2(fd, STDIN_FILENO), STDIN_FILENO);
    close(fd);
}

START_TEST(read_takes_standard_input)
{
    int ends[2];
    make_file(TEXT("print(1)\n"), 9);
    stdin_from(open(path, O_RDONLY));
    assert_reads("-", TEXT("print(1)\n"));
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], "abc", 3), 3);
    close(ends[1]);
    stdin_from(ends[0]);
    assert_reads("-", TEXT("abc"));
    assert_unreadable("-", "file is empty");
    stdin_from(open("/dev/zero", O_RDONLY));
    assert_unreadable("-", "file is larger than 16 MiB");
    stdin_from(open(folder, O_RDONLY));
    assert_unreadable("-", "is a folder, expected a file");
    close(STDIN_FILENO);
    assert_unreadable("-", strerror(EBADF));
}
END_TEST

static void add_parser_tests(Suite *suite)
{
    TCase *test_case = tcase_create("parser");
    tcase_add_loop_test(test_case, parse_refuses_with_line_and_reason, 0,
                        sizeof refused / sizeof refused[0]);
    tcase_add_loop_test(test_case, write_and_parse_are_inverse, 0, sizeof accepted / sizeof accepted[0]);
    tcase_add_test(test_case, parse_stays_inside_the_text);
    tcase_add_test(test_case, parse_reads_every_key);
    tcase_add_test(test_case, write_gives_the_canonical_text);
    tcase_add_test(test_case, plain_program_is_a_case_with_nothing_set);
    tcase_add_test(test_case, equal_sees_every_field);
    tcase_add_test(test_case, set_and_limit_replace);
    tcase_add_test(test_case, items_are_refused_and_change_nothing);
    tcase_add_test(test_case, full_lists_refuse_more);
    suite_add_tcase(suite, test_case);
}

static void add_file_tests(Suite *suite)
{
    TCase *test_case = tcase_create("files");
    tcase_add_checked_fixture(test_case, make_folder, remove_folder);
    tcase_add_test(test_case, read_gives_every_byte);
    tcase_add_test(test_case, read_takes_up_to_the_largest_size);
    tcase_add_test(test_case, read_refuses_a_huge_file);
    tcase_add_test(test_case, read_refuses_what_is_no_file);
    tcase_add_test(test_case, read_refuses_an_unreadable_file);
    tcase_add_test(test_case, read_takes_standard_input);
    suite_add_tcase(suite, test_case);
}

int main(void)
{
    Suite *suite = suite_create("case");
    add_parser_tests(suite);
    add_file_tests(suite);
    return check_main(suite);
}
