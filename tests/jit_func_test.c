/* jit_func_test.c: what the function compiler makes of programs.
 *
 * With `set: shadow=1` the reference interpreter counts the oplines of a program, and machine code those
 * that run inline. All others ran in handlers, called by machine code or by the interpreter. A loop that
 * goes round more often runs the same oplines more often; how many of them are inline then, says which
 * have a fast path, which have left it, and since when there is machine code.
 */
#include "check_main.h"
#include "jit_session.h"

enum { ROUNDS = 100 };

static const char definitions[] =
    "class A { public $x = 1; static $s = 4; const C = 5; function get() { return $this->x; }"
    " static function twice($v) { return $v + $v; } }"
    " function add($a, $b = 2) { return $a + $b; }";

struct counts {
    uint64_t handlers, inlined;
};

static void begin(void)
{
    session_begin(JIT_FUNCTION);
    session_set(PARAM_SHADOW, 1);
}

static struct counts counts_of(const char *code)
{
    struct counts c;

    session_engine(JIT_NONE);
    session_run(code);
    ck_assert_msg(host.record.status == VUT_OK, "%s: %s", code, host.record.error_text);
    c.handlers = vm->jit.oplines;
    session_engine(JIT_FUNCTION);
    session_run(code);
    c.inlined = vm->jit.native_oplines;
    c.handlers -= c.inlined;
    return c;
}

static const char *loop_of(const char *before, const char *body, int rounds)
{
    static char code[4096];

    snprintf(code, sizeof code,
             "%s function f($n) { $s = 0; %s for ($i = 0; $i < $n; $i++) { %s } return $s; }"
             " for ($k = 0; $k < 4; $k++) f(%d);",
             definitions, before, body, rounds);
    return code;
}

/* What ROUNDS more of them add, in each of four calls. */
static struct counts counts_of_rounds(const char *before, const char *body)
{
    struct counts few = counts_of(loop_of(before, body, ROUNDS));
    struct counts many = counts_of(loop_of(before, body, 2 * ROUNDS));

    return (struct counts){many.handlers - few.handlers, many.inlined - few.inlined};
}

/* ---- what is inline ------------------------------------------------------------------------------ */

/* What is in front of a loop, its body, and how many oplines are done by their handlers in each round. */
static const struct family {
    const char *name, *before, *body;
    uint32_t handlers;
} families[] = {
    {"the loop itself", "", "", 0},
    {"integers", "$s = 1;", "$q = $i * 3 + $i - 2;", 0},
    {"floats", "$f = 0.5;", "$g = $f * 1.5 - $i;", 0},
    {"a quotient", "", "$q = $i / 4;", 0},
    {"a remainder", "", "$q = $i % 7;", 0},
    {"shifts and bits", "", "$q = ($i << 2 >> 1) & 7 | 1 ^ $i;", 0},
    {"comparisons", "$k = 9;", "if ($i > $k) $k = 1; $q = $i == 3;", 0},
    {"negations", "$b = false;", "$q = !$b;", 0},
    {"is it set", "$x = null;", "$q = isset($x);", 0},
    {"another holder of a string", "$u = 'a' . $n;", "$t = $u;", 0},
    {"a property", "$o = new A;", "$q = $o->x; $o->x = $i; $o->x += 2;", 0},
    {"a method", "$o = new A;", "$q = $o->get();", 0},
    {"a static method", "", "$q = A::twice($i);", 0},
    {"a function", "", "$q = add($i, 1);", 0},
    {"an element", "$a = [1, 2, 3];", "$q = $a[1]; $a[1] = $i; $a[1] += 2;", 0},
    {"a length", "$t = 'abc';", "$q = strlen($t);", 0},
    {"an output", "", "echo '';", 1},
    {"two outputs and a sum", "", "echo ''; $s += $i; echo '';", 2},
};

START_TEST(test_families)
{
    const struct family *f = &families[_i];
    struct counts c = counts_of_rounds(f->before, f->body);

    ck_assert_uint_ge(c.inlined, 2 * 4 * ROUNDS);
    ck_assert_msg(c.handlers == 4 * ROUNDS * f->handlers, "%s: %u handlers", f->name, (unsigned)c.handlers);
}
END_TEST

START_TEST(test_nothing_is_inline_without_the_switch)
{
    session_set(PARAM_JIT_INLINE, 0);
    ck_assert_uint_eq(counts_of_rounds("", "$q = $i * 3;").inlined, 0);
    ck_assert_uint_gt(session_events(VUT_EVENT_TRACE_STOP, "function"), 0);
}
END_TEST

/* ---- fast paths that are left -------------------------------------------------------------------- */

/* In one call, of many, the value is another: so many handlers more than without that. */
static const struct odd_value {
    const char *value, *expression;
    uint32_t handlers;
} odd_values[] = {
    {"5", "$x * 2 + 1", 0},       {"0.5", "$x * 2 + 1", 0}, /* another fast path */
    {"'7'", "$x * 2 + 1", 1},     {"null", "$x * 2 + 1", 1}, {"true", "$x * 2", 1},
    {"PHP_INT_MAX", "$x + 1", 1}, {"0", "60 % ($x + 1)", 0}, {"'3'", "$x < 2", 1},
    {"'1'", "$x & 2", 1},
};

static const char *call_with(const char *value, const char *expression)
{
    static char code[1024];

    snprintf(
        code, sizeof code,
        "function g($x) { return %s; }"
        " function f($n, $odd) { for ($i = 0; $i < $n; $i++) { $q = g($i == 90 ? $odd : $i); if ($i == 90)"
        " echo gettype($q), $q; } } f(100, %s);",
        expression, value);
    return code;
}

START_TEST(test_odd_values)
{
    const struct odd_value *odd = &odd_values[_i];
    char wanted[100];
    struct counts plain = counts_of(call_with("90", odd->expression)), c;

    session_engine(JIT_NONE);
    snprintf(wanted, sizeof wanted, "%s", session_run(call_with(odd->value, odd->expression)));
    c = counts_of(call_with(odd->value, odd->expression));
    ck_assert_str_eq(host.output, wanted);
    ck_assert_uint_eq(c.handlers - plain.handlers, odd->handlers);
}
END_TEST

/* ---- where code is entered ----------------------------------------------------------------------- */

static bool is_part(const struct func *f, uint32_t n)
{
    return n > 0 && (f->oplines[n].opcode == OP_OP_DATA ||
                     (f->oplines[n - 1].result_kind & (OPERAND_JMPZ | OPERAND_JMPNZ)));
}

static uint32_t entries_seen;

/* All state is in memory at the start of each opline. */
static void see_entries(const struct vut_event *event)
{
    const struct jit_func *jf = vm->frame->func->jit;

    if (event->kind != VUT_EVENT_TRACE_STOP)
        return;
    ck_assert_uint_eq(event->a, jf->number);
    for (uint32_t n = 0; n < jf->func->opline_count; n++) {
        const uint8_t *entry = jf->entry[n];

        ck_assert_msg((entry == NULL) == is_part(jf->func, n), "opline %u", n);
        ck_assert(entry == NULL || (entry >= jf->code.address && entry < jf->code.address + jf->code.size));
        entries_seen++;
    }
}

START_TEST(test_each_opline_can_be_entered)
{
    entries_seen = 0;
    session_see = see_entries;
    session_run(loop_of("$o = new A;", "$o->x = $i; if ($i > 3) $s += add($i);", 10));
    ck_assert_uint_gt(entries_seen, 10);
}
END_TEST

/* The function is called once: what was interpreted is over when the loop is hot. */
START_TEST(test_entry_in_the_middle_of_a_loop)
{
    static const char code[] =
        "function f($n) { $s = 0; for ($i = 0; $i < $n; $i++) { $s += $i; } return $s; } echo f(%d);";
    char few[200], many[200];
    struct counts a, b;

    snprintf(few, sizeof few, code, 100);
    snprintf(many, sizeof many, code, 200);
    session_set(PARAM_JIT_HOTLOOP, 20);
    session_set(PARAM_JIT_HOTFUNC, 60000);
    a = counts_of(few);
    ck_assert_str_eq(host.output, "4950");
    b = counts_of(many);
    ck_assert_str_eq(host.output, "19900");
    ck_assert_uint_eq(session_events(VUT_EVENT_TRACE_STOP, "function"), 1);
    ck_assert_uint_eq(a.handlers, b.handlers);
    ck_assert_uint_ge(a.handlers, 20 * 2);
    ck_assert_uint_lt(a.handlers, 30 * 3);
}
END_TEST

static uint64_t safepoints;

static uint64_t count_safepoint(void *ctx, uint64_t number)
{
    (void)ctx;
    safepoints = number;
    return 1;
}

/* Each safepoint leaves to the interpreter's code for it, and comes back to machine code behind it. */
START_TEST(test_safepoints)
{
    struct counts c;
    uint64_t interpreted;

    session.hooks.safepoint = count_safepoint;
    session_engine(JIT_NONE);
    session_run(loop_of("", "$s += add($i, 1);", ROUNDS));
    interpreted = safepoints;
    ck_assert_uint_gt(interpreted, 4 * ROUNDS * 2);
    c = counts_of(loop_of("", "$s += add($i, 1);", ROUNDS));
    ck_assert_uint_eq(safepoints, interpreted);
    ck_assert_uint_gt(c.inlined, c.handlers);
}
END_TEST

/* ---- what is given up ---------------------------------------------------------------------------- */

static struct left {
    bool seen;
    long live, kept;
    size_t mcode;
} left;

static void see_left(void)
{
    left = (struct left){true, session.live, session_kept(), vm->jit.mcode_used};
}

#define CALLS "echo f(1), ' '; echo f(2), ' '; echo f(3), ' '; echo f(4), ' '; echo f(5), ' '; echo f(6);"

/* Only the function is hot, not the program. */
static const char *plain_function(void)
{
    return "function f($n) { $s = 0; for ($i = 0; $i < $n; $i++) { $s += $i * 3 % 5; } return $s; } " CALLS;
}

/* An opline for each negation. */
static const char *long_function(void)
{
    static char code[HOST_SOURCE_SIZE - 8];
    size_t size = (size_t)snprintf(code, sizeof code, "function f($n) { if ($n < 0) {");

    for (int i = 0; i < 20; i++) {
        memset(code + size, '!', 100);
        size += 100;
        size += (size_t)snprintf(code + size, sizeof code - size, "$n;");
    }
    snprintf(code + size, sizeof code - size, "} return $n; } " CALLS);
    return code;
}

static const struct given_up {
    const char *stop;
    enum param_id id;
    long value;
    uint32_t fail_code_op;
    const char *(*code)(void);
} given_up[] = {
    {"machine code too long", PARAM_JIT_SIZEMCODE, 1, 0, long_function},
    {"code memory of the program is full", PARAM_JIT_MAXMCODE, 1, 0, plain_function},
    {"code memory not mapped", PARAM_JIT_HOTFUNC, 2, 1, plain_function},
    {"code memory not protected", PARAM_JIT_HOTFUNC, 2, 2, plain_function},
};

/* It is tried once, and nothing is left of that. */
START_TEST(test_given_up)
{
    const struct given_up *row = &given_up[_i];
    char wanted[200];

    session_engine(JIT_NONE);
    snprintf(wanted, sizeof wanted, "%s", session_run(row->code()));
    ck_assert_uint_eq(session.event_count, 0);
    session_engine(JIT_FUNCTION);
    session_set(row->id, row->value);
    session.fail_code_op = row->fail_code_op;
    session_see_output = see_left;
    ck_assert_str_eq(session_run(row->code()), wanted);
    ck_assert_uint_eq(session_events(VUT_EVENT_TRACE_START, "function"), 1);
    ck_assert_str_eq(session_abort_name(), row->stop);
    ck_assert_uint_eq(session.event_count, 2);
    ck_assert_uint_eq(left.mcode, 0);
    ck_assert_int_eq(left.live, left.kept);
}
END_TEST

/* Each allocation of the compiler fails once. */
START_TEST(test_out_of_memory)
{
    char wanted[200];
    uint32_t n = 0, named = 0;

    snprintf(wanted, sizeof wanted, "%s", session_run(plain_function()));
    session_see_output = see_left;
    do {
        session.fail_allocation = ++n;
        ck_assert_str_eq(session_run(plain_function()), wanted);
        named += session_events(VUT_EVENT_TRACE_ABORT, "out of memory");
        if (session_events(VUT_EVENT_TRACE_STOP, NULL) == 0)
            ck_assert_int_eq(left.live, left.kept);
    } while (session.allocations >= n);
    ck_assert_uint_gt(named, 5);
}
END_TEST

/* ---- flushes and numbers ------------------------------------------------------------------------- */

/* When the function was given up there is room again, and all code is dropped. */
static void make_room(void)
{
    if (session_events(VUT_EVENT_TRACE_FLUSH, NULL) != 0 ||
        session_events(VUT_EVENT_TRACE_ABORT, NULL) == 0)
        return;
    session_set(PARAM_JIT_MAXMCODE, 1024);
    jit_flush(vm);
}

START_TEST(test_flush_makes_it_countable_again)
{
    session_set(PARAM_JIT_MAXMCODE, 1);
    session_see_output = make_room;
    session_run(plain_function());
    ck_assert_uint_eq(session_events(VUT_EVENT_TRACE_FLUSH, NULL), 1);
    ck_assert_uint_eq(session_events(VUT_EVENT_TRACE_ABORT, "code memory of the program is full"), 1);
    ck_assert_uint_eq(session_events(VUT_EVENT_TRACE_STOP, "function"), 1);
    ck_assert_uint_eq(session_event_at(VUT_EVENT_TRACE_ABORT, 0)->a, 1);
    ck_assert_uint_eq(session_event_at(VUT_EVENT_TRACE_STOP, 0)->a, 1);
}
END_TEST

static void flush_once(void)
{
    if (session_events(VUT_EVENT_TRACE_FLUSH, NULL) == 0 && session_events(VUT_EVENT_TRACE_STOP, NULL) == 2)
        jit_flush(vm);
}

START_TEST(test_numbers)
{
    uint32_t of[3] = {0};

    session_see_output = flush_once;
    session_run("function f($n) { return $n; } function g($n) { return f($n) + 1; }"
                " echo g(1); echo g(2); echo g(3); echo g(4); echo g(5); echo g(6);");
    ck_assert_uint_eq(session_events(VUT_EVENT_TRACE_FLUSH, NULL), 1);
    ck_assert_uint_eq(session_events(VUT_EVENT_TRACE_STOP, NULL), 4);
    for (uint32_t i = 0; i < 4; i++) {
        uint32_t number = session_event_at(VUT_EVENT_TRACE_STOP, i)->a;

        ck_assert_uint_eq(session_event_at(VUT_EVENT_TRACE_START, i)->a, number);
        ck_assert(number == 1 || number == 2);
        of[number]++;
    }
    ck_assert_uint_eq(of[1], 2);
}
END_TEST

/* ---- suite --------------------------------------------------------------------------------------- */

int main(void)
{
    Suite *suite = suite_create("jit_func");
    TCase *tcase = tcase_create("programs");

    tcase_add_checked_fixture(tcase, begin, session_end);
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, test_families, 0, COUNT(families));
    tcase_add_test(tcase, test_nothing_is_inline_without_the_switch);
    tcase_add_loop_test(tcase, test_odd_values, 0, COUNT(odd_values));
    tcase_add_test(tcase, test_each_opline_can_be_entered);
    tcase_add_test(tcase, test_entry_in_the_middle_of_a_loop);
    tcase_add_test(tcase, test_safepoints);
    tcase_add_loop_test(tcase, test_given_up, 0, COUNT(given_up));
    tcase_add_test(tcase, test_out_of_memory);
    tcase_add_test(tcase, test_flush_makes_it_countable_again);
    tcase_add_test(tcase, test_numbers);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
