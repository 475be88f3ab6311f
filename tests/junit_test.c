/* junit_test.c: JUnit XML of any bytes, whole or not at all. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check_main.h"
#include "junit.h"

static struct junit junit;
static char folder[] = "/tmp/junit_test.XXXXXX";
static char path[64];

static void setup(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/junit.xml", folder);
}

static void teardown(void)
{
    junit_free(&junit);
    unlink(path);
    rmdir(folder);
}

/* ---- text ---------------------------------------------------------------------------------------- */

static const char *escaped(const char *text, size_t size, bool attribute)
{
    static char out[4096];
    FILE *to = fmemopen(out, sizeof out, "w");
    ck_assert_ptr_nonnull(to);
    junit_escape(to, text, size, attribute);
    fclose(to);
    return out;
}

/* Bytes, and what stands for them in text; where it differs, what in an attribute. */
static const struct {
    const char *bytes;
    size_t size;
    const char *text, *attribute;
} escapes[] = {
#define BYTES(literal) literal, sizeof literal - 1
    {BYTES("plain, 100 %"), "plain, 100 %", NULL},
    {BYTES("a<b>c&d"), "a&lt;b&gt;c&amp;d", NULL},
    {BYTES("]]>"), "]]&gt;", NULL},
    {BYTES("\"quoted\" 'so'"), "\"quoted\" 'so'", "&quot;quoted&quot; 'so'"},
    {BYTES("line\n\ttab"), "line\n\ttab", "line&#10;&#9;tab"},
    {BYTES("a\r\nb"), "a&#13;\nb", "a&#13;&#10;b"},
    {BYTES("\0\1\2\b\v\f\16\37"), "\\x00\\x01\\x02\\x08\\x0b\\x0c\\x0e\\x1f", NULL},
    {BYTES("\033[31mred"), "\\x1b[31mred", NULL},
    {BYTES("\177"), "\177", NULL}, /* DEL is a character of XML 1.0 */
    {BYTES("\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"), "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80", NULL},
    {BYTES("\x80\xbf"), "\\x80\\xbf", NULL},          /* no first byte */
    {BYTES("\xc3"), "\\xc3", NULL},                   /* cut */
    {BYTES("\xe2\x82"), "\\xe2\\x82", NULL},          /* cut */
    {BYTES("\xe2\x82<"), "\\xe2\\x82&lt;", NULL},     /* broken off */
    {BYTES("\xc0\xaf"), "\\xc0\\xaf", NULL},          /* too long a form */
    {BYTES("\xe0\x80\xaf"), "\\xe0\\x80\\xaf", NULL}, /* too long a form */
    {BYTES("\xf0\x80\x80\xaf"), "\\xf0\\x80\\x80\\xaf", NULL},
    {BYTES("\xed\xa0\x80"), "\\xed\\xa0\\x80", NULL},                            /* a surrogate */
    {BYTES("\xef\xbf\xbe\xef\xbf\xbf"), "\\xef\\xbf\\xbe\\xef\\xbf\\xbf", NULL}, /* no characters */
    {BYTES("\xef\xbf\xbd"), "\xef\xbf\xbd", NULL},
    {BYTES("\xf4\x8f\xbf\xbf"), "\xf4\x8f\xbf\xbf", NULL},     /* the last one */
    {BYTES("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80", NULL}, /* the first that is none */
    {BYTES("\xfe\xff"), "\\xfe\\xff", NULL},
#undef BYTES
};

START_TEST(any_bytes_are_text)
{
    const char *in_attribute = escapes[_i].attribute ? escapes[_i].attribute : escapes[_i].text;
    ck_assert_str_eq(escaped(escapes[_i].bytes, escapes[_i].size, false), escapes[_i].text);
    ck_assert_str_eq(escaped(escapes[_i].bytes, escapes[_i].size, true), in_attribute);
}
END_TEST

START_TEST(each_byte_alone_is_text)
{
    for (int c = 0; c < 256; c++) {
        char byte = (char)c;
        const char *text = escaped(&byte, 1, true);
        ck_assert_uint_gt(strlen(text), 0);
        for (; *text; text++)
            ck_assert((unsigned char)*text >= ' ' && (unsigned char)*text < 0x80);
    }
}
END_TEST

/* ---- suites and cases ---------------------------------------------------------------------------- */

static const char *written(void)
{
    static char text[8192];
    ck_assert(junit_write(&junit, path, "all & everything"));
    FILE *from = fopen(path, "r");
    ck_assert_ptr_nonnull(from);
    text[fread(text, 1, sizeof text - 1, from)] = '\0';
    fclose(from);
    return text;
}

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

START_TEST(nothing_is_a_document_too)
{
    ck_assert_str_eq(written(), HEAD
                     "<testsuites name=\"all &amp; everything\" tests=\"0\" failures=\"0\" errors=\"0\" "
                     "time=\"0.000\">\n</testsuites>\n");
}
END_TEST

START_TEST(suites_hold_their_cases_and_counts)
{
    junit_suite(&junit, "one")->seconds = 1.5;
    junit_case(&junit, "one", "a")->seconds = 0.25;
    junit_tell(&junit, junit_case(&junit, "one", "b<c"), JUNIT_FAILED, "why \"so\"", "text\n<more>");
    junit_tell(&junit, junit_case(&junit, "two", "d"), JUNIT_SKIPPED, "no time", NULL);
    junit_tell(&junit, junit_case(&junit, "two", "e"), JUNIT_ERROR, "no VM", NULL);
    junit_tell(&junit, junit_case(&junit, "two", "f"), JUNIT_PASSED, "", "by the way");
    ck_assert_str_eq(
        written(), HEAD
        "<testsuites name=\"all &amp; everything\" tests=\"5\" failures=\"1\" errors=\"1\" "
        "time=\"1.500\">\n"
        "  <testsuite name=\"one\" tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"0\" time=\"1.500\">\n"
        "    <testcase classname=\"one\" name=\"a\" time=\"0.250\"/>\n"
        "    <testcase classname=\"one\" name=\"b&lt;c\">\n"
        "      <failure message=\"why &quot;so&quot;\" type=\"failed\">text\n&lt;more&gt;</failure>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "  <testsuite name=\"two\" tests=\"3\" failures=\"0\" errors=\"1\" skipped=\"1\" time=\"0.000\">\n"
        "    <testcase classname=\"two\" name=\"d\">\n"
        "      <skipped message=\"no time\"></skipped>\n"
        "    </testcase>\n"
        "    <testcase classname=\"two\" name=\"e\">\n"
        "      <error message=\"no VM\" type=\"not judged\"></error>\n"
        "    </testcase>\n"
        "    <testcase classname=\"two\" name=\"f\">\n"
        "      <system-out>by the way</system-out>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "</testsuites>\n");
}
END_TEST

START_TEST(the_worst_outcome_of_a_case_counts)
{
    struct junit_case *test = junit_case(&junit, "one", "a");
    junit_tell(&junit, test, JUNIT_SKIPPED, "known", NULL);
    junit_tell(&junit, test, JUNIT_FAILED, "first", "first text");
    junit_tell(&junit, test, JUNIT_FAILED, "second", "second text");
    junit_tell(&junit, test, JUNIT_SKIPPED, "known, too", NULL);
    ck_assert_int_eq(test->outcome, JUNIT_FAILED);
    ck_assert_str_eq(test->message, "first");
    ck_assert_str_eq(test->text, "first text\nsecond text");
    ck_assert_ptr_eq(junit_case(&junit, "one", "a"), test);
    ck_assert_ptr_ne(junit_case(&junit, "two", "a"), test);
}
END_TEST

START_TEST(a_file_that_can_not_be_written_is_not_there)
{
    char none[96];
    snprintf(none, sizeof none, "%s/none/junit.xml", folder);
    ck_assert(!junit_write(&junit, none, "title"));
    ck_assert_int_eq(errno, ENOENT);
    junit.out_of_memory = true;
    ck_assert(!junit_write(&junit, path, "title"));
    ck_assert_int_eq(errno, ENOMEM);
    ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("junit");
    TCase *t = tcase_create("text");
    tcase_add_loop_test(t, any_bytes_are_text, 0, (int)(sizeof escapes / sizeof escapes[0]));
    tcase_add_test(t, each_byte_alone_is_text);
    suite_add_tcase(s, t);
    t = tcase_create("files");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, nothing_is_a_document_too);
    tcase_add_test(t, suites_hold_their_cases_and_counts);
    tcase_add_test(t, the_worst_outcome_of_a_case_counts);
    tcase_add_test(t, a_file_that_can_not_be_written_is_not_there);
    suite_add_tcase(s, t);
    return check_main(s);
}
