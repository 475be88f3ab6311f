/* states_test.c: which sites were passed and failed in which states of a VM. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bind.h"
#include "check_main.h"
#include "inject.h"
#include "states.h"

enum { LOADING, RUNNING, ABORTING, LAST = VUT_STATES_MAX - 1 };

static const struct vut_state rows[] = {
    [LOADING] = {"loading", ""}, [RUNNING] = {"running", ""}, [ABORTING] = {"aborting", ""}};

static const struct vut_site sites[] = {{"value.text", VUT_DOMAIN_HEAP, NULL},
                                        {"jit.trace", VUT_DOMAIN_COMPILER, NULL},
                                        {"adapter", VUT_DOMAIN_HARNESS, NULL}};

static const struct vut vut = {.name = "vm",
                               .faults = VUT_FAULT_BIT(VUT_FAULT_MCODE),
                               .sites = sites,
                               .site_count = 3,
                               .states = rows,
                               .state_count = 3};

static struct states *states;

static void setup(void)
{
    states = calloc(1, sizeof *states);
    ck_assert_ptr_nonnull(states);
}

static void teardown(void)
{
    free(states);
}

/* ---- the table ----------------------------------------------------------------------------------- */

START_TEST(a_site_has_a_set_of_states_in_each_engine)
{
    states_note(states, 7, 1, RUNNING, false);
    states_note(states, 7, 1, LAST, false);
    states_note(states, 7, 1, ABORTING, true);
    states_note(states, 7, 2, LOADING, true);
    const struct states_site *one = states_find(states, 7, 1), *two = states_find(states, 7, 2);
    ck_assert_uint_eq(one->passed, 1u << RUNNING | 1u << LAST);
    ck_assert_uint_eq(one->failed, 1u << ABORTING);
    ck_assert_uint_eq(two->passed, 0);
    ck_assert_uint_eq(two->failed, 1u << LOADING);
    ck_assert_ptr_null(states_find(states, 7, 0));
}
END_TEST

START_TEST(what_has_no_site_or_no_state_is_not_noted)
{
    states_note(states, 0, 0, RUNNING, false);
    states_note(states, 7, 0, INJECT_NO_STATE, false);
    ck_assert_ptr_null(states_find(states, 0, 0));
    ck_assert_ptr_null(states_find(states, 7, 0));
}
END_TEST

START_TEST(sites_that_collide_are_told_apart)
{
    for (uint64_t i = 1; i <= 10; i++)
        states_note(states, i * STATES_SITES_MAX - 1, 0, (uint32_t)i, false);
    for (uint64_t i = 1; i <= 10; i++)
        ck_assert_uint_eq(states_find(states, i * STATES_SITES_MAX - 1, 0)->passed, 1u << i);
}
END_TEST

START_TEST(a_full_table_takes_no_more)
{
    for (uint64_t i = 1; i <= STATES_SITES_MAX; i++)
        states_note(states, i, 0, RUNNING, false);
    states_note(states, STATES_SITES_MAX + 1, 0, RUNNING, false);
    states_note(states, 1, 0, ABORTING, true);
    ck_assert_ptr_null(states_find(states, STATES_SITES_MAX + 1, 0));
    ck_assert_uint_eq(states_find(states, 1, 0)->failed, 1u << ABORTING);
}
END_TEST

START_TEST(merging_adds_up)
{
    struct states *sum = calloc(1, sizeof *sum);
    const struct vut *refvm = vm_find("refvm");
    ck_assert_ptr_nonnull(sum);
    states_note(states, 7, 1, RUNNING, false);
    states_counts_of(states, refvm)->fired[RUNNING][VUT_FAULT_OOM] = 3;
    states_counts_of(states, refvm)->second[LAST][VUT_FAULT_MCODE] = 2;
    states_merge(sum, states);
    states_note(states, 7, 1, ABORTING, true);
    states_note(states, 8, 1, LOADING, false);
    states_merge(sum, states);
    ck_assert_uint_eq(states_find(sum, 7, 1)->passed, 1u << RUNNING);
    ck_assert_uint_eq(states_find(sum, 7, 1)->failed, 1u << ABORTING);
    ck_assert_uint_eq(states_find(sum, 8, 1)->passed, 1u << LOADING);
    ck_assert_uint_eq(states_counts_of(sum, refvm)->fired[RUNNING][VUT_FAULT_OOM], 6);
    ck_assert_uint_eq(states_counts_of(sum, refvm)->second[LAST][VUT_FAULT_MCODE], 4);
    ck_assert_uint_eq(states_counts_of(sum, vm_find("toy"))->fired[RUNNING][VUT_FAULT_OOM], 0);
    ck_assert_ptr_null(states_counts_of(sum, &vut)); /* none of this program's VMs */
    free(sum);
}
END_TEST

START_TEST(each_vm_has_its_counts)
{
    for (size_t i = 0; i < vm_count; i++) {
        ck_assert_ptr_nonnull(states_counts_of(states, vm_table[i]));
        ck_assert_uint_le(vm_table[i]->state_count, VUT_STATES_MAX);
        ck_assert_int_eq(vm_table[i]->state_count > 0, vm_table[i]->state != NULL);
        for (size_t s = 0; s < vm_table[i]->state_count; s++)
            ck_assert(vm_table[i]->states[s].name[0] && vm_table[i]->states[s].text[0]);
    }
}
END_TEST

/* ---- words and rows ------------------------------------------------------------------------------ */

START_TEST(words_make_a_set)
{
    uint32_t set;
    const char *word;
    size_t size;
    ck_assert(states_parse(&vut, "aborting", &set, &word, &size));
    ck_assert_uint_eq(set, 1u << ABORTING);
    ck_assert(states_parse(&vut, "running,loading", &set, &word, &size));
    ck_assert_uint_eq(set, 1u << RUNNING | 1u << LOADING);
    ck_assert(!states_parse(&vut, "running,runnin,loading", &set, &word, &size));
    ck_assert_uint_eq(size, 6);
    ck_assert(strncmp(word, "runnin,", 7) == 0);
    ck_assert(!states_parse(&vut, "running,", &set, &word, &size));
    ck_assert(!states_parse(&vut, "", &set, &word, &size));
    ck_assert(!states_parse(vm_find("toy"), "running", &set, &word, &size)); /* which tells none */
}
END_TEST

START_TEST(code_memory_is_three_more_sites)
{
    ck_assert_uint_eq(states_row_count(&vut), 6);
    ck_assert_str_eq(states_row_name(&vut, 1), "jit.trace");
    ck_assert_str_eq(states_row_name(&vut, 3), "code.map");
    ck_assert_str_eq(states_row_name(&vut, 5), "code.unmap");
    ck_assert_uint_eq(states_row_hash(&vut, 1), inject_named_site(&vut, 1));
    ck_assert_uint_eq(states_row_hash(&vut, 4), inject_code_site(&vut, VUT_CODE_PROTECT));
    for (size_t a = 0; a < 6; a++)
        for (size_t b = 0; b < a; b++)
            ck_assert_uint_ne(states_row_hash(&vut, a), states_row_hash(&vut, b));
    ck_assert_uint_eq(states_row_kinds(&vut, 0),
                      VUT_FAULT_BIT(VUT_FAULT_OOM) | VUT_FAULT_BIT(VUT_FAULT_MEMORY_LIMIT));
    ck_assert_uint_eq(states_row_kinds(&vut, 1), VUT_FAULT_BIT(VUT_FAULT_JIT_OOM));
    ck_assert_uint_eq(states_row_kinds(&vut, 2), 0);
    ck_assert_uint_eq(states_row_kinds(&vut, 5), VUT_FAULT_BIT(VUT_FAULT_MCODE));
    ck_assert_uint_eq(states_row_count(vm_find("toy")), vm_find("toy")->site_count); /* no code memory */
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("states");
    TCase *tcase = tcase_create("states");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_site_has_a_set_of_states_in_each_engine);
    tcase_add_test(tcase, what_has_no_site_or_no_state_is_not_noted);
    tcase_add_test(tcase, sites_that_collide_are_told_apart);
    tcase_add_test(tcase, a_full_table_takes_no_more);
    tcase_add_test(tcase, merging_adds_up);
    tcase_add_test(tcase, each_vm_has_its_counts);
    tcase_add_test(tcase, words_make_a_set);
    tcase_add_test(tcase, code_memory_is_three_more_sites);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
