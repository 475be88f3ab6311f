/* cstack_test.c: the stack that a VM runs on: what it sees of a callee that breaks the rules, that nothing
 * stays behind from one call to the next, and that unwinding and jumps end where they should.
 */
#include <alloca.h>
#include <check.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <unwind.h>

#include "check_main.h"
#include "child.h"
#include "cstack.h"
#include "sanitizer.h"

#ifdef WITH_ASAN
#include <sanitizer/asan_interface.h>
#endif

enum {
    STRIP_SIZE = 4096,    /* between the entry and the upper guard */
    SLACK = 16 << 10,     /* of a frame, with room for what a sanitizer calls */
    STALE_SIZE = 64 << 10 /* bytes that one call leaves and another looks through */
};

static struct cstack stack;

static void setup(void)
{
    ck_assert(cstack_open(&stack));
}

static struct cstack_report call(void (*function)(void *), void *argument)
{
    struct cstack_report report = {0};
    cstack_call(&stack, function, argument, &report);
    return report;
}

static void assert_clean(struct cstack_report report)
{
    ck_assert(!report.rsp_wrong);
    ck_assert_uint_eq(report.regs_wrong, 0);
    ck_assert(!report.above_overwritten);
}

/* ---- An ordinary call ---------------------------------------------------------------------------- */

static void note_argument(void *argument)
{
    volatile char local;
    *(uintptr_t *)argument = (uintptr_t)&local;
}

START_TEST(the_function_runs_on_the_stack)
{
    uintptr_t where = 0, entry = (uintptr_t)stack.entry;
    assert_clean(call(note_argument, &where));
    ck_assert(where >= (uintptr_t)stack.base && where < entry);
    ck_assert_uint_le(entry - where, SLACK);
    ck_assert_uint_eq((uintptr_t)stack.entry % 16, 0);
}
END_TEST

static volatile bool frame_misaligned;

static void look_at_alignment(void *argument)
{
    (void)argument;
    frame_misaligned = (uintptr_t)__builtin_frame_address(0) % 16 != 0;
}

START_TEST(frames_are_aligned)
{
    call(look_at_alignment, NULL);
    ck_assert(!frame_misaligned);
}
END_TEST

START_TEST(one_stack_a_process)
{
    struct cstack other;
    ck_assert(!cstack_open(&other));
}
END_TEST

/* ---- Callees that break the rules ---------------------------------------------------------------- */

void set_rbx(void *argument), set_rbp(void *argument), set_r12(void *argument), set_r13(void *argument),
    set_r14(void *argument), set_r15(void *argument), set_all(void *argument), flip_r12_bit(void *argument),
    use_all_and_restore(void *argument), return_below(void *argument), return_above(void *argument),
    return_below_with_rbx(void *argument);

__asm__(".text\n"
        "set_rbx: movq %rdi, %rbx\n ret\n"
        "set_rbp: movq %rdi, %rbp\n ret\n"
        "set_r12: movq %rdi, %r12\n ret\n"
        "set_r13: movq %rdi, %r13\n ret\n"
        "set_r14: movq %rdi, %r14\n ret\n"
        "set_r15: movq %rdi, %r15\n ret\n"
        "set_all:\n"
        "    movq %rdi, %rbx\n movq %rdi, %rbp\n movq %rdi, %r12\n"
        "    movq %rdi, %r13\n movq %rdi, %r14\n movq %rdi, %r15\n ret\n"
        "flip_r12_bit: btcq %rdi, %r12\n ret\n"
        "use_all_and_restore:\n"
        "    pushq %rbx\n pushq %rbp\n pushq %r12\n pushq %r13\n pushq %r14\n pushq %r15\n"
        "    xorl %ebx, %ebx\n xorl %ebp, %ebp\n xorl %r12d, %r12d\n"
        "    xorl %r13d, %r13d\n xorl %r14d, %r14d\n xorl %r15d, %r15d\n"
        "    popq %r15\n popq %r14\n popq %r13\n popq %r12\n popq %rbp\n popq %rbx\n ret\n"
        "return_below: popq %rax\n subq %rdi, %rsp\n jmp *%rax\n"
        "return_above: popq %rax\n addq %rdi, %rsp\n jmp *%rax\n"
        "return_below_with_rbx: popq %rax\n movq %rdi, %rbx\n subq %rdi, %rsp\n jmp *%rax\n");

static const struct {
    void (*function)(void *);
    uint32_t regs_wrong;
} CLOBBERS[] = {
    {use_all_and_restore, 0}, {set_rbx, 1 << 0}, {set_rbp, 1 << 1}, {set_r12, 1 << 2},
    {set_r13, 1 << 3},        {set_r14, 1 << 4}, {set_r15, 1 << 5}, {set_all, 0x3f},
};
enum { CLOBBER_COUNT = sizeof CLOBBERS / sizeof CLOBBERS[0] };

START_TEST(a_changed_register_is_named)
{
    struct cstack_report report = call(CLOBBERS[_i].function, (void *)0x1234);
    ck_assert_uint_eq(report.regs_wrong, CLOBBERS[_i].regs_wrong);
    ck_assert(!report.rsp_wrong);
    ck_assert(!report.above_overwritten);
    assert_clean(call(use_all_and_restore, NULL));
}
END_TEST

START_TEST(each_bit_of_a_register_counts)
{
    for (uintptr_t bit = 0; bit < 64; bit++)
        ck_assert_uint_eq(call(flip_r12_bit, (void *)bit).regs_wrong, 1 << 2);
}
END_TEST

START_TEST(a_lost_stack_pointer_is_seen)
{
    static const uintptr_t BY[] = {8, 16, 64, 4096};
    for (size_t i = 0; i < sizeof BY / sizeof BY[0]; i++) {
        struct cstack_report below = call(return_below, (void *)BY[i]);
        ck_assert(below.rsp_wrong);
        ck_assert_uint_eq(below.regs_wrong, 0);
        if (BY[i] < STRIP_SIZE)
            ck_assert(call(return_above, (void *)BY[i]).rsp_wrong);
        struct cstack_report both = call(return_below_with_rbx, (void *)BY[i]);
        ck_assert(both.rsp_wrong);
        ck_assert_uint_eq(both.regs_wrong, 1 << 0);
    }
    assert_clean(call(return_below, (void *)0));
}
END_TEST

START_TEST(reports_add_up)
{
    struct cstack_report report = {0};
    cstack_call(&stack, set_r13, NULL, &report);
    cstack_call(&stack, return_below, (void *)16, &report);
    cstack_call(&stack, set_rbx, NULL, &report);
    cstack_call(&stack, use_all_and_restore, NULL, &report);
    ck_assert_uint_eq(report.regs_wrong, (1 << 3) | (1 << 0));
    ck_assert(report.rsp_wrong);
    ck_assert(!report.above_overwritten);
}
END_TEST

UNCHECKED __attribute__((noinline)) static void flip_byte(void *at)
{
    *(volatile uint8_t *)at ^= 0xff;
}

START_TEST(each_byte_of_the_strip_is_watched)
{
    for (size_t i = 0; i < STRIP_SIZE; i += i < 64 ? 1 : 61) {
        struct cstack_report report = call(flip_byte, stack.entry + i);
        ck_assert(report.above_overwritten);
        ck_assert(!report.rsp_wrong);
        ck_assert_uint_eq(report.regs_wrong, 0);
        assert_clean(call(use_all_and_restore, NULL));
    }
}
END_TEST

/* ---- Guards -------------------------------------------------------------------------------------- */

static volatile bool at_the_end; /* never */

__attribute__((noinline)) static void dive(void *argument)
{
    volatile char frame[512];
    frame[0] = 1;
    if (!at_the_end)
        dive(argument);
    frame[1] = frame[0];
}

struct death {
    void (*function)(void *);
    ptrdiff_t at; /* from the stack's lowest byte */
};

static const struct death DEATHS[] = {
    {flip_byte, -1}, {flip_byte, -4096}, {flip_byte, CSTACK_SIZE}, {flip_byte, CSTACK_SIZE + 4096},
    {dive, 0},
};
enum { DEATH_COUNT = sizeof DEATHS / sizeof DEATHS[0] };

struct call {
    void (*function)(void *);
    void *argument;
};

static void do_call(void *of)
{
    struct call *c = of;
    call(c->function, c->argument);
}

/* Of a call on the stack. */
static int status_of_child(void (*function)(void *), void *argument, char *text, size_t size)
{
    struct call c = {function, argument};
    return child_status(do_call, &c, text, size);
}

START_TEST(guards_kill)
{
    char text[4096];
    int status = status_of_child(DEATHS[_i].function, stack.base + DEATHS[_i].at, text, sizeof text);
    ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV, "status %d, %s", status, text);
}
END_TEST

START_TEST(inside_the_guards_nothing_kills)
{
    char text[4096];
    ck_assert_int_eq(status_of_child(flip_byte, stack.base, text, sizeof text), 0);
    ck_assert_int_eq(status_of_child(flip_byte, stack.base + CSTACK_SIZE - 1, text, sizeof text), 0);
    ck_assert_str_eq(text, "");
}
END_TEST

/* ---- Depth, and what stays behind ---------------------------------------------------------------- */

static void fill_frame(void *argument)
{
    size_t size = *(size_t *)argument;
    char *bytes = memset(alloca(size), 0x33, size);
    __asm__ volatile("" ::"r"(bytes) : "memory"); /* somebody might read them */
}

START_TEST(depth_is_measured)
{
    static const size_t SIZES[] = {16, 1000, 5000, 100000, 1 << 20, 6 << 20, 1000, 16};
    size_t first = 16;
    call(fill_frame, &first); /* the dynamic linker looks up memset once */
    uint64_t most = 0;
    struct cstack_report all = {0};
    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
        size_t size = SIZES[i];
        uint64_t depth = call(fill_frame, &size).depth;
        ck_assert_uint_ge(depth, size);
        ck_assert_uint_le(depth, size + SLACK);
        most = depth > most ? depth : most;
        cstack_call(&stack, fill_frame, &size, &all);
        ck_assert_uint_eq(all.depth, most);
    }
}
END_TEST

/* Writes one word a page, down to the last. */
UNCHECKED __attribute__((noinline)) static void touch_all_pages(void *argument)
{
    (void)argument;
    for (char *at = (char *)__builtin_frame_address(0) - 4096; at > stack.base; at -= 4096)
        *(volatile uint64_t *)((uintptr_t)at & ~(uintptr_t)7) = 1;
    *(volatile uint64_t *)stack.base = 1;
}

START_TEST(the_whole_stack_is_measured_and_cleaned)
{
    ck_assert_uint_eq(call(touch_all_pages, NULL).depth, stack.entry - stack.base);
    ck_assert_uint_le(call(use_all_and_restore, NULL).depth, SLACK);
    for (char *at = stack.base; at < stack.entry - SLACK; at += 4096)
        ck_assert_uint_ne(*(uint64_t *)at, 1);
}
END_TEST

static const uint64_t SECRET = 0x5ec2e75ec2e75ec2;

UNCHECKED __attribute__((noinline)) static void leave_secrets(void *argument)
{
    (void)argument;
    uint64_t *end = __builtin_frame_address(0), *from = end - STALE_SIZE / sizeof *end;
    for (uint64_t *at = from; at < end - 32; at++)
        *(volatile uint64_t *)at = SECRET;
}

UNCHECKED __attribute__((noinline)) static void look_for_secrets(void *argument)
{
    uint64_t *end = __builtin_frame_address(0), *from = end - STALE_SIZE / sizeof *end;
    size_t found = 0;
    for (uint64_t *at = from; at < end; at++)
        found += *(volatile uint64_t *)at == SECRET;
    *(size_t *)argument = found;
}

static void leave_and_look(void *argument)
{
    leave_secrets(NULL);
    look_for_secrets(argument);
}

START_TEST(nothing_stays_from_one_call_to_the_next)
{
    size_t found = 0;
    call(leave_and_look, &found);
    ck_assert_uint_gt(found, STALE_SIZE / sizeof SECRET / 2); /* else the search would find nothing ever */
    call(leave_secrets, NULL);
    call(look_for_secrets, &found);
    ck_assert_uint_eq(found, 0);
}
END_TEST

/* Where the last of several calls sweeps, it finds how deep any of them went. */
START_TEST(a_sweep_is_good_for_all_calls_before_it)
{
    size_t found = 0, size = 50000;
    struct cstack_report report = {0};
    cstack_call_unswept(&stack, fill_frame, &size, &report);
    cstack_call_unswept(&stack, leave_secrets, NULL, &report);
    cstack_call(&stack, look_for_secrets, &found, &report);
    ck_assert_uint_ge(report.depth, size);
    call(look_for_secrets, &found);
    ck_assert_uint_eq(found, 0);
    cstack_call_unswept(&stack, leave_secrets, NULL, &report);
    cstack_sweep(&stack, &report);
    call(look_for_secrets, &found);
    ck_assert_uint_eq(found, 0);
    ck_assert_uint_le(call(look_for_secrets, &found).depth, STALE_SIZE + SLACK);
}
END_TEST

struct words {
    uint64_t hash;
};

UNCHECKED __attribute__((noinline)) static void hash_below(void *argument)
{
    struct words *w = argument;
    uint64_t *end = __builtin_frame_address(0), *from = end - STALE_SIZE / sizeof *end;
    w->hash = 0;
    for (uint64_t *at = from; at < end - 32; at++)
        w->hash = w->hash * 31 + *(volatile uint64_t *)at;
}

START_TEST(each_call_finds_the_same_bytes)
{
    struct words first, later;
    size_t size = 40000;
    call(hash_below, &first);
    call(fill_frame, &size);
    call(leave_secrets, NULL);
    call(hash_below, &later);
    ck_assert_uint_eq(first.hash, later.hash);
}
END_TEST

/* ---- Unwinding and jumps ------------------------------------------------------------------------- */

static volatile int keeps_frame;

__attribute__((noinline)) static void raise_deep(_Unwind_Reason_Code *code, int depth)
{
    static struct _Unwind_Exception exception;
    if (depth > 0)
        raise_deep(code, depth - 1);
    else
        *code = _Unwind_RaiseException(&exception);
    keeps_frame++;
}

static void raise_without_handler(void *argument)
{
    raise_deep(argument, 5);
}

START_TEST(an_exception_without_handler_ends_at_the_switch)
{
    _Unwind_Reason_Code code = _URC_NO_REASON;
    assert_clean(call(raise_without_handler, &code));
    ck_assert_int_eq(code, _URC_END_OF_STACK);
}
END_TEST

static _Unwind_Reason_Code count_frame(struct _Unwind_Context *context, void *argument)
{
    (void)context;
    ++*(int *)argument;
    return _URC_NO_REASON;
}

static void count_frames(void *argument)
{
    _Unwind_Backtrace(count_frame, argument);
    keeps_frame++;
}

START_TEST(a_backtrace_ends_at_the_switch)
{
    int frames = 0;
    call(count_frames, &frames);
    ck_assert_int_ge(frames, 2);
    ck_assert_int_le(frames, 4);
}
END_TEST

static jmp_buf back;

/* Under ASan, the frames that the jump leaves have poisoned parts. */
__attribute__((noinline)) static void jump_out(volatile char *outer, int depth)
{
    volatile char frame[300];
    frame[depth] = outer[0];
    if (depth == 0)
        longjmp(back, 1);
    if (depth > 0)
        jump_out(frame, depth - 1);
    keeps_frame++;
}

__attribute__((noinline)) static void use_frames(void *argument)
{
    size_t size = 20000;
    fill_frame(&size);
    *(int *)argument += 1;
}

static void jump_and_go_on(void *argument)
{
    volatile char first[8] = {1};
    for (volatile int i = 0; i < 50; i++) {
        if (setjmp(back) == 0)
            jump_out(first, 40);
        use_frames(argument);
    }
}

START_TEST(jumps_within_the_stack_work)
{
    int jumps = 0;
    assert_clean(call(jump_and_go_on, &jumps));
    ck_assert_int_eq(jumps, 50);
}
END_TEST

START_TEST(jumps_bring_no_complaint_of_asan)
{
    char text[4096];
    int jumps = 0;
    ck_assert_int_eq(status_of_child(jump_and_go_on, &jumps, text, sizeof text), 0);
    ck_assert_str_eq(text, "");
}
END_TEST

/* ---- ASan ---------------------------------------------------------------------------------------- */

#ifdef WITH_ASAN

static volatile size_t too_far = 40;

static void write_past_a_local(void *argument)
{
    volatile char local[40];
    volatile char *at = local;
    at[too_far] = 1;
    *(char *)argument = at[0];
}

START_TEST(asan_watches_the_frames)
{
    char text[8192], to;
    int status = status_of_child(write_past_a_local, &to, text, sizeof text);
    ck_assert_int_ne(status, 0);
    ck_assert_ptr_nonnull(strstr(text, "ERROR: AddressSanitizer: stack-buffer-overflow"));
}
END_TEST

/* A frame that was left by force must not poison the stack for the next call. */
static void poison_and_leave(void *argument)
{
    (void)argument;
    __asan_poison_memory_region(stack.entry - 8192, 4096);
}

START_TEST(poison_ends_with_the_call)
{
    assert_clean(call(poison_and_leave, NULL));
    ck_assert_ptr_null(__asan_region_is_poisoned(stack.base, (size_t)(stack.entry - stack.base)));
    size_t size = 16000;
    assert_clean(call(fill_frame, &size));
}
END_TEST

#endif

/* ---- Suite --------------------------------------------------------------------------------------- */

static TCase *rules_case(void)
{
    TCase *tcase = tcase_create("rules");
    tcase_add_checked_fixture(tcase, setup, NULL);
    tcase_add_test(tcase, the_function_runs_on_the_stack);
    tcase_add_test(tcase, frames_are_aligned);
    tcase_add_test(tcase, one_stack_a_process);
    tcase_add_loop_test(tcase, a_changed_register_is_named, 0, CLOBBER_COUNT);
    tcase_add_test(tcase, each_bit_of_a_register_counts);
    tcase_add_test(tcase, a_lost_stack_pointer_is_seen);
    tcase_add_test(tcase, reports_add_up);
    tcase_add_test(tcase, each_byte_of_the_strip_is_watched);
    tcase_add_loop_test(tcase, guards_kill, 0, DEATH_COUNT);
    tcase_add_test(tcase, inside_the_guards_nothing_kills);
    return tcase;
}

static TCase *memory_case(void)
{
    TCase *tcase = tcase_create("memory");
    tcase_add_checked_fixture(tcase, setup, NULL);
    tcase_add_test(tcase, depth_is_measured);
    tcase_add_test(tcase, the_whole_stack_is_measured_and_cleaned);
    tcase_add_test(tcase, a_sweep_is_good_for_all_calls_before_it);
    tcase_add_test(tcase, nothing_stays_from_one_call_to_the_next);
    tcase_add_test(tcase, each_call_finds_the_same_bytes);
    return tcase;
}

static TCase *unwinding_case(void)
{
    TCase *tcase = tcase_create("unwinding");
    tcase_add_checked_fixture(tcase, setup, NULL);
    tcase_add_test(tcase, an_exception_without_handler_ends_at_the_switch);
    tcase_add_test(tcase, a_backtrace_ends_at_the_switch);
    tcase_add_test(tcase, jumps_within_the_stack_work);
    tcase_add_test(tcase, jumps_bring_no_complaint_of_asan);
#ifdef WITH_ASAN
    tcase_add_test(tcase, asan_watches_the_frames);
    tcase_add_test(tcase, poison_ends_with_the_call);
#endif
    return tcase;
}

int main(void)
{
    Suite *suite = suite_create("cstack");
    suite_add_tcase(suite, rules_case());
    suite_add_tcase(suite, memory_case());
    suite_add_tcase(suite, unwinding_case());
    return check_main(suite);
}
