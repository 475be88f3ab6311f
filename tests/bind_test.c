/* bind_test.c: a case meets its VM: what is filled in, and each reason to refuse it. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "bind.h"
#include "check_main.h"

enum { HOTLOOP, MAXTRACE }; /* the toy's parameters, in order */

static struct binding bound;
static char why[512];

/* Binds a case with these header lines. */
static bool bind(const char *header)
{
    static char text[1024];
    static struct fcase c;
    struct case_error error;
    memset(&c, 0, sizeof c);
    memset(&bound, 0xff, sizeof bound);
    why[0] = '\0';
    snprintf(text, sizeof text, CASE_FIRST_LINE "\n%s---\nprint 1\n", header);
    ck_assert_msg(case_parse(text, strlen(text), &c, &error), "%d: %s", error.line, error.text);
    return case_bind(&c, &bound, why, sizeof why);
}

static const struct vut *toy(void)
{
    return vm_find("toy");
}

/* ---- The table of VMs ---------------------------------------------------------------------------- */

START_TEST(vms_are_found_by_name)
{
    for (size_t i = 0; i < vm_count; i++) {
        ck_assert_ptr_eq(vm_find(vm_table[i]->name), vm_table[i]);
        ck_assert_uint_eq(vm_table[i]->abi_version, VUT_ABI_VERSION);
    }
    ck_assert_ptr_null(vm_find("to"));
    ck_assert_ptr_null(vm_find("toys"));
    ck_assert_ptr_null(vm_find(""));
}
END_TEST

START_TEST(vms_are_found_by_extension)
{
    ck_assert_ptr_eq(vm_for_file("x.toy"), toy());
    ck_assert_ptr_eq(vm_for_file("/a.lua/b.c.toy"), toy());
    ck_assert_ptr_eq(vm_for_file("a.lua"), vm_find("luajit"));
    ck_assert_ptr_null(vm_for_file("toy"));
    ck_assert_ptr_null(vm_for_file("a.toy/b"));
    ck_assert_ptr_null(vm_for_file("a.toys"));
    ck_assert_ptr_null(vm_for_file("a."));
    ck_assert_ptr_null(vm_for_file(""));
}
END_TEST

START_TEST(engines_and_parameters_are_found)
{
    for (size_t i = 0; i < vm_count; i++) {
        const struct vut *vut = vm_table[i];
        const struct vut_engine *reference = vm_engine(vut, "interp");
        ck_assert_ptr_nonnull(reference);
        ck_assert(reference->reference);
        for (size_t k = 0; k < vut->engine_count; k++)
            ck_assert_ptr_eq(vm_engine(vut, vut->engines[k].name), &vut->engines[k]);
        for (size_t k = 0; k < vut->param_count; k++)
            ck_assert_ptr_eq(vm_param(vut, vut->params[k].name), &vut->params[k]);
        ck_assert_ptr_null(vm_engine(vut, "none"));
        ck_assert_ptr_null(vm_param(vut, "none"));
    }
}
END_TEST

/* `interp` stands for the reference, whatever its name is. */
START_TEST(interp_is_an_alias)
{
    static const struct vut_engine ENGINES[] = {
        {"fast", .compiles = true}, {"switch", .reference = true}, {"slow", .compiles = false}};
    const struct vut vut = {.name = "x", .engines = ENGINES, .engine_count = 3};
    ck_assert_ptr_eq(vm_engine(&vut, "interp"), &ENGINES[1]);
    ck_assert_ptr_eq(vm_engine(&vut, "switch"), &ENGINES[1]);
    ck_assert_ptr_eq(vm_engine(&vut, "slow"), &ENGINES[2]);
}
END_TEST

/* ---- What is filled in --------------------------------------------------------------------------- */

START_TEST(defaults_are_filled_in)
{
    ck_assert_msg(bind("vm: toy\n"), "%s", why);
    ck_assert_ptr_eq(bound.vut, toy());
    ck_assert_str_eq(bound.subject->name, "trace");
    ck_assert_str_eq(bound.reference->name, "interp");
    ck_assert_ptr_eq(bound.subject_settings.engine, bound.subject);
    ck_assert_ptr_eq(bound.limited_settings.engine, bound.subject);
    ck_assert_ptr_eq(bound.reference_settings.engine, bound.reference);
    for (size_t i = 0; i < toy()->param_count; i++) {
        ck_assert_int_eq(bound.subject_settings.param[i], toy()->params[i].initial);
        ck_assert_int_eq(bound.reference_settings.param[i], toy()->params[i].initial);
        ck_assert_int_eq(bound.limited_settings.param[i], toy()->params[i].initial);
    }
    for (size_t i = toy()->param_count; i < VUT_PARAM_COUNT_MAX; i++)
        ck_assert_int_eq(bound.subject_settings.param[i], 0);
    ck_assert(!bound.limited);
    ck_assert_ptr_null(bound.library);
    ck_assert_uint_eq(bound.style.fill, 0);
    ck_assert_uint_eq(bound.style.layout, 0);
    ck_assert(!bound.style.stay);
}
END_TEST

START_TEST(engines_are_chosen)
{
    ck_assert(bind("vm: toy\nengine: interp\nagainst: trace\n"));
    ck_assert_str_eq(bound.subject->name, "interp");
    ck_assert_str_eq(bound.reference->name, "trace");
    ck_assert_str_eq(bound.reference_settings.engine->name, "trace");
}
END_TEST

START_TEST(settings_are_for_both_limits_for_the_subject)
{
    ck_assert_msg(bind("vm: toy\nset: hotloop=7 maxtrace=9\nlimit: maxtrace=3\n"), "%s", why);
    ck_assert(bound.limited);
    ck_assert_int_eq(bound.subject_settings.param[HOTLOOP], 7);
    ck_assert_int_eq(bound.subject_settings.param[MAXTRACE], 9);
    ck_assert_int_eq(bound.reference_settings.param[HOTLOOP], 7);
    ck_assert_int_eq(bound.reference_settings.param[MAXTRACE], 9);
    ck_assert_int_eq(bound.limited_settings.param[HOTLOOP], 7);
    ck_assert_int_eq(bound.limited_settings.param[MAXTRACE], 3);
}
END_TEST

START_TEST(bounds_are_inclusive)
{
    ck_assert(bind("vm: toy\nset: hotloop=1 maxtrace=100\n"));
    ck_assert_int_eq(bound.subject_settings.param[HOTLOOP], 1);
    ck_assert_int_eq(bound.subject_settings.param[MAXTRACE], 100);
}
END_TEST

START_TEST(settings_of_the_harness)
{
    ck_assert(bind("vm: toy\nset: move=0 fill=1 lib=/a/b.so\n"));
    ck_assert(bound.style.stay);
    ck_assert_uint_eq(bound.style.fill, 1);
    ck_assert_str_eq(bound.library, "/a/b.so");
    ck_assert(bind("vm: toy\nset: move=1 fill=0\n"));
    ck_assert(!bound.style.stay);
    ck_assert_uint_eq(bound.style.fill, 0);
}
END_TEST

START_TEST(faults_that_fit_are_taken)
{
    ck_assert_msg(bind("vm: toy\nfault: oom@1\nfault: jit-oom@2+\nfault: oom@create:3\n"), "%s", why);
    ck_assert_msg(bind("vm: toy\nengine: interp\nfault: oom@1\n"), "%s", why);
    ck_assert_msg(bind("vm: luajit\nfault: mcode@1\n"), "%s", why);
}
END_TEST

/* ---- What is refused ----------------------------------------------------------------------------- */

static const struct {
    const char *header, *why;
} REFUSED[] = {
    {"vm: perl\n", "unknown vm 'perl', expected one of: luajit toy"},
    {"engine: trace\n", "unknown vm '', expected one of: luajit toy"},
    {"vm: toy\nengine: tracer\n", "unknown engine 'tracer' of vm 'toy', expected one of: interp trace"},
    {"vm: toy\nagainst: jit\n", "unknown engine 'jit' of vm 'toy', expected one of: interp trace"},
    {"vm: toy\nset: hot=1\n", "unknown setting 'hot' of vm 'toy', expected one of: hotloop maxtrace"},
    {"vm: toy\nlimit: hot=1\n", "unknown limit 'hot' of vm 'toy', expected one of: maxtrace"},
    {"vm: toy\nlimit: hotloop=1\n", "unknown limit 'hotloop' of vm 'toy', expected one of: maxtrace"},
    {"vm: toy\nlimit: move=1\n", "unknown limit 'move' of vm 'toy', expected one of: maxtrace"},
    {"vm: toy\nset: hotloop=0\n", "setting 'hotloop' is '0', expected a number from 1 to 1000"},
    {"vm: toy\nset: hotloop=1001\n", "setting 'hotloop' is '1001', expected a number from 1 to 1000"},
    {"vm: toy\nset: hotloop=-3\n", "setting 'hotloop' is '-3', expected a number from 1 to 1000"},
    {"vm: toy\nset: hotloop=5x\n", "setting 'hotloop' is '5x', expected a number from 1 to 1000"},
    {"vm: toy\nset: hotloop=x\n", "setting 'hotloop' is 'x', expected a number from 1 to 1000"},
    {"vm: toy\nset: hotloop=99999999999999999999\n",
     "setting 'hotloop' is '99999999999999999999', expected a number from 1 to 1000"},
    {"vm: toy\nlimit: maxtrace=101\n", "limit 'maxtrace' is '101', expected a number from 1 to 100"},
    {"vm: toy\nset: move=2\n", "setting 'move' is '2', expected 0 or 1"},
    {"vm: toy\nset: fill=01\n", "setting 'fill' is '01', expected 0 or 1"},
    {"vm: toy\nengine: interp\nlimit: maxtrace=5\n",
     "limit 'maxtrace' needs an engine that compiles, 'interp' does not"},
    {"vm: toy\nfault: gc@1\n",
     "fault 'gc@1' can't be injected into engine 'trace' of vm 'toy', expected one of: "
     "oom interrupt memory-limit stack-limit jit-oom exit flush"},
    {"vm: toy\nfault: oom@1\nfault: mcode@2+\n",
     "fault 'mcode@2+' can't be injected into engine 'trace' of vm 'toy', expected one of: "
     "oom interrupt memory-limit stack-limit jit-oom exit flush"},
    {"vm: toy\nengine: interp\nfault: jit-oom@1\n",
     "fault 'jit-oom@1' can't be injected into engine 'interp' of vm 'toy', expected one of: "
     "oom interrupt memory-limit stack-limit"},
    {"vm: luajit\nfault: oom@str_new#3\n", "fault 'oom@str_new#3': vm 'luajit' has no named sites"},
    {"vm: toy\nfault: oom@str_new#3\n",
     "fault 'oom@str_new#3': unknown site 'str_new' of vm 'toy', see 'faultline list sites'"},
    {"vm: toy\nfault: oom@var.txt#3\n",
     "fault 'oom@var.txt#3': unknown site 'var.txt' of vm 'toy', did you mean 'var.text'?"},
    {"vm: toy\nfault: oom@jit.trace#1\n",
     "fault 'oom@jit.trace#1': unknown site 'jit.trace' of vm 'toy', see 'faultline list sites'"},
    {"vm: toy\nfault: jit-oom@jit.traces#1\n",
     "fault 'jit-oom@jit.traces#1': unknown site 'jit.traces' of vm 'toy', did you mean 'jit.trace'?"},
};
enum { REFUSED_COUNT = sizeof REFUSED / sizeof REFUSED[0] };

/* A list of VMs may go on. */
START_TEST(what_does_not_fit_is_refused)
{
    const char *expected = REFUSED[_i].why;
    ck_assert(!bind(REFUSED[_i].header));
    if (strncmp(expected, "unknown vm", 10) == 0)
        why[strlen(expected)] = '\0';
    ck_assert_str_eq(why, expected);
}
END_TEST

/* A message that is too long for its buffer is cut, and stays within it. */
START_TEST(messages_are_cut_to_fit)
{
    struct fcase c = {.vm = "luajit"};
    struct case_error error;
    ck_assert(case_set(&c, "nosuchsetting=1", &error));
    for (size_t size = 1; size < 200; size++) {
        char buffer[256];
        memset(buffer, '#', sizeof buffer);
        ck_assert(!case_bind(&c, &bound, buffer, size));
        ck_assert_uint_lt(strnlen(buffer, size), size);
        ck_assert_int_eq(buffer[size], '#');
    }
}
END_TEST

/* ---- Stress -------------------------------------------------------------------------------------- */

static const struct {
    const char *vm, *set;
    bool soon, see, sooner;
    const char *added;
} STRESS[] = {
    {"toy", "", true, true, true, "hotloop=1"},
    {"toy", "", false, true, false, ""},
    {"toy", "hotloop=5", true, false, false, ""},
    {"refvm", "", true, false, true, "hotloop=1 hotfunc=1 hotexit=1"},
    {"refvm", "hotexit=9", true, false, false, ""},
    {"refvm", "", false, true, false, "shadow=1 checksnap=1"},
    {"refvm", "shadow=0", true, true, true, "hotloop=1 hotfunc=1 hotexit=1 checksnap=1"},
};
enum { STRESS_COUNT = sizeof STRESS / sizeof STRESS[0] };

START_TEST(a_case_keeps_its_own_settings_under_stress)
{
    struct fcase c = {.program = ""};
    struct case_error error;
    char added[128];
    strcpy(c.vm, STRESS[_i].vm);
    ck_assert(!STRESS[_i].set[0] || case_set(&c, STRESS[_i].set, &error));
    size_t before = c.set_count;
    ck_assert(case_stress(&c, STRESS[_i].soon, STRESS[_i].see, added, sizeof added) == STRESS[_i].sooner);
    ck_assert_str_eq(added, STRESS[_i].added);
    ck_assert(added[0] ? c.set_count > before : c.set_count == before);
}
END_TEST

/* ---- Suite --------------------------------------------------------------------------------------- */

int main(void)
{
    Suite *suite = suite_create("bind");
    TCase *tcase = tcase_create("bind");
    tcase_add_test(tcase, vms_are_found_by_name);
    tcase_add_test(tcase, vms_are_found_by_extension);
    tcase_add_test(tcase, engines_and_parameters_are_found);
    tcase_add_test(tcase, interp_is_an_alias);
    tcase_add_test(tcase, defaults_are_filled_in);
    tcase_add_test(tcase, engines_are_chosen);
    tcase_add_test(tcase, settings_are_for_both_limits_for_the_subject);
    tcase_add_test(tcase, bounds_are_inclusive);
    tcase_add_test(tcase, settings_of_the_harness);
    tcase_add_test(tcase, faults_that_fit_are_taken);
    tcase_add_loop_test(tcase, what_does_not_fit_is_refused, 0, REFUSED_COUNT);
    tcase_add_test(tcase, messages_are_cut_to_fit);
    tcase_add_loop_test(tcase, a_case_keeps_its_own_settings_under_stress, 0, STRESS_COUNT);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
