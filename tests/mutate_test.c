#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bind.h"
#include "check_main.h"
#include "mutate.h"

enum { ROUNDS = 4000 };

static const char lua[] = "# faultline case v1\n"
                          "vm: luajit\n"
                          "set: hotloop=2 lib=/tmp/libluajit.so\n"
                          "fault: oom@17\n"
                          "expect: finding luajit/crash/trace/oom/x/00000000\n"
                          "---\n"
                          "local t = {}\n"
                          "for i = 1, 10 do\n"
                          "  t[i] = tostring(i) .. 'x'\n"
                          "end\n"
                          "print(#t)\n";
static const char bare[] = "local n = 0\nfor i = 1, 10 do\n  n = n + i\nend\nprint(n)\n";

static char out[MUTATE_CASE_MAX];

static size_t mutate_text_of(struct mutate *m, const char *text, const char *other)
{
    return mutate_case(m, text, strlen(text), other, other ? strlen(other) : 0, out, sizeof out);
}

static struct fcase parsed(const char *text, size_t size)
{
    struct fcase c;
    struct case_error error = {.line = 0};
    ck_assert_msg(case_parse(text, size, &c, &error), "line %d: %s\n%.*s", error.line, error.text,
                  (int)size, text);
    return c;
}

static bool contains(const struct fcase *c, const char *text)
{
    return memmem(c->program, c->program_size, text, strlen(text)) != NULL;
}

static bool fifty_events(void *ctx, const char *program, size_t size, struct mutate_events *events)
{
    (void)ctx;
    (void)program;
    (void)size;
    *events = (struct mutate_events){50, 6};
    return true;
}

static void check_bindable(const char *vm, const char *seed, const char *other)
{
    struct mutate m = {.vm = vm, .state = 1};
    char text[MUTATE_CASE_MAX];
    size_t size = strlen(seed);
    memcpy(text, seed, size);
    for (int i = 0; i < ROUNDS; i++) {
        struct binding b;
        char why[256];
        size_t made = mutate_case(&m, text, size, other, other ? strlen(other) : 0, out, sizeof out);
        ck_assert_uint_gt(made, 0);
        struct fcase c = parsed(out, made);
        ck_assert_msg(case_bind(&c, &b, why, sizeof why), "%s", why);
        ck_assert_uint_le(c.fault_count, 1);
        ck_assert_uint_le(c.program_size, MUTATE_PROGRAM_MAX);
        ck_assert_str_eq(c.vm, vm);
        ck_assert_str_eq(c.expect, "");
        ck_assert_ptr_null(case_setting(&c, "lib"));
        memcpy(text, out, size = made);
    }
}

START_TEST(every_mutant_binds)
{
    check_bindable("luajit", lua, NULL);
    check_bindable("luajit", bare, lua);
    check_bindable("toy", "set i 0\nrepeat 5\n  set i i + 1\nend\nprint i\n",
                   "try\nfail \"x\"\ncatch\nend\n");
}
END_TEST

START_TEST(same_seed_same_mutant)
{
    char first[MUTATE_CASE_MAX];
    unsigned differ = 0;
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct mutate m = {.vm = "luajit", .state = seed}, again = m;
        size_t size = mutate_text_of(&m, lua, bare);
        memcpy(first, out, size);
        ck_assert_uint_eq(mutate_text_of(&again, lua, bare), size);
        ck_assert_mem_eq(first, out, size);
        ck_assert_uint_eq(m.state, again.state);
        struct mutate next = {.vm = "luajit", .state = seed + 1000};
        size_t other = mutate_text_of(&next, lua, bare);
        differ += other != size || memcmp(first, out, size) != 0;
    }
    ck_assert_uint_gt(differ, 190);
}
END_TEST

/* What stands in a program is never taken for a header, and a header is never taken into a program. */
START_TEST(header_and_program_stay_apart)
{
    static const char tricky[] =
        "# faultline case v1\nvm: luajit\n---\n-- a\n--[[\n---\nfault: oom@9\n---\n]]\n";
    unsigned kept = 0;
    for (uint64_t seed = 0; seed < ROUNDS; seed++) {
        struct mutate m = {.vm = "luajit", .state = seed};
        struct fcase c = parsed(out, mutate_text_of(&m, tricky, NULL));
        ck_assert(!contains(&c, "vm: luajit"));
        ck_assert(!contains(&c, "# faultline"));
        kept += contains(&c, "\n---\nfault: oom@9\n---\n");
    }
    ck_assert_uint_gt(kept, ROUNDS / 2);
}
END_TEST

START_TEST(broken_headers_give_way)
{
    static const char *const broken[] = {
        "# faultline case v1\nvm: luajit\nfault: nonsense\n---\nprint(1)\n",
        "# faultline case v1\nvm: nosuchvm\n---\nprint(1)\n",
        "# faultline case v1\nvm: luajit\nengine: nosuch\nfault: oom@4\n---\nprint(1)\n",
    };
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++)
        for (uint64_t seed = 0; seed < 100; seed++) {
            struct mutate m = {.vm = "luajit", .state = seed};
            struct fcase c = parsed(out, mutate_text_of(&m, broken[i], NULL));
            ck_assert_str_eq(c.vm, "luajit");
            ck_assert(!contains(&c, "faultline case"));
        }
}
END_TEST

/* From a program without a plan, each number lies among the events that a run has, or a few steps on. */
START_TEST(numbers_are_drawn_among_the_events)
{
    unsigned faults = 0, low = 0, high = 0;
    for (uint64_t seed = 0; seed < ROUNDS; seed++) {
        struct mutate m = {.vm = "luajit", .state = seed, .events = fifty_events};
        struct fcase c = parsed(out, mutate_text_of(&m, bare, NULL));
        if (c.fault_count == 0)
            continue;
        uint64_t n = c.fault[0].n, max = c.fault[0].kind == VUT_FAULT_MCODE ? 6 : 50;
        ck_assert_uint_ge(n, 1);
        ck_assert_uint_le(n, max + 4 * 3);
        faults++;
        low += n <= 4;
        high += n > 25;
    }
    ck_assert_uint_gt(faults, ROUNDS / 10);
    ck_assert_uint_gt(low, faults / 10);
    ck_assert_uint_gt(high, faults / 10);
}
END_TEST

START_TEST(all_that_the_vm_takes_is_drawn)
{
    uint32_t kinds = 0, limits = 0, settings = 0, from = 0, reference = 0;
    const struct vut *vut = vm_find("luajit");
    for (uint64_t seed = 0; seed < 4 * ROUNDS; seed++) {
        struct mutate m = {.vm = "luajit", .state = seed, .events = fifty_events};
        struct fcase c = parsed(out, mutate_text_of(&m, bare, NULL));
        kinds |= c.fault_count ? VUT_FAULT_BIT(c.fault[0].kind) : 0;
        from += c.fault_count && c.fault[0].from;
        limits += c.limit_count > 0;
        settings += case_setting(&c, "hotloop") || case_setting(&c, "hotexit");
        reference += strcmp(c.engine, "interp") == 0;
    }
    ck_assert_uint_eq(kinds, vut->faults & ~VUT_FAULT_BIT(VUT_FAULT_LIMIT));
    ck_assert_uint_gt(from, 0);
    ck_assert_uint_gt(limits, 0);
    ck_assert_uint_gt(settings, 0);
    ck_assert_uint_gt(reference, 0);
}
END_TEST

START_TEST(pieces_of_another_program_are_taken)
{
    static const char other[] = "marker_one()\nfor k = 1, 2 do\n  marker_two(k)\nend\n";
    unsigned lines = 0, blocks = 0;
    for (uint64_t seed = 0; seed < ROUNDS; seed++) {
        struct mutate m = {.vm = "luajit", .state = seed};
        struct fcase c = parsed(out, mutate_text_of(&m, bare, other));
        lines += contains(&c, "marker_one()\n");
        blocks += contains(&c, "for k = 1, 2 do\n  marker_two(k)\nend\n");
    }
    ck_assert_uint_gt(lines, 0);
    ck_assert_uint_gt(blocks, 0);
}
END_TEST

static unsigned byte_calls;

static size_t mutate_bytes_here(uint8_t *data, size_t size, size_t max)
{
    byte_calls++;
    ck_assert_uint_le(size, max);
    ck_assert(memmem(data, size, "# faultline", 11) == NULL);
    memcpy(data, "BYTES", 5);
    return size;
}

START_TEST(byte_mutation_sees_the_program_only)
{
    unsigned found = 0;
    for (uint64_t seed = 0; seed < ROUNDS; seed++) {
        struct mutate m = {.vm = "luajit", .state = seed, .bytes = mutate_bytes_here};
        struct fcase c = parsed(out, mutate_text_of(&m, lua, NULL));
        found += contains(&c, "BYTES");
    }
    ck_assert_uint_gt(byte_calls, 0);
    ck_assert_uint_gt(found, byte_calls / 2);
}
END_TEST

START_TEST(too_small_a_buffer_gets_nothing)
{
    for (size_t max = 0; max < 60; max++) {
        char small[60];
        struct mutate m = {.vm = "luajit", .state = max};
        size_t size = mutate_case(&m, lua, strlen(lua), NULL, 0, small, max);
        ck_assert_uint_le(size, max);
    }
}
END_TEST

START_TEST(log_uniform_stays_within_and_reaches_all)
{
    uint64_t state = 7;
    for (uint64_t max = 1; max < 5000; max = max * 3 + 1) {
        unsigned seen = 0;
        for (int i = 0; i < ROUNDS; i++) {
            uint64_t n = mutate_log_uniform(&state, max);
            ck_assert_uint_ge(n, 1);
            ck_assert_uint_le(n, max);
            seen |= 1u << (63 - __builtin_clzll(n));
        }
        ck_assert_uint_eq(seen, (2u << (63 - __builtin_clzll(max))) - 1);
    }
}
END_TEST

START_TEST(dictionaries_are_read)
{
    static struct mutate_words words;
    static const char text[] = "# a comment with \"quotes\"\n"
                               "kw=\"end\"\n"
                               "line=\"x = 1\\x0a\"\n"
                               "quote=\"\\\"\\\\\"\n"
                               "empty=\"\"\n"
                               "open=\"never closed\n"
                               "nothing\n"
                               "\"bare\"\n";
    char path[] = "/tmp/mutate_test_XXXXXX";
    int fd = mkstemp(path);
    ck_assert_int_eq((int)write(fd, text, sizeof text - 1), (int)sizeof text - 1);
    close(fd);
    ck_assert(mutate_words_read(&words, path));
    unlink(path);
    static const char *const expected[] = {"end", "x = 1\n", "\"\\", "bare"};
    ck_assert_uint_eq(words.count, 4);
    for (size_t i = 0; i < 4; i++) {
        ck_assert_uint_eq(words.word[i].size, strlen(expected[i]));
        ck_assert_mem_eq(words.word[i].text, expected[i], words.word[i].size);
    }
    ck_assert(!mutate_words_read(&words, "/nonexistent/words"));
}
END_TEST

START_TEST(words_reach_the_program)
{
    static struct mutate_words words = {.count = 1, .word = {{.size = 8, .text = "dictword"}}};
    unsigned found = 0;
    for (uint64_t seed = 0; seed < ROUNDS; seed++) {
        struct mutate m = {.vm = "luajit", .state = seed, .words = &words};
        struct fcase c = parsed(out, mutate_text_of(&m, bare, NULL));
        found += contains(&c, "dictword");
    }
    ck_assert_uint_gt(found, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("mutate");
    TCase *t = tcase_create("mutate");
    suite_add_tcase(suite, t);
    tcase_add_test(t, every_mutant_binds);
    tcase_add_test(t, same_seed_same_mutant);
    tcase_add_test(t, header_and_program_stay_apart);
    tcase_add_test(t, broken_headers_give_way);
    tcase_add_test(t, numbers_are_drawn_among_the_events);
    tcase_add_test(t, all_that_the_vm_takes_is_drawn);
    tcase_add_test(t, pieces_of_another_program_are_taken);
    tcase_add_test(t, byte_mutation_sees_the_program_only);
    tcase_add_test(t, too_small_a_buffer_gets_nothing);
    tcase_add_test(t, log_uniform_stays_within_and_reaches_all);
    tcase_add_test(t, dictionaries_are_read);
    tcase_add_test(t, words_reach_the_program);
    return check_main(suite);
}
