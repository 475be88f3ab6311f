/* reduce_test.c: the minimizer's reducers against tests that need no VM. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "reduce.h"

static const char php[] = "<?php\n"
                          "// A comment that goes.\n"
                          "function compute($first, $second)\n"
                          "{\n"
                          "    $sum = 0;\n"
                          "    for ($i = 0; $i < 1000; $i++) {\n"
                          "        if ($i % 2 == 0) {\n"
                          "            $sum += strlen(str_repeat(\"abc\", $i)) + $first; /* gone */\n"
                          "        }\n"
                          "    }\n"
                          "    return $sum . $second;\n"
                          "}\n"
                          "try {\n"
                          "    echo compute(3, [1, 2, [3, 4]]), \"\\n\";\n"
                          "} catch (Exception $e) {\n"
                          "    echo \"failed\\n\";\n"
                          "}\n";

/* Holds while each of these words stands in the text, and its brackets are balanced. */
struct wanted {
    const char *word[6];
    bool balanced;
    uint64_t tests;
    uint64_t stop_after; /* 0: never */
};

static bool is_balanced(const struct reduce_text *t)
{
    int depth = 0;
    for (size_t i = 0; i < t->size; i++) {
        depth += t->at[i] && strchr("([{", t->at[i]) ? 1 : t->at[i] && strchr(")]}", t->at[i]) ? -1 : 0;
        if (depth < 0)
            return false;
    }
    return depth == 0;
}

static bool holds(const struct wanted *w, const struct reduce_text *t)
{
    for (size_t i = 0; i < 6 && w->word[i]; i++)
        if (!memmem(t->at, t->size, w->word[i], strlen(w->word[i])))
            return false;
    return !w->balanced || is_balanced(t);
}

static size_t test_words(void *ctx, const struct reduce_text *candidate, size_t count)
{
    struct wanted *w = ctx;
    w->tests++;
    if (w->stop_after && w->tests > w->stop_after)
        return REDUCE_STOP;
    for (size_t i = 0; i < count; i++)
        if (holds(w, &candidate[i]))
            return i;
    return count;
}

/* The smallest text, NUL-terminated, to be freed. */
static char *reduced(const char *text, const char *language, struct wanted *w, unsigned width)
{
    struct reduce r;
    ck_assert(reduce_open(&r, text, strlen(text), language));
    r.width = width;
    r.test = test_words;
    r.ctx = w;
    ck_assert(reduce_run(&r));
    char *out = strndup(r.text.at, r.text.size);
    reduce_close(&r);
    return out;
}

static void check_reduced(const char *text, const char *language, struct wanted w, const char *expected)
{
    char *out = reduced(text, language, &w, 1);
    ck_assert_str_eq(out, expected);
    free(out);
}

START_TEST(words_alone)
{
    check_reduced(php, "php", (struct wanted){.word = {"compute", "Exception"}}, "compute Exception\n");
}
END_TEST

START_TEST(nothing_but_what_is_kept)
{
    check_reduced("keep", "php", (struct wanted){.word = {"keep"}}, "keep");
    check_reduced("", "php", (struct wanted){.word = {NULL}}, "");
    check_reduced("abc\n\nxyz\n", "php", (struct wanted){.word = {NULL}}, "");
}
END_TEST

START_TEST(brackets_go_together)
{
    check_reduced("f(g(h(1, k(2))), 3);\n", "php", (struct wanted){.word = {"k"}, .balanced = true}, "k\n");
    check_reduced("if ($a) { while ($b) { target(); } }\n", "php",
                  (struct wanted){.word = {"target();"}, .balanced = true}, "target();\n");
}
END_TEST

START_TEST(blocks_of_keywords)
{
    check_reduced("for i = 1, 10 do\n  if i > 5 then\n    target(i)\n  end\nend -- a comment\n", "lua",
                  (struct wanted){.word = {"target"}}, "target\n");
}
END_TEST

START_TEST(names_and_numbers_get_smaller)
{
    check_reduced("$counter = 9876;\n", "php", (struct wanted){.word = {"$", "= ", ";"}}, "$= ;\n");
    struct wanted w = {.word = {"="}};
    char *out = reduced("$counter = $counter + 5;", "php", &w, 1);
    ck_assert_str_eq(out, "=");
    free(out);
}
END_TEST

/* Whatever is tested together: the result is the same. */
START_TEST(width_does_not_matter)
{
    struct wanted w = {.word = {"function", "str_repeat", "return"}, .balanced = true};
    char *one = reduced(php, "php", &w, 1);
    for (unsigned width = 2; width <= REDUCE_WIDTH_MAX; width *= 2) {
        char *other = reduced(php, "php", &w, width);
        ck_assert_str_eq(one, other);
        free(other);
    }
    free(one);
}
END_TEST

/* No line and no token can be taken out of what comes out. */
START_TEST(result_is_1_minimal)
{
    struct wanted w = {.word = {"for (", "$i", "strlen(", "2]"}, .balanced = true};
    char *out = reduced(php, "php", &w, 1);
    struct reduce_view v;
    ck_assert(reduce_view_open(&v, out, strlen(out), "php"));
    for (size_t i = 0; i < v.tokens + v.lines; i++) {
        struct piece p = i < v.tokens ? v.token[i] : v.line[i - v.tokens];
        struct reduce_text t = {.at = strdup(out), .size = v.size - p.size};
        memmove(t.at + p.at, t.at + p.at + p.size, v.size - p.at - p.size);
        ck_assert_msg(!holds(&w, &t), "%.*s can go from\n%s", (int)p.size, out + p.at, out);
        free(t.at);
    }
    reduce_view_close(&v);
    free(out);
}
END_TEST

START_TEST(stops_with_the_smallest_so_far)
{
    struct wanted w = {.word = {"compute"}, .stop_after = 3};
    struct reduce r;
    ck_assert(reduce_open(&r, php, strlen(php), "php"));
    r.test = test_words;
    r.ctx = &w;
    ck_assert(reduce_run(&r));
    ck_assert(r.stopped);
    ck_assert(r.text.size <= strlen(php));
    ck_assert(holds(&w, &r.text));
    reduce_close(&r);
}
END_TEST

/* Bytes that are no text, brackets that nothing closes, words that close what nothing has opened. */
START_TEST(odd_texts)
{
    static const char bytes[] = "a\0b((\xff]}end end until ' \" /* # \n\n\r x";
    struct wanted w = {.word = {"x"}};
    struct reduce r;
    for (int lua = 0; lua < 2; lua++) {
        ck_assert(reduce_open(&r, bytes, sizeof bytes - 1, lua ? "lua" : "php"));
        r.test = test_words;
        r.ctx = &w;
        ck_assert(reduce_run(&r));
        ck_assert_uint_eq(r.text.size, 1);
        reduce_close(&r);
    }
}
END_TEST

/* Each candidate of each reducer stays within the memory that it is given: under ASan that is a test. */
START_TEST(candidates_have_room)
{
    struct wanted w = {.word = {"<?php", "compute(3", "[1, 2, [3, 4]]"}};
    for (size_t cut = 1; cut < sizeof php; cut += 7) {
        char *text = strndup(php, cut);
        struct wanted none = {.word = {text[0] ? "\x01" : NULL}};
        free(reduced(text, "php", &none, 3));
        free(text);
    }
    free(reduced(php, "php", &w, 3));
}
END_TEST

START_TEST(measured)
{
    size_t lines, tokens;
    ck_assert(reduce_measure("a = 1 # no\nb(2)\n", 16, "toy", &lines, &tokens));
    ck_assert_uint_eq(lines, 2);
    ck_assert_uint_eq(tokens, 7);
    ck_assert(reduce_measure("", 0, "php", &lines, &tokens));
    ck_assert_uint_eq(lines + tokens, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reduce");
    TCase *tc = tcase_create("reduce");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, words_alone);
    tcase_add_test(tc, nothing_but_what_is_kept);
    tcase_add_test(tc, brackets_go_together);
    tcase_add_test(tc, blocks_of_keywords);
    tcase_add_test(tc, names_and_numbers_get_smaller);
    tcase_add_test(tc, width_does_not_matter);
    tcase_add_test(tc, result_is_1_minimal);
    tcase_add_test(tc, stops_with_the_smallest_so_far);
    tcase_add_test(tc, odd_texts);
    tcase_add_test(tc, candidates_have_room);
    tcase_add_test(tc, measured);
    suite_add_tcase(suite, tc);
    return check_main(suite);
}
