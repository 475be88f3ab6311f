/* known_test.c: which findings are known: entries that hold, entries that have expired, and lines that are
 * no entry at all.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "known.h"

static struct known known;
static struct case_error error;

static const char today[] = "2026-06-30";

static bool parse(const char *text, size_t size)
{
    known_free(&known);
    FILE *from = size ? fmemopen((char *)(uintptr_t)text, size, "r") : fopen("/dev/null", "r");
    ck_assert_ptr_nonnull(from);
    bool ok = known_parse(&known, from, today, &error);
    fclose(from);
    return ok;
}

static bool takes(const char *text)
{
    return parse(text, strlen(text));
}

START_TEST(comments_and_empty_lines_are_no_entries)
{
    ck_assert_msg(takes("# a comment\n\n   \n#another\n"), "%s", error.text);
    ck_assert_uint_eq(known.count, 0);
    ck_assert(takes(""));
    ck_assert_uint_eq(known.count, 0);
}
END_TEST

START_TEST(an_entry_has_day_pattern_and_reason)
{
    ck_assert_msg(
        takes("#\n2026-07-01 \t refvm/leak/*   a reason, with  blanks \n"
              "2026-12-31 luajit/crash/interp/oom/SIGSEGV-in-a<b.unsymbolized/1ec1fe36 no end of line"),
        "%s", error.text);
    ck_assert_uint_eq(known.count, 2);
    ck_assert_int_eq(known.entry[0].line, 2);
    ck_assert_str_eq(known.entry[0].until, "2026-07-01");
    ck_assert_str_eq(known.entry[0].pattern, "refvm/leak/*");
    ck_assert_str_eq(known.entry[0].reason, "a reason, with  blanks");
    ck_assert(!known.entry[0].expired);
    ck_assert_str_eq(known.entry[1].reason, "no end of line");
    ck_assert(known_is_of(&known.entry[0], "refvm") && !known_is_of(&known.entry[1], "refvm"));
    ck_assert(!known_is_of(&known.entry[0], "ref"));
}
END_TEST

/* Lines that are refused, and a part of what is said of them. */
static const struct {
    const char *line, *why;
} refused[] = {
    {"refvm/leak/* 2026-12-31 the wrong way round", "'refvm/leak/*' is no day"},
    {" 2026-12-31 refvm/leak/* set in", "is no day"},
    {"2026-12-31", "the pattern is missing"},
    {"2026-12-31   ", "the pattern is missing"},
    {"2026-12-31 refvm/leak/*", "the reason is missing"},
    {"2026-13-01 refvm/leak/* a month too many", "'2026-13-01' is no day"},
    {"2026-00-01 refvm/leak/* a month too few", "is no day"},
    {"2026-02-29 refvm/leak/* no leap year", "is no day"},
    {"2100-02-29 refvm/leak/* no leap year either", "is no day"},
    {"2026-04-31 refvm/leak/* thirty days", "is no day"},
    {"2026-1-01 refvm/leak/* too short", "is no day"},
    {"2026-12-311 refvm/leak/* too long", "is no day"},
    {"2026/12/31 refvm/leak/* slashes", "is no day"},
    {"2026-12-31 * everything", "expected VM/ORACLE/"},
    {"2026-12-31 refvm/* too much", "expected VM/ORACLE/"},
    {"2026-12-31 refvm/leak too little", "expected VM/ORACLE/"},
    {"2026-12-31 refvm/leak/ nothing behind", "expected VM/ORACLE/"},
    {"2026-12-31 rfvm/leak/* misspelled", "unknown vm 'rfvm'"},
    {"2026-12-31 */leak/* any vm", "unknown vm '*'"},
    {"2026-12-31 refvm/leek/* misspelled", "unknown oracle 'leek'"},
    {"2026-12-31 refvm/leak/a?b one character", "'?' stands in no signature"},
    {"2026-12-31 refvm/leak/* a CR\r", "control character"},
    {"2026-12-31 refvm/leak/* an escape \033[1m", "control character"},
};

START_TEST(what_is_no_entry_is_refused_with_its_line)
{
    char text[400];
    snprintf(text, sizeof text, "# first\n2026-12-31 refvm/crash/* good\n%s\n", refused[_i].line);
    ck_assert_msg(!takes(text), "%s", refused[_i].line);
    ck_assert_int_eq(error.line, 3);
    ck_assert_msg(strstr(error.text, refused[_i].why) != NULL, "'%s' is not in '%s'", refused[_i].why,
                  error.text);
}
END_TEST

START_TEST(a_byte_of_zero_is_refused)
{
    static const char text[] = "2026-12-31 refvm/leak/* a\0b\n";
    ck_assert(!parse(text, sizeof text - 1));
    ck_assert_int_eq(error.line, 1);
}
END_TEST

START_TEST(a_pattern_stands_once)
{
    ck_assert(!takes("2026-12-31 refvm/leak/* one\n\n2027-12-31 refvm/leak/* two\n"));
    ck_assert_int_eq(error.line, 3);
    ck_assert_ptr_nonnull(strstr(error.text, "line 1 already"));
}
END_TEST

START_TEST(leap_days_are_days)
{
    ck_assert_msg(
        takes("2028-02-29 refvm/leak/* every fourth year\n2000-02-29 refvm/crash/* and this one\n"), "%s",
        error.text);
}
END_TEST

START_TEST(an_entry_holds_to_the_end_of_its_day)
{
    ck_assert(takes("2026-06-29 refvm/leak/a* yesterday\n2026-06-30 refvm/leak/b* today\n"
                    "2026-07-01 refvm/leak/c* tomorrow\n"));
    ck_assert(known.entry[0].expired && !known.entry[1].expired && !known.entry[2].expired);
    ck_assert_ptr_null(known_match(&known, "refvm/leak/a/x"));
    ck_assert_ptr_eq(known_match(&known, "refvm/leak/b/x"), &known.entry[1]);
    ck_assert_ptr_eq(known_match(&known, "refvm/leak/c/x"), &known.entry[2]);
    ck_assert_uint_eq(known.entry[0].matched, 0);
    ck_assert_uint_eq(known.entry[1].matched, 1);
}
END_TEST

/* Patterns, and signatures that they fit or do not. */
static const struct {
    const char *pattern, *signature;
    bool fits;
} matches[] = {
    {"refvm/leak/*", "refvm/leak/trace/oom/live-blocks/0123abcd", true},
    {"refvm/leak/*", "refvm/leak/", true},
    {"refvm/leak/*", "refvm/leak", false},
    {"refvm/leak/*", "refvm/leaks/trace", false},
    {"refvm/leak/trace", "refvm/leak/trace", true},
    {"refvm/leak/trace", "refvm/leak/trace/oom", false},
    {"refvm/leak/*/oom/*", "refvm/leak/trace/oom/a/b", true},
    {"refvm/leak/*/oom/*", "refvm/leak/trace/oom+/a/b", false},
    {"refvm/leak/*/oom/*", "refvm/leak/oom/oom/a", true},
    {"refvm/leak/*a*b", "refvm/leak/xxaxxbxxab", true},
    {"refvm/leak/*a*b", "refvm/leak/xxaxxbxxaba", false},
    {"refvm/leak/**x", "refvm/leak/x", true},
    {"refvm/leak/[a]", "refvm/leak/[a]", true},
    {"refvm/leak/[a]", "refvm/leak/a", false},
    {"refvm/leak/a.b", "refvm/leak/aXb", false},
};

START_TEST(a_pattern_fits_as_a_whole)
{
    char text[200];
    snprintf(text, sizeof text, "2026-12-31 %s reason\n", matches[_i].pattern);
    ck_assert_msg(takes(text), "%s", error.text);
    ck_assert_msg((known_match(&known, matches[_i].signature) != NULL) == matches[_i].fits, "%s and %s",
                  matches[_i].pattern, matches[_i].signature);
}
END_TEST

START_TEST(today_is_a_day)
{
    char now[KNOWN_DATE_SIZE], text[100];
    known_today(now);
    snprintf(text, sizeof text, "%s refvm/leak/* reason\n", now);
    ck_assert_msg(takes(text), "%s", error.text);
}
END_TEST

static void teardown(void)
{
    known_free(&known);
}

int main(void)
{
    Suite *s = suite_create("known");
    TCase *t = tcase_create("entries");
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_add_test(t, comments_and_empty_lines_are_no_entries);
    tcase_add_test(t, an_entry_has_day_pattern_and_reason);
    tcase_add_loop_test(t, what_is_no_entry_is_refused_with_its_line, 0,
                        (int)(sizeof refused / sizeof refused[0]));
    tcase_add_test(t, a_byte_of_zero_is_refused);
    tcase_add_test(t, a_pattern_stands_once);
    tcase_add_test(t, leap_days_are_days);
    tcase_add_test(t, an_entry_holds_to_the_end_of_its_day);
    tcase_add_loop_test(t, a_pattern_fits_as_a_whole, 0, (int)(sizeof matches / sizeof matches[0]));
    tcase_add_test(t, today_is_a_day);
    suite_add_tcase(s, t);
    return check_main(s);
}
