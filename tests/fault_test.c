/* fault_test.c: reading and printing the faults of a plan. */
#include "check_main.h"
#include "fault.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Texts that are accepted, what they are written as, and the part of them that a signature holds. */
static const struct {
    const char *text, *canonical, *kind;
    struct fault fault;
} accepted[] = {
    {"oom@17", "oom@17", "oom", {.kind = VUT_FAULT_OOM, .n = 17}},
    {"oom@17+", "oom@17+", "oom+", {.kind = VUT_FAULT_OOM, .n = 17, .from = true}},
    {"oom@create:3", "oom@create:3", "oom", {.kind = VUT_FAULT_OOM, .n = 3, .create = true}},
    {"oom@create:3+",
     "oom@create:3+",
     "oom+",
     {.kind = VUT_FAULT_OOM, .n = 3, .create = true, .from = true}},
    {"oom@str_new#3", "oom@str_new#3", "oom", {.kind = VUT_FAULT_OOM, .n = 3, .site = "str_new"}},
    {"oom@a.b-9#1+",
     "oom@a.b-9#1+",
     "oom+",
     {.kind = VUT_FAULT_OOM, .n = 1, .site = "a.b-9", .from = true}},
    {"oom@create#2", "oom@create#2", "oom", {.kind = VUT_FAULT_OOM, .n = 2, .site = "create"}},
    {"oom@18446744073709551615",
     "oom@18446744073709551615",
     "oom",
     {.kind = VUT_FAULT_OOM, .n = UINT64_MAX}},
    {"gc@9", "gc@9", "gc", {.kind = VUT_FAULT_GC, .n = 9}},
    {"interrupt@42", "interrupt@42", "interrupt", {.kind = VUT_FAULT_INTERRUPT, .n = 42}},
    {"interrupt:return@42", "interrupt@42", "interrupt", {.kind = VUT_FAULT_INTERRUPT, .n = 42}},
    {"interrupt:throw@42",
     "interrupt:throw@42",
     "interrupt:throw",
     {.kind = VUT_FAULT_INTERRUPT, .n = 42, .action = VUT_ACTION_THROW}},
    {"interrupt:call@alloc:9",
     "interrupt:call@alloc:9",
     "interrupt:call",
     {.kind = VUT_FAULT_INTERRUPT, .n = 9, .action = VUT_ACTION_CALL, .alloc = true}},
    {"interrupt@alloc:1",
     "interrupt@alloc:1",
     "interrupt",
     {.kind = VUT_FAULT_INTERRUPT, .n = 1, .alloc = true}},
    {"memory-limit=64K",
     "memory-limit=64K",
     "memory-limit",
     {.kind = VUT_FAULT_MEMORY_LIMIT, .size = 65536}},
    {"memory-limit=65536",
     "memory-limit=64K",
     "memory-limit",
     {.kind = VUT_FAULT_MEMORY_LIMIT, .size = 65536}},
    {"memory-limit=2048K",
     "memory-limit=2M",
     "memory-limit",
     {.kind = VUT_FAULT_MEMORY_LIMIT, .size = 2 << 20}},
    {"memory-limit=1025",
     "memory-limit=1025",
     "memory-limit",
     {.kind = VUT_FAULT_MEMORY_LIMIT, .size = 1025}},
    {"memory-limit=18014398509481983K",
     "memory-limit=18014398509481983K",
     "memory-limit",
     {.kind = VUT_FAULT_MEMORY_LIMIT, .size = UINT64_MAX - 1023}},
    {"memory-limit=17592186044415M",
     "memory-limit=17592186044415M",
     "memory-limit",
     {.kind = VUT_FAULT_MEMORY_LIMIT, .size = UINT64_MAX - ((1 << 20) - 1)}},
    {"memory-limit=18446744073709551615",
     "memory-limit=18446744073709551615",
     "memory-limit",
     {.kind = VUT_FAULT_MEMORY_LIMIT, .size = UINT64_MAX}},
    {"stack-limit=32", "stack-limit=32", "stack-limit", {.kind = VUT_FAULT_STACK_LIMIT, .size = 32}},
    {"jit-oom@5", "jit-oom@5", "jit-oom", {.kind = VUT_FAULT_JIT_OOM, .n = 5}},
    {"mcode@2+", "mcode@2+", "mcode+", {.kind = VUT_FAULT_MCODE, .n = 2, .from = true}},
    {"exit@5+", "exit@5+", "exit+", {.kind = VUT_FAULT_EXIT, .n = 5, .from = true}},
    {"flush@7", "flush@7", "flush", {.kind = VUT_FAULT_FLUSH, .n = 7}},
};

static void assert_same(const struct fault *got, const struct fault *expected)
{
    ck_assert_int_eq(got->kind, expected->kind);
    ck_assert_uint_eq(got->n, expected->n);
    ck_assert_uint_eq(got->size, expected->size);
    ck_assert_int_eq(got->from, expected->from);
    ck_assert_int_eq(got->create, expected->create);
    ck_assert_int_eq(got->alloc, expected->alloc);
    ck_assert_int_eq(got->action, expected->action);
    ck_assert_str_eq(got->site, expected->site);
}

START_TEST(parse_accepts_every_form)
{
    struct fault fault;
    char text[FAULT_TEXT_SIZE], why[256] = "";
    ck_assert_msg(fault_parse(accepted[_i].text, &fault, why, sizeof why), "'%s': %s", accepted[_i].text,
                  why);
    assert_same(&fault, &accepted[_i].fault);
    ck_assert_str_eq(fault_kind_text(&fault, text, sizeof text), accepted[_i].kind);
    ck_assert_str_eq(fault_format(&fault, text, sizeof text), accepted[_i].canonical);
    ck_assert(fault_parse(text, &fault, why, sizeof why));
    assert_same(&fault, &accepted[_i].fault);
}
END_TEST

#define X63   "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define OOM   "expected oom@N, oom@N+, oom@create:N, oom@SITE#N"
#define KINDS "expected one of oom gc interrupt memory-limit stack-limit jit-oom mcode exit flush"

/* Texts that are refused, and the message. */
static const struct {
    const char *text, *why;
} refused[] = {
    {"", "empty fault, expected KIND@N or KIND=SIZE"},
    {"@1", "'@1' names no fault kind, expected KIND@N or KIND=SIZE"},
    {"oops@1", "unknown fault kind 'oops', " KINDS},
    {"oops", "unknown fault kind 'oops', " KINDS},
    {"OOM@1", "unknown fault kind 'OOM', " KINDS},
    {"oom", "'oom' is no form of 'oom', " OOM},
    {"oom=5", "'oom=5' is no form of 'oom', " OOM},
    {"oom@", "expected a number at '' in 'oom@'"},
    {"oom@0", "n counts from 1, got 'oom@0'"},
    {"oom@0+", "n counts from 1, got 'oom@0+'"},
    {"oom@create:0", "n counts from 1, got 'oom@create:0'"},
    {"oom@str_new#0", "n counts from 1, got 'oom@str_new#0'"},
    {"oom@017", "number with a leading zero in 'oom@017'"},
    {"oom@00", "number with a leading zero in 'oom@00'"},
    {"oom@+5", "expected a number at '+5' in 'oom@+5'"},
    {"oom@-5", "expected a number at '-5' in 'oom@-5'"},
    {"oom@0x10", "n counts from 1, got 'oom@0x10'"},
    {"oom@5x", "'oom@5x' is no form of 'oom', " OOM},
    {"oom@5++", "'oom@5++' is no form of 'oom', " OOM},
    {"oom@5 ", "byte 0x20 in a fault, expected printable ASCII without blanks"},
    {"oom@\xc3\xa4#1", "byte 0xc3 in a fault, expected printable ASCII without blanks"},
    {"oom@5\n", "byte 0x0a in a fault"},
    {"oom@18446744073709551616",
     "number too large in 'oom@18446744073709551616', at most 18446744073709551615"},
    {"oom@99999999999999999999999", "number too large in "},
    {"oom@alloc:3", "'oom@alloc:3' is no form of 'oom', " OOM},
    {"oom@load:3", "'oom@load:3' is no form of 'oom', " OOM},
    {"oom@create:x#3", "expected a number at 'x#3' in 'oom@create:x#3'"},
    {"oom@create:", "expected a number at '' in 'oom@create:'"},
    {"oom:throw@3", "'oom:throw@3' is no form of 'oom', " OOM},
    {"oom@#3", "'' is no name of a site in 'oom@#3'"},
    {"oom@9lives#3", "expected oom@N"},
    {"oom@-x#3", "'-x' is no name of a site in 'oom@-x#3'"},
    {"oom@a/b#3", "'a/b' is no name of a site in 'oom@a/b#3'"},
    {"oom@a#", "expected a number at '' in 'oom@a#'"},
    {"oom@x" X63 "#1", "name of a site longer than 63 bytes in 'oom@x"},
    {"oom@" X63 X63, "fault longer than 127 bytes, got 130"},
    {"gc@create:9", "'gc@create:9' is no form of 'gc', expected gc@N, gc@N+"},
    {"gc@site#9", "'gc@site#9' is no form of 'gc', expected gc@N, gc@N+"},
    {"flush@7+", "'flush@7+' is no form of 'flush', expected flush@N"},
    {"jit-oom@create:7", "expected jit-oom@N, jit-oom@N+"},
    {"mcode@map#7", "expected mcode@N, mcode@N+"},
    {"interrupt:@4", "unknown action '', expected one of return call throw gc flush"},
    {"interrupt:oops@4", "unknown action 'oops', expected one of return call throw gc flush"},
    {"interrupt:throw", "'interrupt:throw' is no form of 'interrupt', expected interrupt[:ACTION]@N"},
    {"interrupt:throw:gc@4", "unknown action 'throw:gc'"},
    {"interrupt@create:4", "expected interrupt[:ACTION]@N, interrupt[:ACTION]@alloc:N"},
    {"interrupt@4+", "expected interrupt[:ACTION]@N, interrupt[:ACTION]@alloc:N"},
    {"interrupt@alloc:0", "n counts from 1, got 'interrupt@alloc:0'"},
    {"memory-limit@5", "'memory-limit@5' is no form of 'memory-limit', expected memory-limit=SIZE"},
    {"memory-limit:gc=5", "'memory-limit:gc=5' is no form of 'memory-limit'"},
    {"memory-limit", "expected memory-limit=SIZE"},
    {"memory-limit=", "expected a number at '' in 'memory-limit='"},
    {"memory-limit=K", "expected a number at 'K' in 'memory-limit=K'"},
    {"memory-limit=0", "a budget is at least 1, got 'memory-limit=0'"},
    {"memory-limit=0M", "a budget is at least 1, got 'memory-limit=0M'"},
    {"memory-limit=064K", "number with a leading zero in 'memory-limit=064K'"},
    {"memory-limit=64k", "unexpected 'k' in 'memory-limit=64k', expected a size such as 64, 64K or 1M"},
    {"memory-limit=64KB", "unexpected 'B' in 'memory-limit=64KB'"},
    {"memory-limit=1G", "unexpected 'G' in 'memory-limit=1G'"},
    {"memory-limit=1.5M", "unexpected '.5M' in 'memory-limit=1.5M'"},
    {"memory-limit=18014398509481984K", "size too large in 'memory-limit=18014398509481984K', at most "},
    {"memory-limit=17592186044416M", "size too large in 'memory-limit=17592186044416M', at most "},
    {"memory-limit=18446744073709551616", "number too large in 'memory-limit=18446744073709551616'"},
    {"stack-limit=-1", "expected a number at '-1' in 'stack-limit=-1'"},
    {"limit=3", "'limit=3' is no fault of a plan, expected a 'limit:' line"},
    {"limit@3", "'limit@3' is no fault of a plan, expected a 'limit:' line"},
};

START_TEST(parse_refuses_with_a_reason)
{
    struct fault fault, before;
    char why[256] = "";
    memset(&fault, 0x5a, sizeof fault);
    before = fault;
    ck_assert_msg(!fault_parse(refused[_i].text, &fault, why, sizeof why), "'%s' was accepted",
                  refused[_i].text);
    ck_assert_msg(strstr(why, refused[_i].why), "'%s': got '%s', expected '%s'", refused[_i].text, why,
                  refused[_i].why);
    ck_assert_mem_eq(&fault, &before, sizeof fault);
}
END_TEST

/* Which forms a kind takes is known from its row alone: here each form is tried on each kind. */
START_TEST(parse_takes_exactly_the_forms_of_the_row)
{
    static const struct {
        unsigned form;
        const char *tail;
    } forms[] = {
        {VUT_FORM_NTH, "@4"},       {VUT_FORM_FROM, "@4+"},       {VUT_FORM_CREATE, "@create:4"},
        {VUT_FORM_SITE, "@name#4"}, {VUT_FORM_ALLOC, "@alloc:4"}, {VUT_FORM_ACTION, ":gc@4"},
        {VUT_FORM_SIZE, "=4"},
    };
    const struct fault_kind *row = &fault_kinds[_i];
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct fault fault;
        char text[FAULT_TEXT_SIZE], why[256];
        snprintf(text, sizeof text, "%s%s", row->name, forms[i].tail);
        bool expected = row->forms & forms[i].form;
        ck_assert_msg(fault_parse(text, &fault, why, sizeof why) == expected, "'%s'", text);
        ck_assert(!expected || fault.kind == (enum vut_fault)_i);
    }
}
END_TEST

START_TEST(tables_are_complete)
{
    for (size_t i = 0; i < VUT_FAULT_COUNT; i++) {
        ck_assert_ptr_nonnull(fault_kinds[i].name);
        ck_assert(fault_kinds[i].law == 1 || fault_kinds[i].law == 2);
        ck_assert_uint_ne(fault_kinds[i].forms, 0);
        for (size_t j = 0; j < i; j++)
            ck_assert_str_ne(fault_kinds[i].name, fault_kinds[j].name);
    }
    for (size_t i = 0; i < VUT_ACTION_COUNT; i++)
        ck_assert_ptr_nonnull(fault_actions[i]);
}
END_TEST

/* A small buffer cuts the message, and never more than that. */
START_TEST(messages_fit_their_buffer)
{
    struct fault fault;
    char why[16];
    memset(why, 'x', sizeof why);
    ck_assert(!fault_parse("oops@1", &fault, why, 8));
    ck_assert_str_eq(why, "unknown");
    ck_assert_int_eq(why[8], 'x');
    ck_assert(fault_parse("oom@123", &fault, why, 8));
    ck_assert_str_eq(fault_format(&fault, why, 6), "oom@1");
}
END_TEST

static Suite *fault_suite(void)
{
    Suite *suite = suite_create("fault");
    TCase *test_case = tcase_create("core");
    tcase_add_loop_test(test_case, parse_accepts_every_form, 0, sizeof accepted / sizeof accepted[0]);
    tcase_add_loop_test(test_case, parse_refuses_with_a_reason, 0, sizeof refused / sizeof refused[0]);
    tcase_add_loop_test(test_case, parse_takes_exactly_the_forms_of_the_row, 0, VUT_FAULT_COUNT);
    tcase_add_test(test_case, tables_are_complete);
    tcase_add_test(test_case, messages_fit_their_buffer);
    suite_add_tcase(suite, test_case);
    return suite;
}

int main(void)
{
    return check_main(fault_suite());
}
