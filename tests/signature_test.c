/* signature_test.c: one bug has one signature, wherever and however it is met; two bugs have two. Crash
 * reasons come from the crash oracle, so that the pair is tested as it is used. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "check_main.h"
#include "oracle.h"
#include "signature.h"

#define BUILD "0123456789abcdef0123456789abcdef01234567"

static const struct signature_parts plain = {
    .vm = "luajit",
    .oracle = "invisible",
    .engine = "trace",
    .fault = "mcode",
    .reason = "status ok -> error:memory",
    .site = "lj_mcode_reserve<lj_asm_trace",
    .build = BUILD,
};

static char made[SIGNATURE_SIZE], other[SIGNATURE_SIZE], text[SIGNATURE_TEXT_SIZE];

static const char *make(const struct signature_parts *parts)
{
    return signature_make(parts, made, sizeof made);
}

static const char *make_other(const struct signature_parts *parts)
{
    return signature_make(parts, other, sizeof other);
}

/* ---- form ---------------------------------------------------------------------------------------- */

START_TEST(form_is_six_words)
{
    make(&plain);
    const char *head = "luajit/invisible/trace/mcode/status-ok->-error:memory/";
    ck_assert_msg(!strncmp(made, head, strlen(head)), "got '%s'", made);
    const char *hash = made + strlen(head);
    ck_assert_uint_eq(strlen(hash), 8);
    ck_assert_uint_eq(strspn(hash, "0123456789abcdef"), 8);
}
END_TEST

START_TEST(hash_is_that_of_the_explained_text)
{
    char expected[17];
    make(&plain);
    signature_explain(&plain, text, sizeof text);
    ck_assert_str_eq(text, "vm: luajit\noracle: invisible\nengine: trace\nfault: mcode\n"
                           "reason: status ok -> error:memory\nsite: lj_mcode_reserve<lj_asm_trace\n");
    snprintf(expected, sizeof expected, "%016llx", (unsigned long long)XXH64(text, strlen(text), 0));
    expected[8] = '\0';
    ck_assert_str_eq(strrchr(made, '/') + 1, expected);
}
END_TEST

/* A stored signature must mean the same next year: this value is for good. */
START_TEST(hash_is_fixed)
{
    ck_assert_str_eq(make(&plain), "luajit/invisible/trace/mcode/status-ok->-error:memory/83751c81");
}
END_TEST

START_TEST(every_part_counts)
{
    struct signature_parts changed;
    make(&plain);
#define assert_counts(part)                                                                                \
    changed = plain;                                                                                       \
    changed.part = "x";                                                                                    \
    ck_assert_str_ne(made, make_other(&changed))
    assert_counts(vm);
    assert_counts(oracle);
    assert_counts(engine);
    assert_counts(fault);
    assert_counts(reason);
    assert_counts(site);
#undef assert_counts
}
END_TEST

START_TEST(build_counts_only_without_symbols)
{
    struct signature_parts changed = plain;
    changed.build = "ffff";
    make(&plain);
    ck_assert_str_eq(made, make_other(&changed));
    struct signature_parts offsets = plain;
    offsets.site = "libluajit-5.1.so.2.1.0+0x1a2b0<+0x77c0";
    changed = offsets;
    changed.build = "ffff";
    make(&offsets);
    ck_assert_str_ne(made, make_other(&changed));
    signature_explain(&offsets, text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, "\nbuild: " BUILD "\n"));
}
END_TEST

START_TEST(detail_is_safe_and_short)
{
    struct signature_parts odd = plain;
    odd.reason = " a/b  'c'\n\t-- d(\xc3\xa9) ";
    ck_assert_ptr_nonnull(strstr(make(&odd), "/mcode/a-b-c-d/"));
    char longest[256];
    memset(longest, 'r', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    odd.reason = longest;
    make(&odd);
    ck_assert_uint_eq(strspn(strstr(made, "/rrr") + 1, "r"), SIGNATURE_DETAIL_MAX);
    longest[sizeof longest - 2] = 's';
    ck_assert_str_ne(made, make_other(&odd));
}
END_TEST

START_TEST(values_stay_in_their_lines)
{
    struct signature_parts odd = plain;
    odd.reason = "a\nsite: b";
    signature_explain(&odd, text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, "\nreason: a site: b\n"));
}
END_TEST

START_TEST(missing_parts)
{
    struct signature_parts none = {0};
    ck_assert_msg(!strncmp(make(&none), "-/-/-/-/-/", 10), "got '%s'", made);
    struct signature_parts empty = {"", "", "", "", "", "", ""};
    ck_assert_str_eq(made, make_other(&empty));
}
END_TEST

START_TEST(longest_fits)
{
    char part[400];
    memset(part, 'p', sizeof part - 1);
    part[sizeof part - 1] = '\0';
    memcpy(part, "+0xabc", 6);
    struct signature_parts longest = {part, part, part, part, part, part, part};
    make(&longest);
    ck_assert_uint_lt(strlen(made), SIGNATURE_SIZE - 1);
    ck_assert_uint_eq(strlen(strrchr(made, '/') + 1), 8);
    char small[8];
    ck_assert_str_eq(signature_make(&plain, small, sizeof small), "luajit/");
}
END_TEST

/* ---- crashes ------------------------------------------------------------------------------------- */

struct crash_at {
    const char *text; /* differs from run to run */
    const char *frame[OBS_FRAMES_MAX];
};

static const char *crash_signature(const struct crash_at *at, const char *build, char *out)
{
    static struct observation subject;
    struct verdict verdict;
    memset(&subject, 0, sizeof subject);
    subject.language.status = OBS_DIED;
    subject.crash.kind = OBS_CRASH_SIGNAL;
    strcpy(subject.crash.what, "SIGSEGV");
    strcpy(subject.crash.text, at->text);
    for (int i = 0; i < OBS_FRAMES_MAX && at->frame[i]; i++)
        strcpy(subject.crash.frame[subject.crash.frame_count++], at->frame[i]);
    struct oracle_view view = {.subject = &subject};
    ck_assert(oracle_crash(&view, &verdict));
    struct signature_parts parts = plain;
    parts.oracle = verdict.oracle;
    parts.reason = verdict.reason;
    parts.build = build;
    return signature_make(&parts, out, SIGNATURE_SIZE);
}

START_TEST(one_bug_one_signature)
{
    struct crash_at one = {"at 0x7f0011223344, size 16, n 17",
                           {"__memmove_avx_unaligned_erms", "str_new", "parse", "load", "main"}};
    struct crash_at again = {
        "at 0x55aa99887766, size 4096, n 412",
        {"__memmove_evex_unaligned", "str_new.constprop.0", "parse", "load", "run_all"}};
    crash_signature(&one, BUILD, made);
    ck_assert_str_eq(made, crash_signature(&again, "ffff", other));
    ck_assert_ptr_nonnull(strstr(made, "/mcode/SIGSEGV-in-str_new<parse<load/"));
}
END_TEST

START_TEST(two_callers_two_signatures)
{
    struct crash_at one = {"", {"memcpy", "str_new", "parse", "load"}};
    struct crash_at two = {"", {"memcpy", "str_new", "concat", "load"}};
    crash_signature(&one, BUILD, made);
    ck_assert_str_ne(made, crash_signature(&two, BUILD, other));
}
END_TEST

START_TEST(crash_without_symbols)
{
    struct crash_at at = {"", {"libc.so.6+0x8aef0", "libvm.so+0x1a2b0", "libvm.so+0x77c0"}};
    crash_signature(&at, BUILD, made);
    ck_assert_ptr_nonnull(strstr(made, "/SIGSEGV-in-libvm.so+0x1a2b0<+0x77c0.unsymbolized/"));
    ck_assert_str_ne(made, crash_signature(&at, "ffff", other));
    at.frame[0] = "libc.so.6+0x91000"; /* another machine's C library */
    ck_assert_str_eq(made, crash_signature(&at, BUILD, other));
}
END_TEST

/* ---- suite --------------------------------------------------------------------------------------- */

int main(void)
{
    Suite *suite = suite_create("signature");
    TCase *tests = tcase_create("signature");
    tcase_add_test(tests, form_is_six_words);
    tcase_add_test(tests, hash_is_that_of_the_explained_text);
    tcase_add_test(tests, hash_is_fixed);
    tcase_add_test(tests, every_part_counts);
    tcase_add_test(tests, build_counts_only_without_symbols);
    tcase_add_test(tests, detail_is_safe_and_short);
    tcase_add_test(tests, values_stay_in_their_lines);
    tcase_add_test(tests, missing_parts);
    tcase_add_test(tests, longest_fits);
    tcase_add_test(tests, one_bug_one_signature);
    tcase_add_test(tests, two_callers_two_signatures);
    tcase_add_test(tests, crash_without_symbols);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
