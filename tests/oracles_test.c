/* oracles_test.c: each oracle against observations made by hand: at least one that passes and one that
 * fails, then the cases in which it must stay silent. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "oracle.h"

/* ---- observations by hand ------------------------------------------------------------------------ */

/* FNV-1a over the fields that the tests change. The oracles only ask whether two hashes are equal. */
static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ ((const unsigned char *)bytes)[i]) * 0x100000001b3u;
    return hash;
}

static void seal(struct obs_language *language)
{
    uint64_t hash = hash_bytes(0xcbf29ce484222325u, &language->status, sizeof language->status);
    hash = hash_bytes(hash, language->error_class, strlen(language->error_class) + 1);
    hash = hash_bytes(hash, language->error_text, strlen(language->error_text) + 1);
    hash = hash_bytes(hash, &language->error_line, sizeof language->error_line);
    hash = hash_bytes(hash, language->backtrace, strlen(language->backtrace) + 1);
    hash = hash_bytes(hash, language->result, strlen(language->result) + 1);
    language->hash = hash_bytes(hash, language->output, language->output_size);
}

static struct obs_language spoke(const char *output)
{
    struct obs_language language = {.status = OBS_OK, .output = output, .output_size = strlen(output)};
    seal(&language);
    return language;
}

static struct obs_language failed(const char *output, const char *error_class, const char *text)
{
    struct obs_language language = spoke(output);
    language.status = OBS_ERROR;
    strcpy(language.error_class, error_class);
    strcpy(language.error_text, text);
    language.error_line = 3;
    seal(&language);
    return language;
}

static struct obs_language cut_short(const char *output)
{
    struct obs_language language = spoke(output);
    language.status = OBS_STEPS;
    seal(&language);
    return language;
}

/* A whole situation; tests start from one in which all is well and break one thing. */
static struct observation subject, fault_free, reference, refilled;
static struct obs_aftermath aftermath;
static struct oracle_view view;
static struct verdict verdict;

static void setup(void)
{
    memset(&subject, 0, sizeof subject);
    memset(&aftermath, 0, sizeof aftermath);
    memset(&verdict, 0, sizeof verdict);
    strcpy(subject.engine, "trace");
    strcpy(subject.fault.kind, "none");
    subject.language = spoke("one\ntwo\n");
    fault_free = reference = refilled = subject;
    view = (struct oracle_view){.subject = &subject, .sees = SEES_RAISE | SEES_TRACE_LOG};
}

/* The subject had this fault, which fired once. */
static void had_fault(const char *kind, int law)
{
    strcpy(subject.fault.kind, kind);
    subject.fault.law = law;
    subject.fault.fired = 1;
    view.fault_free = &fault_free;
    view.reference = &reference;
}

static void died(struct observation *observation, enum obs_crash_kind kind, const char *what)
{
    observation->crash.kind = kind;
    observation->language.status = OBS_DIED;
    strcpy(observation->crash.phase, "run");
    strcpy(observation->crash.what, what);
}

static void stack_was(struct observation *observation, const char *const *names)
{
    struct obs_crash *crash = &observation->crash;
    for (crash->frame_count = 0; names[crash->frame_count]; crash->frame_count++)
        strcpy(crash->frame[crash->frame_count], names[crash->frame_count]);
}

#define STACK(...) ((const char *const[]){__VA_ARGS__, NULL})

#define assert_silent(function) ck_assert_msg(!function(&view, &verdict), "got '%s'", verdict.reason)

#define assert_finding(function, name, words)                                                              \
    do {                                                                                                   \
        ck_assert(function(&view, &verdict));                                                              \
        ck_assert_str_eq(verdict.oracle, name);                                                            \
        ck_assert_str_eq(verdict.reason, words);                                                           \
    } while (0)

#define assert_detail(words)                                                                               \
    ck_assert_msg(strstr(verdict.detail, words), "expected '%s' in '%s'", words, verdict.detail)

/* ---- oracle.c ------------------------------------------------------------------------------------ */

START_TEST(table_is_found_by_name)
{
    for (size_t i = 0; i < ORACLE_COUNT; i++)
        ck_assert_ptr_eq(oracle_find(oracle_table[i].name), &oracle_table[i]);
    ck_assert_ptr_eq(oracle_find("host-stack"), &oracle_table[ORACLE_HOST_STACK]);
    ck_assert_ptr_null(oracle_find("host"));
    ck_assert_ptr_null(oracle_find(""));
}
END_TEST

START_TEST(difference_names_the_error_side_first)
{
    struct obs_language a = failed("x", "runtime", "boom"), b = a;
    ck_assert_ptr_null(obs_language_difference(&a, &b));
    b.output_cut = true;
    ck_assert_str_eq(obs_language_difference(&a, &b), "output");
    strcpy(b.result, "1");
    ck_assert_str_eq(obs_language_difference(&a, &b), "result");
    strcpy(b.backtrace, "f");
    ck_assert_str_eq(obs_language_difference(&a, &b), "backtrace");
    b.error_line = 4;
    ck_assert_str_eq(obs_language_difference(&a, &b), "error-line");
    strcpy(b.error_text, "bang");
    ck_assert_str_eq(obs_language_difference(&a, &b), "error-text");
    strcpy(b.error_class, "memory");
    ck_assert_str_eq(obs_language_difference(&a, &b), "error-class");
    b.status = OBS_OK;
    ck_assert_str_eq(obs_language_difference(&a, &b), "status");
}
END_TEST

START_TEST(difference_of_empty_outputs)
{
    struct obs_language a = {.output = NULL}, b = {.output = "", .output_size = 0};
    ck_assert_ptr_null(obs_language_difference(&a, &b));
    b = spoke(" ");
    ck_assert_str_eq(obs_language_difference(&a, &b), "output");
}
END_TEST

START_TEST(outcome_words)
{
    char word[32];
    struct obs_language language = spoke("");
    ck_assert_str_eq(obs_outcome(&language, word, sizeof word), "ok");
    language = failed("", "memory", "");
    ck_assert_str_eq(obs_outcome(&language, word, sizeof word), "error:memory");
    language.error_class[0] = '\0';
    ck_assert_str_eq(obs_outcome(&language, word, sizeof word), "error");
    language.status = OBS_REJECTED;
    ck_assert_str_eq(obs_outcome(&language, word, sizeof word), "rejected");
    language.status = OBS_STEPS;
    ck_assert_str_eq(obs_outcome(&language, word, sizeof word), "over-budget");
    language.status = OBS_DIED;
    ck_assert_str_eq(obs_outcome(&language, word, sizeof word), "died");
}
END_TEST

START_TEST(all_are_silent_when_all_is_well)
{
    view.fault_free = &fault_free;
    view.reference = &reference;
    view.refilled = &refilled;
    view.aftermath = &aftermath;
    for (size_t i = 0; i < ORACLE_COUNT; i++)
        ck_assert_msg(!oracle_table[i].judge(&view, &verdict), "'%s' says '%s'", oracle_table[i].name,
                      verdict.reason);
}
END_TEST

START_TEST(all_are_silent_without_other_runs)
{
    had_fault("oom", 1);
    view.fault_free = view.reference = NULL;
    for (size_t i = 0; i < ORACLE_COUNT; i++)
        ck_assert_msg(!oracle_table[i].judge(&view, &verdict), "'%s' says '%s'", oracle_table[i].name,
                      verdict.reason);
}
END_TEST

/* A death has one finding, not one for each thing that could not be tidied up. */
START_TEST(only_crash_speaks_of_the_dead)
{
    had_fault("mcode", 2);
    died(&subject, OBS_CRASH_SIGNAL, "SIGSEGV");
    subject.machine.host_stack.rsp_wrong = true;
    subject.machine.vm_stack.frame_count = 2;
    subject.machine.heap.live_blocks = 9;
    subject.machine.traces.unended = 1;
    subject.machine.traces.unnamed = 1;
    aftermath.growth_known = true;
    aftermath.live_second = 5;
    view.aftermath = &aftermath;
    view.refilled = &refilled;
    for (size_t i = 0; i < ORACLE_COUNT; i++)
        ck_assert_msg(oracle_table[i].judge(&view, &verdict) == (i == ORACLE_CRASH), "'%s' says '%s'",
                      oracle_table[i].name, verdict.reason);
}
END_TEST

/* ---- crash --------------------------------------------------------------------------------------- */

START_TEST(crash_names_three_frames)
{
    assert_silent(oracle_crash);
    died(&subject, OBS_CRASH_SIGNAL, "SIGSEGV");
    stack_was(&subject, STACK("lj_tab_get", "lj_meta_tget", "[mcode]", "main"));
    assert_finding(oracle_crash, "crash", "SIGSEGV in lj_tab_get<lj_meta_tget<[mcode]");
    assert_detail("phase 'run'");
    assert_detail("<main");
}
END_TEST

START_TEST(crash_skips_helpers)
{
    died(&subject, OBS_CRASH_SANITIZER, "heap-use-after-free");
    stack_was(&subject, STACK("__interceptor_memcpy", "__memmove_avx_unaligned_erms", "str_cat",
                              "libc.so.6+0x8aef0", "mem_free", "_Unwind_RaiseException", "run"));
    assert_finding(oracle_crash, "crash", "heap-use-after-free in str_cat<mem_free<run");
}
END_TEST

START_TEST(crash_skips_the_abort_machinery)
{
    died(&subject, OBS_CRASH_ABORT, "SIGABRT");
    strcpy(subject.crash.text, "noise\nprog: /src/gc.c:412: gc_step: Assertion `n == 0' failed.\n");
    stack_was(&subject, STACK("__pthread_kill_implementation", "raise", "abort", "__assert_fail_base",
                              "__assert_fail", "gc_step"));
    assert_finding(oracle_crash, "crash", "SIGABRT in gc_step");
    assert_detail("gc.c: gc_step: Assertion `n == 0' failed.");
    ck_assert_ptr_null(strstr(verdict.detail, "412"));
    ck_assert_ptr_null(strstr(verdict.detail, "/home"));
}
END_TEST

START_TEST(crash_with_nothing_but_helpers)
{
    died(&subject, OBS_CRASH_SIGNAL, "SIGSEGV");
    stack_was(&subject, STACK("memcpy", "free"));
    assert_finding(oracle_crash, "crash", "SIGSEGV in memcpy<free");
    subject.crash.frame_count = 0;
    assert_finding(oracle_crash, "crash", "SIGSEGV");
}
END_TEST

/* How deep a recursion went, and which clone of a function the compiler made, is chance. */
START_TEST(crash_frames_are_stable)
{
    died(&subject, OBS_CRASH_SIGNAL, "SIGSEGV");
    stack_was(&subject, STACK("walk.constprop.0", "walk", "walk.part.2", "visit@plt", "[wild]"));
    assert_finding(oracle_crash, "crash", "SIGSEGV in walk<visit<[wild]");
}
END_TEST

START_TEST(crash_without_symbols)
{
    died(&subject, OBS_CRASH_SIGNAL, "SIGBUS");
    subject.crash.unsymbolized = true;
    stack_was(&subject, STACK("libluajit-5.1.so.2.1.0+0x1a2b0", "libluajit-5.1.so.2.1.0+0x1a2b0",
                              "libluajit-5.1.so.2.1.0+0x77c0", "other.so+0x77c0"));
    assert_finding(oracle_crash, "crash",
                   "SIGBUS in libluajit-5.1.so.2.1.0+0x1a2b0<+0x77c0<other.so+0x77c0");
}
END_TEST

START_TEST(crash_with_the_longest_names)
{
    char name[OBS_NAME_SIZE];
    memset(name, 'f', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    died(&subject, OBS_CRASH_SIGNAL, "SIGSEGV");
    for (int i = 0; i < OBS_FRAMES_MAX; i++) {
        name[0] = (char)('a' + i);
        strcpy(subject.crash.frame[i], name);
    }
    subject.crash.frame_count = OBS_FRAMES_MAX;
    ck_assert(oracle_crash(&view, &verdict));
    ck_assert_uint_eq(strlen(verdict.reason), strlen("SIGSEGV in ") + 3 * strlen(name) + 2);
    ck_assert_uint_lt(strlen(verdict.detail), sizeof verdict.detail);
}
END_TEST

START_TEST(crash_panic_is_known_by_its_text)
{
    died(&subject, OBS_CRASH_PANIC, "");
    strcpy(subject.crash.text, "prog.lua:12: can't call 'foo' (a nil value at 0x55d0c0ffee)\nmore");
    assert_finding(oracle_crash, "crash", "panic: prog.lua:: can't call (a nil value at )");
    assert_detail("'foo'");
}
END_TEST

START_TEST(crash_exit_and_lost_record)
{
    died(&subject, OBS_CRASH_EXIT, "1");
    stack_was(&subject, STACK("exit", "lj_die"));
    assert_finding(oracle_crash, "crash", "exit 1 in lj_die");
    subject.crash.kind = OBS_CRASH_NONE;
    assert_finding(oracle_crash, "crash", "died without a record");
}
END_TEST

/* The program's own end was seen, and then teardown crashed. */
START_TEST(crash_in_destroy)
{
    strcpy(subject.crash.phase, "destroy");
    subject.crash.kind = OBS_CRASH_SIGNAL;
    strcpy(subject.crash.what, "SIGFPE");
    assert_finding(oracle_crash, "crash", "SIGFPE");
    assert_detail("phase 'destroy'");
}
END_TEST

/* ---- hang ---------------------------------------------------------------------------------------- */

START_TEST(hang_by_steps)
{
    had_fault("oom", 1);
    assert_silent(oracle_hang);
    subject.language = cut_short("one\n");
    assert_finding(oracle_hang, "hang", "step budget");
    reference.language = cut_short("one\n");
    assert_silent(oracle_hang);
    view.fault_free = view.reference = NULL;
    assert_silent(oracle_hang);
}
END_TEST

/* A run of the reference engine that an interrupt makes print too much has an end all the same. */
START_TEST(hang_is_not_what_an_interrupt_prints)
{
    had_fault("interrupt:throw", 1);
    view.subject_is_reference = true;
    subject.language.status = OBS_STEPS;
    assert_finding(oracle_hang, "hang", "step budget");
    subject.language.output_cut = true;
    assert_silent(oracle_hang);
    view.subject_is_reference = false;
    assert_finding(oracle_hang, "hang", "step budget");
    view.subject_is_reference = true;
    had_fault("oom", 1);
    assert_finding(oracle_hang, "hang", "step budget");
}
END_TEST

START_TEST(hang_by_wall_time)
{
    died(&subject, OBS_CRASH_HANG, "");
    stack_was(&subject, STACK("spin", "main"));
    assert_silent(oracle_crash);
    assert_finding(oracle_hang, "hang", "wall time");
    assert_detail("at spin<main");
    strcpy(subject.fault.kind, "gc+");
    assert_silent(oracle_hang);
}
END_TEST

START_TEST(hang_of_an_endless_program)
{
    view.program = PROGRAM_OVER_BUDGET;
    died(&subject, OBS_CRASH_HANG, "");
    assert_silent(oracle_hang);
    setup();
    had_fault("oom", 1);
    view.program = PROGRAM_OVER_BUDGET;
    subject.language = cut_short("");
    assert_silent(oracle_hang);
}
END_TEST

/* ---- host-stack, vm-stack ------------------------------------------------------------------------ */

START_TEST(host_stack_words)
{
    struct obs_host_stack *stack = &subject.machine.host_stack;
    stack->depth_max = 4096;
    assert_silent(oracle_host_stack);
    stack->above_overwritten = true;
    assert_finding(oracle_host_stack, "host-stack", "above overwritten");
    stack->regs_wrong = 1;
    assert_finding(oracle_host_stack, "host-stack", "callee-saved rbx");
    stack->regs_wrong = 1 << 1 | 1 << 5;
    assert_finding(oracle_host_stack, "host-stack", "callee-saved rbp r15");
    stack->regs_wrong = 63;
    assert_finding(oracle_host_stack, "host-stack", "callee-saved rbx rbp r12 r13 r14 r15");
    stack->rsp_wrong = true;
    assert_finding(oracle_host_stack, "host-stack", "rsp");
}
END_TEST

START_TEST(host_stack_of_machine_code)
{
    assert_silent(oracle_host_stack);
    subject.machine.host_stack.code_wrong = 4;
    assert_finding(oracle_host_stack, "host-stack", "machine code");
    assert_detail("stack pointer right");
    assert_detail("wrong 4 times in machine code");
    died(&subject, OBS_CRASH_SIGNAL, "SIGSEGV");
    assert_silent(oracle_host_stack);
}
END_TEST

START_TEST(vm_stack_words)
{
    struct obs_vm_stack *stack = &subject.machine.vm_stack;
    assert_silent(oracle_vm_stack);
    strcpy(stack->note, "coroutine 3 holds 'x'");
    assert_finding(oracle_vm_stack, "vm-stack", "coroutine holds");
    assert_detail("coroutine 3 holds 'x'");
    stack->delta = 2;
    assert_finding(oracle_vm_stack, "vm-stack", "slots left");
    stack->delta = -2;
    assert_finding(oracle_vm_stack, "vm-stack", "slots missing");
    stack->frame_count = 1;
    assert_finding(oracle_vm_stack, "vm-stack", "frames left");
}
END_TEST

/* Balance is also asked of a run that the step budget ended: it, too, was unwound. */
START_TEST(vm_stack_after_the_budget)
{
    subject.language = cut_short("");
    assert_silent(oracle_vm_stack);
    subject.machine.vm_stack.delta = 1;
    assert_finding(oracle_vm_stack, "vm-stack", "slots left");
}
END_TEST

/* ---- invisible ----------------------------------------------------------------------------------- */

START_TEST(invisible_fault_showed)
{
    had_fault("mcode", 2);
    assert_silent(oracle_invisible);
    subject.language = spoke("one\n2\n");
    assert_finding(oracle_invisible, "invisible", "output ok -> ok");
    assert_detail("output line 2: expected 'two\\n', got '2\\n'");
    assert_detail("fault 'mcode'");
    subject.language = failed("one\n", "memory", "not enough memory");
    assert_finding(oracle_invisible, "invisible", "status ok -> error:memory");
    assert_detail("not enough memory");
}
END_TEST

START_TEST(invisible_needs_a_fault_that_fired)
{
    had_fault("mcode", 2);
    subject.language = spoke("other");
    subject.fault.fired = 0;
    assert_silent(oracle_invisible);
    strcpy(subject.fault.kind, "limit");
    assert_finding(oracle_invisible, "invisible", "output ok -> ok");
    strcpy(subject.fault.kind, "limit:maxsnap");
    assert_finding(oracle_invisible, "invisible", "output ok -> ok");
    had_fault("oom", 1);
    assert_silent(oracle_invisible);
}
END_TEST

START_TEST(invisible_exceptions)
{
    had_fault("mcode", 2);
    subject.language = spoke("other");
    view.program = PROGRAM_ADDRESS_DEPENDENT;
    assert_silent(oracle_invisible);
    view.program = PROGRAM_OVER_BUDGET;
    assert_silent(oracle_invisible);
    view.program = PROGRAM_GC_VISIBLE;
    assert_silent(oracle_invisible);
    view.sees |= SEES_NUMBERED;
    assert_finding(oracle_invisible, "invisible", "output ok -> ok");
    view.program = 0;
    subject.language = cut_short("one");
    assert_silent(oracle_invisible);
    subject.language = spoke("other");
    died(&fault_free, OBS_CRASH_SIGNAL, "SIGSEGV");
    assert_silent(oracle_invisible);
}
END_TEST

START_TEST(invisible_lost_reasons)
{
    struct obs_traces *traces = &subject.machine.traces;
    traces->starts = traces->aborts = 2;
    assert_silent(oracle_invisible);
    traces->unended = 1;
    assert_finding(oracle_invisible, "invisible", "trace neither stopped nor aborted");
    traces->unnamed = 1;
    assert_finding(oracle_invisible, "invisible", "unnamed abort");
    assert_detail("1 of 2 aborts without a reason");
    view.sees &= ~(uint32_t)SEES_TRACE_LOG;
    assert_silent(oracle_invisible);
}
END_TEST

/* ---- swallowed ----------------------------------------------------------------------------------- */

static void in_the_reference_engine(const char *kind)
{
    had_fault(kind, 1);
    view.subject_is_reference = true;
    subject.fault.output_before = strlen("one\n");
    subject.fault.raises_before = subject.machine.raises = 1;
}

START_TEST(swallowed_needs_a_changed_run)
{
    in_the_reference_engine("oom");
    assert_silent(oracle_swallowed);
    subject.language = spoke("one\n2\n");
    assert_finding(oracle_swallowed, "swallowed", "output ok -> ok");
    assert_detail("line 2");
    subject.machine.raises++;
    assert_silent(oracle_swallowed);
}
END_TEST

/* What the other fault does with the program is not known here. */
START_TEST(swallowed_has_no_claim_about_the_end_of_a_mixed_plan)
{
    in_the_reference_engine("gc");
    subject.language = spoke("one\n2\n");
    assert_finding(oracle_swallowed, "swallowed", "output ok -> ok");
    subject.fault.mixed = true;
    assert_silent(oracle_swallowed);
    subject.language = spoke("1\n2\n");
    assert_finding(oracle_swallowed, "swallowed", "output before the fault");
}
END_TEST

START_TEST(swallowed_scope)
{
    in_the_reference_engine("oom+");
    subject.language = spoke("one\n2\n");
    assert_finding(oracle_swallowed, "swallowed", "output ok -> ok");
    view.sees = 0;
    assert_silent(oracle_swallowed);
    view.sees = SEES_RAISE;
    view.subject_is_reference = false;
    assert_silent(oracle_swallowed);
    view.subject_is_reference = true;
    subject.fault.fired = 0;
    assert_silent(oracle_swallowed);
    subject.fault.fired = 1;
    view.program = PROGRAM_ADDRESS_DEPENDENT;
    assert_silent(oracle_swallowed);
    view.program = 0;
    strcpy(subject.fault.kind, "interrupt:throw");
    assert_silent(oracle_swallowed);
}
END_TEST

START_TEST(swallowed_prefix)
{
    in_the_reference_engine("oom");
    subject.machine.raises++;
    subject.language = failed("one\n", "memory", "not enough memory");
    assert_silent(oracle_swallowed);
    subject.language = failed("oNe\n", "memory", "not enough memory");
    assert_finding(oracle_swallowed, "swallowed", "output before the fault");
    assert_detail("output line 1: expected 'one\\n', got 'oNe\\n'");
    subject.language = failed("oNe\n", "memory", "not enough memory");
    subject.fault.output_before = 1;
    assert_silent(oracle_swallowed);
    subject.language = spoke("one\ntwo\nthree\n");
    subject.fault.output_before = subject.language.output_size;
    assert_finding(oracle_swallowed, "swallowed", "output before the fault");
    assert_detail("output line 3: expected the end, got 'three\\n'");
}
END_TEST

/* A collection raises nothing in any case, so that counting unwindings would prove nothing. */
/* Where sites have names, a failure shows as an error unless its row says that it need not. */
START_TEST(swallowed_at_a_named_site)
{
    had_fault("oom", 1);
    view.subject_is_reference = true;
    assert_silent(oracle_swallowed);
    subject.fault.named = subject.fault.absorbs = true;
    strcpy(subject.fault.site, "value.cache");
    assert_silent(oracle_swallowed);
    subject.fault.absorbs = false;
    assert_finding(oracle_swallowed, "swallowed", "no error raised");
    assert_detail("at 'value.cache'");
    subject.machine.raises = 1;
    assert_silent(oracle_swallowed);
    subject.machine.raises = 0;
    strcpy(subject.fault.kind, "gc"); /* which is no failure */
    assert_silent(oracle_swallowed);
    strcpy(subject.fault.kind, "memory-limit");
    assert_finding(oracle_swallowed, "swallowed", "no error raised");
    view.sees = 0;
    assert_silent(oracle_swallowed);
}
END_TEST

START_TEST(swallowed_by_an_absorbing_site_must_change_nothing)
{
    had_fault("oom", 1);
    view.subject_is_reference = true;
    subject.fault.named = subject.fault.absorbs = true;
    subject.language = spoke("one\n");
    assert_finding(oracle_swallowed, "swallowed", "output ok -> ok");
}
END_TEST

START_TEST(swallowed_while_the_vm_is_created)
{
    had_fault("oom", 1);
    view.subject_is_reference = true;
    subject.fault.named = true;
    subject.language = failed("", "create", "");
    assert_silent(oracle_swallowed);
}
END_TEST

START_TEST(swallowed_gc)
{
    in_the_reference_engine("gc");
    subject.machine.raises++;
    assert_silent(oracle_swallowed);
    subject.language = spoke("one\n2\n");
    assert_finding(oracle_swallowed, "swallowed", "output ok -> ok");
    strcpy(subject.fault.kind, "gc+");
    assert_finding(oracle_swallowed, "swallowed", "output ok -> ok");
    view.program = PROGRAM_GC_VISIBLE;
    assert_silent(oracle_swallowed);
}
END_TEST

/* ---- differential -------------------------------------------------------------------------------- */

START_TEST(differential_without_fault)
{
    view.reference = &reference;
    reference.language = failed("one\n", "runtime", "boom");
    subject.language = reference.language;
    assert_silent(oracle_differential);
    subject.language.error_line = 4;
    seal(&subject.language);
    assert_finding(oracle_differential, "differential", "error-line error:runtime -> error:runtime");
    assert_detail("expected 3, got 4");
    view.subject_is_reference = true;
    assert_silent(oracle_differential);
}
END_TEST

START_TEST(differential_from_the_record)
{
    view.subject_is_reference = true;
    view.recorded = view.printed = 1;
    assert_silent(oracle_differential);
    view.printed = 2;
    assert_finding(oracle_differential, "differential", "recorded-output");
    view.subject_is_reference = false;
    view.reference = &reference;
    assert_silent(oracle_differential);
    view.subject_is_reference = true;
    had_fault("oom", 1);
    assert_silent(oracle_differential);
}
END_TEST

START_TEST(differential_excerpt)
{
    char a[400], b[400];
    memset(a, 'x', sizeof a);
    a[sizeof a - 1] = '\0';
    strcpy(b, a);
    strcpy(a + 300, "\033[0m");
    strcpy(b + 300, "\xc3\xa9\n");
    view.reference = &reference;
    reference.language = spoke(a);
    subject.language = spoke(b);
    assert_finding(oracle_differential, "differential", "output ok -> ok");
    assert_detail("xx\\x1b[0m'");
    assert_detail("xx\\xc3\\xa9\\n'");
    ck_assert_uint_lt(strlen(verdict.detail), 200);
}
END_TEST

START_TEST(differential_cuts_long_lines)
{
    char output[2000];
    memset(output, '\t', sizeof output);
    output[sizeof output - 1] = '\0';
    view.reference = &reference;
    subject.language = spoke(output);
    assert_finding(oracle_differential, "differential", "output ok -> ok");
    assert_detail("\\t...'");
    ck_assert_uint_lt(strlen(verdict.detail), 300);
}
END_TEST

START_TEST(differential_numbered_is_direct)
{
    had_fault("oom", 1);
    view.sees |= SEES_NUMBERED;
    reference.language = failed("one\n", "memory", "not enough memory");
    assert_finding(oracle_differential, "differential", "status error:memory -> ok");
    subject.language = reference.language;
    assert_silent(oracle_differential);
}
END_TEST

START_TEST(differential_numbers)
{
    for (int with_fault = 0; with_fault < 2; with_fault++) {
        setup();
        view.reference = &reference;
        if (with_fault)
            had_fault("oom", 1);
        subject.machine.allocations = reference.machine.allocations = 7;
        subject.machine.passed = reference.machine.passed = 3;
        view.sees |= SEES_NUMBERED;
        assert_silent(oracle_differential);
        subject.machine.passed = 2;
        assert_finding(oracle_differential, "differential", "numbers: safepoints");
        assert_detail("safepoints: expected 3, got 2");
        subject.machine.allocations = 8;
        assert_finding(oracle_differential, "differential", "numbers: allocations");
        assert_detail("allocations: expected 7, got 8");
        view.sees &= ~(uint32_t)SEES_NUMBERED;
        assert_silent(oracle_differential);
    }
}
END_TEST

START_TEST(differential_site_of_the_fault)
{
    had_fault("oom", 1);
    view.sees |= SEES_NUMBERED;
    strcpy(subject.fault.site, "string.new");
    reference.fault = subject.fault;
    strcpy(reference.fault.site, "array.new");
    assert_silent(oracle_differential); /* callers */
    reference.fault.named = subject.fault.named = true;
    assert_finding(oracle_differential, "differential", "numbers: site");
    assert_detail("expected 'array.new', got 'string.new'");
    reference.fault.law = 2;
    assert_silent(oracle_differential);
    reference.fault = subject.fault;
    assert_silent(oracle_differential);
}
END_TEST

START_TEST(invisible_numbers)
{
    had_fault("jit-oom", 2);
    view.sees |= SEES_NUMBERED;
    subject.machine.passed = fault_free.machine.passed = 3;
    reference.machine.passed = 4; /* which is for the differential oracle */
    assert_silent(oracle_invisible);
    subject.machine.passed = 4;
    assert_finding(oracle_invisible, "invisible", "numbers: safepoints");
    view.sees &= ~(uint32_t)SEES_NUMBERED;
    assert_silent(oracle_invisible);
}
END_TEST

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

START_TEST(differential_set_law)
{
    struct obs_language early = failed("", "memory", "not enough memory");
    struct obs_language late = failed("one\n", "memory", "not enough memory");
    uint64_t allowed[] = {early.hash, late.hash, reference.language.hash};
    qsort(allowed, 3, sizeof *allowed, by_value);
    had_fault("oom", 1);
    assert_silent(oracle_differential);
    subject.language = early;
    assert_silent(oracle_differential);
    view.allowed = allowed;
    view.allowed_count = 3;
    assert_silent(oracle_differential);
    subject.language = late;
    assert_silent(oracle_differential);
    subject.language = failed("one\ntw", "memory", "not enough memory");
    assert_finding(oracle_differential, "differential", "status ok -> error:memory");
    view.reference = NULL;
    fault_free.language = failed("one\ntwo\n", "memory", "not enough memory");
    assert_finding(oracle_differential, "differential", "output error:memory -> error:memory");
    subject.language = fault_free.language;
    assert_silent(oracle_differential);
    subject.language = spoke("?");
    subject.fault.fired = 0;
    assert_silent(oracle_differential);
}
END_TEST

/* A set that was collected and is empty still allows the fault-free run alone. */
START_TEST(differential_empty_set)
{
    uint64_t none = 0;
    had_fault("oom", 1);
    view.allowed = &none;
    assert_silent(oracle_differential);
    subject.language = spoke("?");
    assert_finding(oracle_differential, "differential", "output ok -> ok");
}
END_TEST

START_TEST(differential_gc)
{
    uint64_t allowed = 7;
    had_fault("gc", 1);
    assert_silent(oracle_differential);
    subject.language = spoke("?");
    assert_finding(oracle_differential, "differential", "output ok -> ok");
    view.program = PROGRAM_GC_VISIBLE;
    assert_silent(oracle_differential);
    view.allowed = &allowed;
    view.allowed_count = 1;
    assert_finding(oracle_differential, "differential", "output ok -> ok");
    subject.language.hash = 7;
    assert_silent(oracle_differential);
}
END_TEST

/* Where the compiler moves the moments of collection, a program that shows them proves nothing. */
START_TEST(differential_gc_visible_program)
{
    view.reference = &reference;
    subject.language = spoke("?");
    view.program = PROGRAM_GC_VISIBLE;
    assert_silent(oracle_differential);
    view.sees |= SEES_NUMBERED;
    assert_finding(oracle_differential, "differential", "output ok -> ok");
}
END_TEST

START_TEST(differential_exceptions)
{
    view.reference = &reference;
    subject.language = spoke("?");
    assert_finding(oracle_differential, "differential", "output ok -> ok");
    view.program = PROGRAM_ADDRESS_DEPENDENT;
    assert_silent(oracle_differential);
    view.program = PROGRAM_OVER_BUDGET;
    assert_silent(oracle_differential);
    view.program = 0;
    subject.language = cut_short("?");
    assert_silent(oracle_differential);
    subject.language = spoke("?");
    reference.language = cut_short("");
    assert_silent(oracle_differential);
    reference.language = spoke("");
    had_fault("mcode", 2);
    assert_silent(oracle_differential);
}
END_TEST

START_TEST(differential_interrupt_needs_delivery)
{
    had_fault("interrupt:call", 1);
    view.sees |= SEES_NUMBERED;
    subject.language = spoke("?");
    assert_silent(oracle_differential);
    view.sees |= SEES_DELIVERY;
    assert_finding(oracle_differential, "differential", "output ok -> ok");
}
END_TEST

/* ---- uninit -------------------------------------------------------------------------------------- */

START_TEST(uninit_pair)
{
    assert_silent(oracle_uninit);
    view.refilled = &refilled;
    assert_silent(oracle_uninit);
    strcpy(refilled.language.result, "-6148914691236517206");
    seal(&refilled.language);
    assert_finding(oracle_uninit, "uninit", "result");
    assert_detail("-6148914691236517206");
    died(&refilled, OBS_CRASH_SIGNAL, "SIGSEGV");
    assert_silent(oracle_uninit);
}
END_TEST

START_TEST(uninit_and_budgets)
{
    view.refilled = &refilled;
    refilled.language = cut_short("one\n");
    assert_finding(oracle_uninit, "uninit", "status");
    subject.language = cut_short("one\ntwo\n");
    assert_silent(oracle_uninit);
}
END_TEST

/* ---- leak ---------------------------------------------------------------------------------------- */

START_TEST(leak_words)
{
    struct obs_heap *heap = &subject.machine.heap;
    assert_silent(oracle_leak);
    heap->code_maps_left = 1;
    assert_finding(oracle_leak, "leak", "code mapping left");
    heap->live_blocks = 3;
    heap->live_bytes = 96;
    assert_finding(oracle_leak, "leak", "live blocks");
    strcpy(heap->leak_site, "str_new<parse");
    assert_finding(oracle_leak, "leak", "live blocks at str_new<parse");
    assert_detail("3 blocks, 96 bytes");
    heap->wrong_size = 1;
    assert_finding(oracle_leak, "leak", "old size wrong");
    strcpy(heap->contract_site, "tab_resize<tab_set");
    assert_finding(oracle_leak, "leak", "old size wrong at tab_resize<tab_set");
    heap->bad_free = 1;
    assert_finding(oracle_leak, "leak", "bad free");
    assert_detail("tab_resize<tab_set");
    heap->overflow = 1;
    assert_finding(oracle_leak, "leak", "overflow");
    heap->write_after_free = 1;
    assert_finding(oracle_leak, "leak", "write after free");
}
END_TEST

/* ---- aftermath ----------------------------------------------------------------------------------- */

static void probed(const char *family, struct obs_language here)
{
    struct obs_probe *probe = &aftermath.probe[aftermath.probe_count++];
    strcpy(probe->family, family);
    probe->fresh = spoke("42\n");
    probe->here = here;
    view.aftermath = &aftermath;
}

START_TEST(aftermath_pair)
{
    had_fault("oom", 1);
    probed("itself", spoke("42\n"));
    probed("closures", spoke("42\n"));
    assert_silent(oracle_aftermath);
    probed("coroutines", failed("", "runtime", "dead"));
    assert_finding(oracle_aftermath, "aftermath", "coroutines: status ok -> error:runtime");
    assert_detail("fault 'oom'");
}
END_TEST

START_TEST(aftermath_itself)
{
    probed("itself", spoke("43\n"));
    assert_finding(oracle_aftermath, "aftermath", "itself: output ok -> ok");
    view.program = PROGRAM_ADDRESS_DEPENDENT;
    assert_silent(oracle_aftermath);
    view.program = PROGRAM_OVER_BUDGET;
    assert_silent(oracle_aftermath);
    view.program = PROGRAM_GC_VISIBLE;
    assert_silent(oracle_aftermath);
    probed("strings", spoke("43\n"));
    assert_finding(oracle_aftermath, "aftermath", "strings: output ok -> ok");
}
END_TEST

START_TEST(aftermath_longest_family)
{
    probed("a-family-of-23-letters!", cut_short("42\n"));
    assert_finding(oracle_aftermath, "aftermath", "a-family-of-23-letters!: status ok -> over-budget");
}
END_TEST

START_TEST(aftermath_growth)
{
    probed("itself", spoke("42\n"));
    aftermath.live_first = 5;
    aftermath.live_second = 6;
    assert_silent(oracle_aftermath);
    aftermath.growth_known = true;
    assert_finding(oracle_aftermath, "aftermath", "growth");
    assert_detail("expected 5, got 6");
    aftermath.live_second = 4;
    assert_silent(oracle_aftermath);
}
END_TEST

/* ---- what a VM that looks inside itself found ---------------------------------------------------- */

#define CHECK_PAIR(function, oracle, member, capability, otherwise)                                        \
    do {                                                                                                   \
        had_fault("oom", 1);                                                                               \
        view.sees |= capability;                                                                           \
        assert_silent(function);                                                                           \
        subject.machine.member.wrong = 3;                                                                  \
        assert_finding(function, oracle, otherwise);                                                       \
        strcpy(subject.machine.member.note, "stale at alloc 17 of 'f'");                                   \
        assert_finding(function, oracle, "stale at alloc of");                                             \
        assert_detail("3 times; the first: stale at alloc 17 of 'f'; fault 'oom'");                        \
        view.sees &= ~(uint32_t)(capability);                                                              \
        assert_silent(function);                                                                           \
        view.sees |= capability;                                                                           \
        died(&subject, OBS_CRASH_SIGNAL, "SIGSEGV");                                                       \
        assert_silent(function);                                                                           \
    } while (0)

START_TEST(opline_pair)
{
    CHECK_PAIR(oracle_opline, "opline", opline, SEES_OPLINE, "opline wrong");
}
END_TEST

START_TEST(refcount_pair)
{
    CHECK_PAIR(oracle_refcount, "refcount", refcount, SEES_REFCOUNT, "count wrong");
}
END_TEST

START_TEST(immutable_pair)
{
    CHECK_PAIR(oracle_immutable, "immutable", immutable, SEES_REFCOUNT, "value written");
}
END_TEST

START_TEST(snapshot_pair)
{
    CHECK_PAIR(oracle_snapshot, "snapshot", snapshot, SEES_SNAPSHOT, "frame wrong");
}
END_TEST

/* Over budget or not, what was seen was seen. */
START_TEST(opline_of_a_run_that_was_cut_short)
{
    view.sees |= SEES_OPLINE | SEES_REFCOUNT;
    subject.language = cut_short("one\n");
    subject.machine.opline.wrong = 1;
    ck_assert(oracle_opline(&view, &verdict));
    subject.machine.refcount.wrong = 1;
    ck_assert(oracle_refcount(&view, &verdict));
    subject.machine.immutable.wrong = 1;
    ck_assert(oracle_immutable(&view, &verdict));
}
END_TEST

START_TEST(interrupt_delivered_once_is_well)
{
    had_fault("interrupt", 1);
    view.sees |= SEES_DELIVERY;
    subject.machine.interrupts = (struct obs_interrupts){.raised = 2, .due = 1, .delivered = 2};
    assert_silent(oracle_interrupt);
    /* Raised during an allocation, and no safepoint came by. */
    subject.machine.interrupts = (struct obs_interrupts){.raised = 1};
    assert_silent(oracle_interrupt);
    /* Two before the same safepoint are one. */
    subject.machine.interrupts = (struct obs_interrupts){.raised = 2, .due = 1, .delivered = 1};
    assert_silent(oracle_interrupt);
    /* One inside of another's work had to wait for a safepoint that never came. */
    subject.machine.interrupts =
        (struct obs_interrupts){.raised = 2, .due = 2, .delivered = 1, .held = true};
    assert_silent(oracle_interrupt);
}
END_TEST

static const struct {
    struct obs_interrupts interrupts;
    const char *reason;
} INTERRUPTS[] = {
    {{.raised = 1, .pending = true}, "never delivered"},
    {{.raised = 1, .due = 1}, "never delivered"},
    {{.raised = 2, .due = 2, .delivered = 1, .held = true, .pending = true}, "never delivered"},
    {{.raised = 1, .due = 1, .delivered = 2}, "delivered twice"},
    {{.delivered = 1}, "delivered twice"},
    {{.raised = 1, .delivered = 1, .late = 1}, "delivered late"},
    {{.raised = 1, .delivered = 1, .note = "frame 7 of the caller"}, "frame of the caller"},
    {{.raised = 1, .delivered = 1, .note = "0x12"}, "frame wrong"},
};

START_TEST(interrupt_gone_wrong)
{
    had_fault("interrupt:call", 1);
    subject.machine.interrupts = INTERRUPTS[_i].interrupts;
    assert_silent(oracle_interrupt); /* nobody knows when this VM delivers */
    view.sees |= SEES_DELIVERY;
    assert_finding(oracle_interrupt, "interrupt", INTERRUPTS[_i].reason);
    assert_detail("fault 'interrupt:call'");
    died(&subject, OBS_CRASH_SIGNAL, "SIGSEGV");
    assert_silent(oracle_interrupt);
}
END_TEST

/* ---- suite --------------------------------------------------------------------------------------- */

static TCase *group(Suite *suite, const char *name)
{
    TCase *tests = tcase_create(name);
    tcase_add_checked_fixture(tests, setup, NULL);
    suite_add_tcase(suite, tests);
    return tests;
}

static void add_first_oracles(Suite *suite)
{
    TCase *tests = group(suite, "oracle");
    tcase_add_test(tests, table_is_found_by_name);
    tcase_add_test(tests, difference_names_the_error_side_first);
    tcase_add_test(tests, difference_of_empty_outputs);
    tcase_add_test(tests, outcome_words);
    tcase_add_test(tests, all_are_silent_when_all_is_well);
    tcase_add_test(tests, all_are_silent_without_other_runs);
    tcase_add_test(tests, only_crash_speaks_of_the_dead);
    tests = group(suite, "crash");
    tcase_add_test(tests, crash_names_three_frames);
    tcase_add_test(tests, crash_skips_helpers);
    tcase_add_test(tests, crash_skips_the_abort_machinery);
    tcase_add_test(tests, crash_with_nothing_but_helpers);
    tcase_add_test(tests, crash_frames_are_stable);
    tcase_add_test(tests, crash_without_symbols);
    tcase_add_test(tests, crash_with_the_longest_names);
    tcase_add_test(tests, crash_panic_is_known_by_its_text);
    tcase_add_test(tests, crash_exit_and_lost_record);
    tcase_add_test(tests, crash_in_destroy);
    tests = group(suite, "hang");
    tcase_add_test(tests, hang_by_steps);
    tcase_add_test(tests, hang_is_not_what_an_interrupt_prints);
    tcase_add_test(tests, hang_by_wall_time);
    tcase_add_test(tests, hang_of_an_endless_program);
    tests = group(suite, "stacks");
    tcase_add_test(tests, host_stack_words);
    tcase_add_test(tests, host_stack_of_machine_code);
    tcase_add_test(tests, vm_stack_words);
    tcase_add_test(tests, vm_stack_after_the_budget);
}

static void add_laws(Suite *suite)
{
    TCase *tests = group(suite, "invisible");
    tcase_add_test(tests, invisible_fault_showed);
    tcase_add_test(tests, invisible_needs_a_fault_that_fired);
    tcase_add_test(tests, invisible_exceptions);
    tcase_add_test(tests, invisible_lost_reasons);
    tests = group(suite, "swallowed");
    tcase_add_test(tests, swallowed_needs_a_changed_run);
    tcase_add_test(tests, swallowed_has_no_claim_about_the_end_of_a_mixed_plan);
    tcase_add_test(tests, swallowed_scope);
    tcase_add_test(tests, swallowed_prefix);
    tcase_add_test(tests, swallowed_gc);
    tcase_add_test(tests, swallowed_at_a_named_site);
    tcase_add_test(tests, swallowed_by_an_absorbing_site_must_change_nothing);
    tcase_add_test(tests, swallowed_while_the_vm_is_created);
    tests = group(suite, "differential");
    tcase_add_test(tests, differential_without_fault);
    tcase_add_test(tests, differential_from_the_record);
    tcase_add_test(tests, differential_excerpt);
    tcase_add_test(tests, differential_cuts_long_lines);
    tcase_add_test(tests, differential_numbered_is_direct);
    tcase_add_test(tests, differential_numbers);
    tcase_add_test(tests, differential_site_of_the_fault);
    tcase_add_test(tests, invisible_numbers);
    tcase_add_test(tests, differential_set_law);
    tcase_add_test(tests, differential_empty_set);
    tcase_add_test(tests, differential_gc);
    tcase_add_test(tests, differential_gc_visible_program);
    tcase_add_test(tests, differential_exceptions);
    tcase_add_test(tests, differential_interrupt_needs_delivery);
    tests = group(suite, "memory");
    tcase_add_test(tests, uninit_pair);
    tcase_add_test(tests, uninit_and_budgets);
    tcase_add_test(tests, leak_words);
    tests = group(suite, "aftermath");
    tcase_add_test(tests, aftermath_pair);
    tcase_add_test(tests, aftermath_itself);
    tcase_add_test(tests, aftermath_longest_family);
    tcase_add_test(tests, aftermath_growth);
}

static void add_inside(Suite *suite)
{
    TCase *tests = group(suite, "inside");
    tcase_add_test(tests, opline_pair);
    tcase_add_test(tests, refcount_pair);
    tcase_add_test(tests, immutable_pair);
    tcase_add_test(tests, snapshot_pair);
    tcase_add_test(tests, opline_of_a_run_that_was_cut_short);
    tcase_add_test(tests, interrupt_delivered_once_is_well);
    tcase_add_loop_test(tests, interrupt_gone_wrong, 0, sizeof INTERRUPTS / sizeof INTERRUPTS[0]);
}

int main(void)
{
    Suite *suite = suite_create("oracles");
    add_first_oracles(suite);
    add_laws(suite);
    add_inside(suite);
    return check_main(suite);
}
