#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check_main.h"
#include "outputs.h"

static char folder[] = "/tmp/faultline-outputs.XXXXXX";
static char table[64], program[64];

static void set_up(void)
{
    ck_assert_ptr_nonnull(mkdtemp(strcpy(folder, "/tmp/faultline-outputs.XXXXXX")));
    snprintf(table, sizeof table, "%s/" OUTPUTS_FILE, folder);
    snprintf(program, sizeof program, "%s/one.php", folder);
}

static void tear_down(void)
{
    unlink(table);
    rmdir(folder);
}

static struct fcase case_of(const char *text)
{
    return (struct fcase){.program = text, .program_size = strlen(text)};
}

static void record(const char *const text[], const uint64_t output[], size_t count)
{
    struct outputs o = {0};
    for (size_t i = 0; i < count; i++) {
        struct fcase c = case_of(text[i]);
        ck_assert(outputs_add(&o, program, &c, output[i]));
    }
    ck_assert(outputs_write(&o, table));
    outputs_free(&o);
}

START_TEST(found_again)
{
    record((const char *const[]){"echo 1;", "echo 2;"}, (uint64_t[]){0x1234, 0xfedcba9876543210}, 2);
    struct fcase one = case_of("echo 1;"), two = case_of("echo 2;"), three = case_of("echo 3;");
    outputs_look_up(program, &one);
    outputs_look_up(program, &two);
    outputs_look_up(program, &three);
    ck_assert_str_eq(one.output, "0000000000001234");
    ck_assert_str_eq(two.output, "fedcba9876543210");
    ck_assert_str_eq(three.output, "");
}
END_TEST

START_TEST(no_table)
{
    struct fcase c = case_of("echo 1;");
    outputs_look_up(program, &c);
    ck_assert_str_eq(c.output, "");
}
END_TEST

START_TEST(settings_are_part_of_the_key)
{
    struct case_error error;
    struct fcase c = case_of("echo 1;");
    record((const char *const[]){"echo 1;"}, (uint64_t[]){7}, 1);
    ck_assert(case_set(&c, "bug=some", &error));
    outputs_look_up(program, &c);
    ck_assert_str_eq(c.output, "0000000000000007");
    c.output[0] = '\0';
    ck_assert(case_set(&c, "hotloop=1", &error));
    outputs_look_up(program, &c);
    ck_assert_str_eq(c.output, "");
}
END_TEST

START_TEST(own_line_stands)
{
    struct fcase c = case_of("echo 1;");
    record((const char *const[]){"echo 1;"}, (uint64_t[]){7}, 1);
    strcpy(c.output, "00000000000000ff");
    outputs_look_up(program, &c);
    ck_assert_str_eq(c.output, "00000000000000ff");
}
END_TEST

START_TEST(ambiguous_lines_are_dropped)
{
    struct fcase same = case_of("echo 1;"), other = case_of("echo 2;");
    record((const char *const[]){"echo 1;", "echo 1;", "echo 2;", "echo 2;"}, (uint64_t[]){7, 8, 9, 9}, 4);
    outputs_look_up(program, &same);
    outputs_look_up(program, &other);
    ck_assert_str_eq(same.output, "");
    ck_assert_str_eq(other.output, "0000000000000009");
}
END_TEST

START_TEST(not_written)
{
    struct outputs o = {0};
    struct fcase c = case_of("echo 1;");
    ck_assert(outputs_add(&o, program, &c, 1));
    snprintf(table, sizeof table, "%s/none/" OUTPUTS_FILE, folder);
    ck_assert(!outputs_write(&o, table));
    outputs_free(&o);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("outputs");
    TCase *tests = tcase_create("outputs");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, found_again);
    tcase_add_test(tests, no_table);
    tcase_add_test(tests, settings_are_part_of_the_key);
    tcase_add_test(tests, own_line_stands);
    tcase_add_test(tests, ambiguous_lines_are_dropped);
    tcase_add_test(tests, not_written);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
