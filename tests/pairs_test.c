/* pairs_test.c: which pairs of faults are drawn. */
#include <check.h>
#include <string.h>

#include "check_main.h"
#include "pairs.h"

enum { DRAWS = 4000 };

static const struct inject_counts total = {
    .heap = 500, .compiler = 90, .code = 8, .safepoints = 300, .guards = 700};
static const struct inject_counts fired = {
    .heap = 200, .compiler = 40, .code = 3, .safepoints = 100, .guards = 250};

static struct pairs_source source_of(uint32_t kinds)
{
    return (struct pairs_source){.seed = 7, .kinds = kinds, .compiles = true};
}

static uint64_t count_for(const struct inject_counts *c, const struct fault *f)
{
    if (f->kind == VUT_FAULT_INTERRUPT)
        return f->alloc ? c->heap : c->safepoints;
    return f->kind == VUT_FAULT_JIT_OOM ? c->compiler
           : f->kind == VUT_FAULT_MCODE ? c->code
           : f->kind == VUT_FAULT_EXIT  ? c->guards
           : f->kind == VUT_FAULT_FLUSH ? c->safepoints
                                        : c->heap;
}

START_TEST(first_is_drawn_over_everything)
{
    struct pairs_source source = source_of(~0u);
    int by_kind[VUT_FAULT_COUNT] = {0}, high = 0;
    for (uint64_t i = 0; i < DRAWS; i++) {
        struct fault f;
        ck_assert(pairs_draw_first(&source, i, &total, &f));
        uint64_t max = count_for(&total, &f);
        ck_assert_uint_ge(f.n, 1);
        ck_assert_uint_le(f.n, max);
        ck_assert(!f.from && !f.create && !f.size);
        high += f.n > max / 2;
        by_kind[f.kind]++;
    }
    for (int k = 0; k < VUT_FAULT_COUNT; k++)
        if (PAIRS_KINDS & VUT_FAULT_BIT(k))
            ck_assert_int_gt(by_kind[k], DRAWS / 10);
        else
            ck_assert_int_eq(by_kind[k], 0);
    ck_assert_int_gt(high, DRAWS / 3);
    ck_assert_int_lt(high, DRAWS * 2 / 3);
}
END_TEST

START_TEST(second_is_often_close_behind)
{
    struct pairs_source source = source_of(~0u);
    struct fault first = {.kind = VUT_FAULT_GC, .n = 200}, f;
    int near = 0, oom = 0;
    for (uint64_t i = 1; i <= DRAWS; i++) {
        ck_assert(pairs_draw_second(&source, i, &first, &fired, &total, &f));
        uint64_t at = count_for(&fired, &f);
        ck_assert_uint_le(f.n, count_for(&total, &f));
        near += f.n > at && f.n <= at + PAIRS_NEAR;
        oom += f.kind == VUT_FAULT_OOM;
    }
    ck_assert_int_gt(near, DRAWS / 2);
    ck_assert_int_lt(near, DRAWS * 3 / 4);
    ck_assert_int_gt(oom, DRAWS / 2);
}
END_TEST

/* Where the first fault ends the program there may be little left, and that little is what is wanted. */
START_TEST(second_is_within_what_is_left)
{
    struct pairs_source source = source_of(VUT_FAULT_BIT(VUT_FAULT_OOM));
    struct fault first = {.kind = VUT_FAULT_OOM, .n = 200}, f;
    struct inject_counts ended = fired;
    int behind = 0;
    ended.heap += 2;
    for (uint64_t i = 1; i <= DRAWS; i++) {
        ck_assert(pairs_draw_second(&source, i, &first, &fired, &ended, &f));
        ck_assert_uint_ne(f.n, first.n);
        ck_assert_uint_le(f.n, 202);
        behind += f.n > 200;
    }
    ck_assert_int_gt(behind, DRAWS / 3);
}
END_TEST

START_TEST(nothing_to_draw_from)
{
    struct pairs_source source = source_of(VUT_FAULT_BIT(VUT_FAULT_MCODE));
    struct inject_counts none = {.heap = 10};
    struct fault f, first = {.kind = VUT_FAULT_OOM, .n = 1};
    ck_assert(!pairs_draw_first(&source, 0, &none, &f));
    ck_assert(!pairs_draw_second(&source, 1, &first, &none, &none, &f));
}
END_TEST

START_TEST(flush_only_where_code_is)
{
    struct pairs_source source = source_of(VUT_FAULT_BIT(VUT_FAULT_INTERRUPT));
    int flushes = 0, allocs = 0;
    for (uint64_t i = 0; i < DRAWS; i++) {
        struct fault f;
        source.compiles = i % 2;
        ck_assert(pairs_draw_first(&source, i, &total, &f));
        ck_assert(source.compiles || f.action != VUT_ACTION_FLUSH);
        flushes += f.action == VUT_ACTION_FLUSH;
        allocs += f.alloc;
    }
    ck_assert_int_gt(flushes, 0);
    ck_assert_int_gt(allocs, DRAWS / 3);
}
END_TEST

START_TEST(persistent_ones_are_asked_for)
{
    struct pairs_source source = source_of(~0u);
    int from = 0;
    source.persist = true;
    for (uint64_t i = 0; i < DRAWS; i++) {
        struct fault f;
        ck_assert(pairs_draw_first(&source, i, &total, &f));
        ck_assert(!f.from || (fault_kinds[f.kind].forms & VUT_FORM_FROM));
        from += f.from;
    }
    ck_assert_int_gt(from, 0);
    ck_assert_int_lt(from, DRAWS / 4);
}
END_TEST

START_TEST(the_same_again)
{
    struct pairs_source source = source_of(~0u), other = source;
    int differ = 0;
    other.seed++;
    for (uint64_t i = 1; i <= 100; i++) {
        struct fault first, a, b, c;
        ck_assert(pairs_draw_first(&source, pairs_first_of(i), &total, &first));
        ck_assert(pairs_draw_second(&source, i, &first, &fired, &total, &a));
        ck_assert(pairs_draw_second(&source, i, &first, &fired, &total, &b));
        ck_assert(pairs_draw_second(&other, i, &first, &fired, &total, &c));
        ck_assert_mem_eq(&a, &b, sizeof a);
        differ += a.kind != c.kind || a.n != c.n;
    }
    ck_assert_int_gt(differ, 50);
    ck_assert_uint_eq(pairs_first_of(1), 0);
    ck_assert_uint_eq(pairs_first_of(PAIRS_PER_FIRST), 0);
    ck_assert_uint_eq(pairs_first_of(PAIRS_PER_FIRST + 1), 1);
}
END_TEST

/* ---- in chosen states ---------------------------------------------------------------------------- */

enum { WANTED = 3, OTHER_WANTED = 9, UNWANTED = 5, FIRST = 1 };

static struct pairs_spots spots_of(const struct pairs_source *source)
{
    struct pairs_spots s;
    pairs_spots_begin(&s, source, 1u << WANTED | 1u << OTHER_WANTED, FIRST);
    return s;
}

/* The pairs that a first fault serves. */
static uint64_t pair_of(uint64_t i)
{
    return FIRST * PAIRS_PER_FIRST + 1 + i;
}

START_TEST(second_is_one_of_the_noted_events)
{
    struct pairs_source source = source_of(~0u);
    struct pairs_spots s = spots_of(&source);
    struct fault f;
    ck_assert(!pairs_draw_spot(&source, &s, pair_of(0), &f));
    pairs_spots_note(&s, VUT_FAULT_OOM, 10, UNWANTED);
    ck_assert(!pairs_draw_spot(&source, &s, pair_of(0), &f));
    pairs_spots_note(&s, VUT_FAULT_JIT_OOM, 20, WANTED);
    ck_assert(pairs_draw_spot(&source, &s, pair_of(0), &f));
    ck_assert_int_eq(f.kind, VUT_FAULT_JIT_OOM);
    ck_assert_uint_eq(f.n, 20);
    ck_assert(!f.from && !f.create && !f.alloc);
    ck_assert(!pairs_draw_spot(&source, &s, pair_of(1), &f)); /* the same pair once more */
}
END_TEST

START_TEST(states_take_turns)
{
    struct pairs_source source = source_of(~0u);
    struct pairs_spots s = spots_of(&source);
    struct fault f[PAIRS_PER_FIRST];
    for (uint64_t n = 1; n <= 100; n++)
        pairs_spots_note(&s, VUT_FAULT_OOM, n, WANTED);
    pairs_spots_note(&s, VUT_FAULT_MCODE, 7, OTHER_WANTED);
    int codes = 0;
    for (uint64_t i = 0; i < PAIRS_PER_FIRST; i++) {
        ck_assert(pairs_draw_spot(&source, &s, pair_of(i), &f[i]));
        codes += f[i].kind == VUT_FAULT_MCODE;
        for (uint64_t k = 0; k < i; k++)
            ck_assert(f[i].kind != f[k].kind || f[i].n != f[k].n);
    }
    ck_assert_int_eq(codes, 1);
    ck_assert(f[0].kind == VUT_FAULT_MCODE || f[1].kind == VUT_FAULT_MCODE);
}
END_TEST

START_TEST(only_kinds_that_are_asked_for)
{
    struct pairs_source source = source_of(VUT_FAULT_BIT(VUT_FAULT_OOM) | VUT_FAULT_BIT(VUT_FAULT_GC));
    struct pairs_spots s = spots_of(&source);
    pairs_spots_note(&s, VUT_FAULT_JIT_OOM, 1, WANTED);
    pairs_spots_note(&s, VUT_FAULT_MCODE, 1, WANTED);
    struct fault f;
    ck_assert(!pairs_draw_spot(&source, &s, pair_of(0), &f));
    pairs_spots_note(&s, VUT_FAULT_OOM, 1, WANTED);
    ck_assert(pairs_draw_spot(&source, &s, pair_of(0), &f));
}
END_TEST

/* Late events are as likely as early ones, and a run tells the same twice. */
START_TEST(the_sample_is_even)
{
    struct pairs_source source = source_of(~0u);
    int late = 0;
    for (source.seed = 0; source.seed < 200; source.seed++) {
        struct pairs_spots s = spots_of(&source), again = spots_of(&source);
        for (uint64_t n = 1; n <= 1000; n++) {
            pairs_spots_note(&s, VUT_FAULT_OOM, n, WANTED);
            pairs_spots_note(&again, VUT_FAULT_OOM, n, WANTED);
        }
        struct fault a, b;
        ck_assert(pairs_draw_spot(&source, &s, pair_of(0), &a));
        ck_assert(pairs_draw_spot(&source, &again, pair_of(0), &b));
        ck_assert_mem_eq(&a, &b, sizeof a);
        late += a.n > 500;
    }
    ck_assert_int_gt(late, 60);
    ck_assert_int_lt(late, 140);
}
END_TEST

/* Half of them the compiler's, from each state alike, however many events it has. */
START_TEST(first_is_often_in_a_rare_state)
{
    struct pairs_source source = source_of(~0u);
    struct pairs_spots s;
    int rare = 0, frequent = 0;
    pairs_spots_begin(&s, &source, UINT32_MAX, PAIRS_UNDISTURBED);
    for (uint64_t n = 1001; n <= 2000; n++)
        pairs_spots_note(&s, VUT_FAULT_JIT_OOM, n, UNWANTED);
    pairs_spots_note(&s, VUT_FAULT_MCODE, 5000, WANTED);
    pairs_spots_note(&s, VUT_FAULT_OOM, 9000, OTHER_WANTED); /* not the compiler's */
    for (uint64_t i = 0; i < DRAWS; i++) {
        struct fault f;
        ck_assert(pairs_draw_origin(&source, &s, i, &total, &f));
        ck_assert_uint_ne(f.n, 9000);
        rare += f.kind == VUT_FAULT_MCODE && f.n == 5000;
        frequent += f.kind == VUT_FAULT_JIT_OOM && f.n > 1000;
    }
    ck_assert_int_gt(rare, DRAWS / 5);
    ck_assert_int_gt(frequent, DRAWS / 5);
    ck_assert_int_lt(rare + frequent, DRAWS * 3 / 5);
}
END_TEST

START_TEST(a_pair_is_new_once)
{
    static struct pairs_seen seen;
    struct fault a = {.kind = VUT_FAULT_OOM, .n = 1}, b = {.kind = VUT_FAULT_JIT_OOM, .n = 1};
    ck_assert(pairs_is_fresh(&seen, &a, &b));
    ck_assert(!pairs_is_fresh(&seen, &a, &b));
    ck_assert(pairs_is_fresh(&seen, &b, &a));
    b.from = true;
    ck_assert(pairs_is_fresh(&seen, &a, &b));
    for (b.n = 2; b.n < PAIRS_SEEN_MAX - 1; b.n++)
        ck_assert(pairs_is_fresh(&seen, &a, &b));
    ck_assert(!pairs_is_fresh(&seen, &a, &(struct fault){.kind = VUT_FAULT_JIT_OOM, .n = 1}));
    b.n = 3 * PAIRS_SEEN_MAX;
    ck_assert(pairs_is_fresh(&seen, &a, &b)); /* the table is full */
    ck_assert(pairs_is_fresh(&seen, &a, &b));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pairs");
    TCase *tcase = tcase_create("pairs");
    tcase_add_test(tcase, first_is_drawn_over_everything);
    tcase_add_test(tcase, second_is_often_close_behind);
    tcase_add_test(tcase, second_is_within_what_is_left);
    tcase_add_test(tcase, nothing_to_draw_from);
    tcase_add_test(tcase, flush_only_where_code_is);
    tcase_add_test(tcase, persistent_ones_are_asked_for);
    tcase_add_test(tcase, the_same_again);
    tcase_add_test(tcase, second_is_one_of_the_noted_events);
    tcase_add_test(tcase, states_take_turns);
    tcase_add_test(tcase, only_kinds_that_are_asked_for);
    tcase_add_test(tcase, the_sample_is_even);
    tcase_add_test(tcase, first_is_often_in_a_rare_state);
    tcase_add_test(tcase, a_pair_is_new_once);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
