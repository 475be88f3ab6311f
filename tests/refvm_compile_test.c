/* refvm_compile_test.c: the reference VM's compiler: oplines, live ranges, errors with PHP's texts, the
 * checker of compiled code, and that nothing is left when an allocation fails. Output is that of PHP 8.2.
 */
#include "check_main.h"
#include "refvm/compile_check.h"
#include "refvm_host.h"

enum { TEXT_SIZE = 1 << 14 };

static void setup(void)
{
    host_setup();
    vut_refvm.set_name(host.handle, "/t.php");
}

static bool load(const char *code)
{
    return host_load_code(code);
}

static const char *run(const char *code)
{
    return host_run(load(code));
}

/* ---- oplines -------------------------------------------------------------------------------------- */

static const struct func *find(const char *name)
{
    const struct func *f = vm->program.funcs;

    while (f != NULL && strcmp(f->name->bytes, name) != 0)
        f = f->next_in_program;
    ck_assert_ptr_nonnull(f);
    return f;
}

/* The opcodes of the function with that name, but for the RETURN at the end. */
static const char *opcodes_of(const char *name, const char *code)
{
    static char text[TEXT_SIZE];
    const struct func *f;

    ck_assert_msg(load(code), "%s", host.output);
    f = find(name);
    text[0] = '\0';
    for (uint32_t i = 0; i + 1 < f->opline_count; i++) {
        strcat(text, i != 0 ? " " : "");
        strcat(text, opcode_names[f->oplines[i].opcode]);
    }
    return text;
}

static const char *opcodes(const char *code)
{
    return opcodes_of("{main}", code);
}

START_TEST(constants_are_folded)
{
    ck_assert_str_eq(opcodes("echo 1 + 2 * 3, 'a' . 1.5 . true, !1, -5, PHP_INT_SIZE;"),
                     "ECHO ECHO ECHO ECHO ECHO");
    ck_assert_str_eq(run("echo 1 + 2 * 3, 'a' . 1.5 . true, !1, -5;"), "7a1.51-5");
    ck_assert_str_eq(opcodes("$a = [1, 'k' => [2, 3 . 'x']];"), "ASSIGN");
    ck_assert_str_eq(opcodes("$a = $b === null;"), "TYPE_CHECK ASSIGN");
    ck_assert_str_eq(opcodes("$a = strlen('abc');"), "ASSIGN");
}
END_TEST

/* What would warn or throw happens when the program gets there. */
START_TEST(what_can_raise_is_not_folded)
{
    ck_assert_str_eq(opcodes("$a = 1 % 0;"), "MOD ASSIGN");
    ck_assert_str_eq(opcodes("$a = 1 << -1;"), "SL ASSIGN");
    ck_assert_str_eq(opcodes("$a = 1.5 | 1;"), "BW_OR ASSIGN");
    ck_assert_str_eq(opcodes("$a = 'x' * 2;"), "MUL ASSIGN");
    ck_assert_str_eq(opcodes("$a = [] . 'x';"), "CONCAT ASSIGN");
}
END_TEST

START_TEST(statements_need_no_results)
{
    ck_assert_str_eq(opcodes("$i++; $a = $b = 1; f();"),
                     "PRE_INC ASSIGN ASSIGN INIT_FCALL_BY_NAME DO_FCALL");
    ck_assert_str_eq(opcodes("$a->b++; A::$c--; $a[0] .= 1; 5; $x;"),
                     "PRE_INC_OBJ PRE_DEC_STATIC_PROP ASSIGN_DIM_OP OP_DATA");
}
END_TEST

START_TEST(conditions_jump_at_once)
{
    ck_assert_str_eq(opcodes("if ($a < 1 && !$b || $c) f();"),
                     "IS_SMALLER JMPZ JMPZ JMPZ INIT_FCALL_BY_NAME DO_FCALL");
    ck_assert_str_eq(opcodes("while ($i < 3) { }"), "JMP IS_SMALLER JMPNZ");
    ck_assert_uint_eq(find("{main}")->oplines[1].result_kind, OPERAND_TMP | OPERAND_JMPNZ);
}
END_TEST

START_TEST(places_are_fetched_after_the_right_side)
{
    ck_assert_str_eq(opcodes("$a[f()]->b[$c] = d();"),
                     "INIT_FCALL_BY_NAME DO_FCALL INIT_FCALL_BY_NAME DO_FCALL FETCH_DIM_W FETCH_OBJ_W "
                     "ASSIGN_DIM OP_DATA");
    ck_assert_str_eq(opcodes("\"a $b c\"; $x = \"$a$b\"; $x = \"$a\";"),
                     "ROPE_INIT ROPE_ADD ROPE_END FREE FAST_CONCAT ASSIGN CAST ASSIGN");
}
END_TEST

START_TEST(arguments)
{
    ck_assert_str_eq(opcodes("function f(&$a, $b) {} f($x[0], $x[1]);"),
                     "INIT_FCALL FETCH_DIM_W SEND_REF FETCH_DIM_R SEND_VAL DO_FCALL");
    ck_assert_str_eq(opcodes("g($x[0], 1, $y, h());"),
                     "INIT_FCALL_BY_NAME CHECK_FUNC_ARG FETCH_DIM_FUNC_ARG SEND_FUNC_ARG SEND_VAL_EX "
                     "SEND_VAR_EX INIT_FCALL_BY_NAME DO_FCALL SEND_VAR_NO_REF_EX DO_FCALL");
}
END_TEST

START_TEST(temporaries_share_slots)
{
    char code[4096] = "";

    for (int i = 0; i < 100; i++)
        strcat(code, "$a = $b + $c * $d;");
    ck_assert(load(code));
    ck_assert_uint_eq(find("{main}")->tmp_count, 2);
    ck_assert_uint_eq(find("{main}")->var_count, 4);
}
END_TEST

/* ---- live ranges ------------------------------------------------------------------------------------ */

static const struct live_range *range_of(const struct func *f, enum live_kind kind)
{
    for (uint32_t i = 0; i < f->live_count; i++)
        if (f->lives[i].kind == kind)
            return &f->lives[i];
    return NULL;
}

static const char *ends_of(enum live_kind kind, const char *code)
{
    static char text[64];
    const struct live_range *r;
    const struct func *f;

    ck_assert(load(code));
    f = find("{main}");
    r = range_of(f, kind);
    ck_assert_ptr_nonnull(r);
    snprintf(text, sizeof(text), "%s to %s", opcode_names[f->oplines[r->start - 1].opcode],
             opcode_names[f->oplines[r->end].opcode]);
    return text;
}

START_TEST(live_ranges)
{
    ck_assert_str_eq(ends_of(LIVE_TMP, "$a = f() + g();"), "DO_FCALL to ADD");
    ck_assert_str_eq(ends_of(LIVE_LOOP, "foreach ($a as $b) f();"), "FE_RESET_R to FE_FREE");
    ck_assert_str_eq(ends_of(LIVE_ROPE, "echo \"a{$b->c}d\";"), "ROPE_INIT to ROPE_END");
    ck_assert_str_eq(ends_of(LIVE_SILENCE, "@f();"), "BEGIN_SILENCE to END_SILENCE");
    ck_assert_str_eq(ends_of(LIVE_NEW, "$a = new A($b);"), "NEW to ASSIGN");
    ck_assert_str_eq(ends_of(LIVE_TMP, "$a = [f(), g()];"), "INIT_ARRAY to ASSIGN");
}
END_TEST

/* A returned value waits while a finally runs, which must not use its slot. */
START_TEST(finally_spares_the_returned_value)
{
    ck_assert_str_eq(
        run("function f($a) { try { return $a . 'x'; } finally { $b = ($a . 'y') . g($a . 'z'); } }"
            "function g($x) { return $x; } echo f('1'), f('2');"),
        "1x2x");
    ck_assert_str_eq(run("function f() { foreach ([1, 2] as $v) { try { if ($v == 1) continue; return $v; }"
                         " finally { echo \"f$v \"; } } } echo f();"),
                     "f1 f2 2");
}
END_TEST

/* ---- order of evaluation ------------------------------------------------------------------------------
 */

START_TEST(order_of_evaluation)
{
    static const char l[] = "function l($x) { echo $x; return $x; } ";
    char code[512];

    snprintf(code, sizeof(code), "%s$a[l(1)][l(2)] = l(3); $a[l(4)] ?\?= l(5); $a[l(4)] ?\?= l(6);", l);
    ck_assert_str_eq(run(code), "123454");
    snprintf(code, sizeof(code), "%s[$a[l('a')], [l('k') => $b]] = [l(1), ['k' => l(2)]]; echo $b;", l);
    ck_assert_str_eq(run(code), "12ak2");
    snprintf(code, sizeof(code), "%s$n = null; echo $n?->a[l(1)]->b(l(2)) ?? 'none', isset($n?->a->b);", l);
    ck_assert_str_eq(run(code), "none");
    snprintf(code, sizeof(code),
             "%s$i = 5; $i = $i++ + ++$i; [$x, $y] = [$i, l(2)]; [$x, $y] = [$y, $x];"
             "echo $x, $y;",
             l);
    ck_assert_str_eq(run(code), "2212");
}
END_TEST

/* ---- errors ---------------------------------------------------------------------------------------------
 */

static const char *const errors[][2] = {
    {"$this = 1;", "Cannot re-assign $this"},
    {"$a = $b[];", "Cannot use [] for reading"},
    {"unset($a[]);", "Cannot use [] for unsetting"},
    {"break;", "'break' not in the 'loop' or 'switch' context"},
    {"while (1) { continue 2; }", "Cannot 'continue' 2 levels"},
    {"while (1) { try { } finally { break; } }", "jump out of a finally block is disallowed"},
    {"[] = $a;", "Cannot use empty list"},
    {"[1 => $a, $b] = $c;", "Cannot mix keyed and unkeyed array entries in assignments"},
    {"[$a, list($b)] = $c;", "Cannot mix [] and list()"},
    {"f() = 1;", "Can't use function return value in write context"},
    {"$a?->b = 1;", "Can't use nullsafe operator in write context"},
    {"isset(1 + 1);",
     "Cannot use isset() on the result of an expression (you can use \"null !== expression\" "
     "instead)"},
    {"function f() {} function F() {}", "Cannot redeclare F() (previously declared in /t.php:1)"},
    {"function strlen() {}", "Cannot redeclare strlen()"},
    {"function f($a, $a) {}", "Redefinition of parameter $a"},
    {"function f(int $a = 'x') {}", "Cannot use string as default value for parameter $a of type int"},
    {"function f(): void { return 1; }", "A void function must not return a value"},
    {"function f(): int { return; }", "A function with return type must return a value"},
    {"function f($a = g()) {}", "Constant expression contains invalid operations"},
    {"function () use ($a, $a) {};", "Cannot use variable $a twice"},
    {"class A { public $x; public $x; }", "Cannot redeclare A::$x"},
    {"class A { function f() {} function F() {} }", "Cannot redeclare A::F()"},
    {"class A { const X = 1, X = 2; }", "Cannot redefine class constant A::X"},
    {"class A { static const X = 1; }", "Cannot use 'static' as constant modifier"},
    {"class A { function f(); }", "Non-abstract method A::f() must contain body"},
    {"abstract class A { abstract function f() {} }", "Abstract function A::f() cannot contain body"},
    {"interface I { private function f(); }", "Access type for interface method I::f() must be public"},
    {"interface I { public $x; }", "Interfaces may not include properties"},
    {"class A { function __get() {} }", "Method A::__get() must take exactly 1 argument"},
    {"class self {}", "Cannot use 'self' as class name as it is reserved"},
    {"class A { function f() { class B {} } }", "Class declarations may not be nested"},
    {"class A { public int $x = 'a'; }",
     "Cannot use string as default value for property A::$x of type int"},
    {"class A { readonly $x; }", "Readonly property A::$x must have type"},
    {"function f() { return parent::x(); }", "Cannot use \"parent\" when no class scope is active"},
    {"class A { function f() { parent::x(); } }",
     "Cannot use \"parent\" when current class scope has no parent"},
    {"try { }", "Cannot use try without catch or finally"},
    {"switch (1) { default: default: }", "Switch statements may only contain one default clause"},
    {"1 ? 2 : 3 ? 4 : 5;",
     "Unparenthesized `a ? b : c ? d : e` is not supported. Use either `(a ? b : c) ? d : "
     "e` or `a ? b : (c ? d : e)`"},
    {"global $this;", "Cannot use $this as global variable"},
    {"foreach ($a as $this) {}", "Cannot re-assign $this"},
};

START_TEST(compile_errors)
{
    char expected[512];

    snprintf(expected, sizeof(expected), "\nFatal error: %s in /t.php on line 1\n", errors[_i][1]);
    ck_assert_msg(!load(errors[_i][0]), "no error for '%s'", errors[_i][0]);
    ck_assert_str_eq(host.output, expected);
}
END_TEST

START_TEST(warnings_while_compiling)
{
    ck_assert_str_eq(
        run("while (1) { switch (1) { case 1: continue; } break; } echo 1;"),
        "\nWarning: \"continue\" targeting switch is equivalent to \"break\". Did you mean to use "
        "\"continue 2\"? in /t.php on line 1\n1");
    ck_assert_str_eq(
        run("function f($a = 1, $b) {} echo 1;"),
        "\nDeprecated: Optional parameter $a declared before required parameter $b is implicitly "
        "treated as a required parameter in /t.php on line 1\n1");
}
END_TEST

/* ---- large programs
 * ------------------------------------------------------------------------------------------ */

/* `count` times the piece, between two others. */
static bool load_many(const char *before, const char *piece, const char *after, int count)
{
    size_t len = strlen(piece), size = 6 + strlen(before);
    char *source = malloc(size + (size_t)count * len + strlen(after) + 1);
    bool ok;

    ck_assert_ptr_nonnull(source);
    strcpy(source, "<?php ");
    strcat(source, before);
    for (int i = 0; i < count; i++, size += len)
        memcpy(source + size, piece, len);
    strcpy(source + size, after);
    ok = host_load(source, size + strlen(after));
    free(source);
    return ok;
}

START_TEST(long_ones_do_not_recurse)
{
    ck_assert_msg(load_many("$a = $b", " . $b", ";", 50000), "%s", host.output);
    ck_assert_msg(load_many("$a = 'x'", " . 'x'", ";", 50000), "%s", host.output);
    ck_assert_msg(load_many("if ($a) ;", " elseif ($b) ;", "", 20000), "%s", host.output);
    ck_assert_msg(load_many("$a = [", "[1, $b],", "];", 20000), "%s", host.output);
    ck_assert_msg(load_many("", "f($a);", "", 20000), "%s", host.output);
    ck_assert_msg(load_many("fn() => $a", " + $b", ";", 20000), "%s", host.output);
    ck_assert_msg(load_many("echo \"", "$a ", "\";", 20000), "%s", host.output);
}
END_TEST

START_TEST(deep_ones_are_an_error)
{
    ck_assert(!load_many("$a = ", "[", "1", 20000));
    ck_assert(!load_many("$a = $b", "[1]->c", ";", 20000));
    ck_assert_ptr_nonnull(strstr(host.output, "Maximum nesting level"));
}
END_TEST

START_TEST(many_variables_are_found)
{
    static char code[TEXT_SIZE];
    size_t len = 0;

    for (int i = 0; i < 300; i++)
        len += (size_t)snprintf(code + len, sizeof(code) - len, "$v%d = %d;", i, i);
    snprintf(code + len, sizeof(code) - len, "echo $v0, $v17, $v299;");
    ck_assert_str_eq(run(code), "017299");
    ck_assert(load(code));
    ck_assert_uint_eq(find("{main}")->var_count, 300);
}
END_TEST

/* ---- the checker
 * ------------------------------------------------------------------------------------------------ */

static const char program[] =
    "const X = [1, 2, ['a' => 3]]; interface I { const C = 1; function m(); }"
    "abstract class P { protected static $s = [1]; abstract function q(int $a, ?P $b = null, $c = X): "
    "string;"
    " function __toString() { return __METHOD__ . __CLASS__; } }"
    "class A extends P implements I { public $x = [1, 2]; public ?int $y = 5; const Z = self::C . 'x';"
    " function __construct(private $p = 3, protected readonly int $q = 4) { $this->x[] = 1; static $n = 0; "
    "$n++; }"
    " function m() { return $this?->x ?? 1; }"
    " function q(int $a, ?P $b = null, $c = X): string { return 'a' . $a; } }"
    "function &f(&$a, $b = 1 + 2) { global $g, $h; try { foreach ($a as $k => ['x' => $x, 'k' => $y]) {"
    " switch (g($x)) { case 1: continue 2; case 2: return $x; default: break; } } } catch (A | B $e) {"
    " return $a; } finally { echo 'fin'; foreach ([1] as $z) if ($z) return $b; } return $a; }"
    "$u = function ($a) use (&$q, $r) { return fn($z) => $a + $z + $r; };"
    "[$a, [$b, , $c]] = [1, [2, 3, 4]]; ['x' => $a, 'y' => $b] = ['x' => 1, 'y' => 2]; [$a, &$b] = $arr;"
    "$arr[k($arr)]['x']->y ?\?= g(\"$a b {$c['d']} e $f[0]\"); $o = new A(1, new A); echo $o::Z, $o->x[0];"
    "echo A::$s ?? 1, $o instanceof I, isset($o->x[1], $o?->p->q), empty($o->y), \"\\n\";"
    "$x = $a ? $b : ($c ?: $d); $i++; ++$arr[1]; $o->x .= 'a'; unset($arr[0], $o->zz, $q); @$nope['a'];"
    "$v = $a && $b || !$c; $w = new class(1) extends A { }; try { try { g(); } finally { h(); } } catch "
    "(B) { }";

START_TEST(good_code_passes)
{
    char text[200];

    ck_assert_msg(load(program), "%s", host.output);
    for (const struct func *f = vm->program.funcs; f != NULL; f = f->next_in_program)
        if (f->oplines != NULL)
            ck_assert_msg(compile_check(vm, f, text, sizeof(text)), "%s", text);
}
END_TEST

enum damage {
    DAMAGE_KIND,
    DAMAGE_LIVES,
    DAMAGE_RANGE,
    DAMAGE_JUMP,
    DAMAGE_UNREAD,
    DAMAGE_UNWRITTEN,
    DAMAGES
};

static void damage(struct func *f, enum damage what)
{
    struct opline *o = f->oplines;

    switch (what) {
    case DAMAGE_KIND: /* ADD of g() and h(): 4 */
        o[4].result_kind = OPERAND_CV;
        break;
    case DAMAGE_LIVES:
        f->live_count = 0;
        break;
    case DAMAGE_RANGE:
        f->lives[0].end--;
        break;
    case DAMAGE_JUMP:
        o[7].op2.jump = 32 * (int32_t)f->opline_count;
        break;
    case DAMAGE_UNREAD:
        o[4].op1_kind = OPERAND_UNUSED;
        o[4].opcode = OP_BW_NOT;
        break;
    default:
        o[3].result_kind = OPERAND_UNUSED;
        break;
    }
}

START_TEST(bad_code_is_found)
{
    char text[200];
    struct func *f;
    uint32_t live_count;

    ck_assert(load("$a = g() + h(); if ($a < 1) echo 1; while ($a) { }"));
    f = vm->program.main;
    ck_assert_uint_eq(f->oplines[4].opcode, OP_ADD);
    ck_assert_uint_eq(f->oplines[7].opcode, OP_JMPZ);
    ck_assert_msg(compile_check(vm, f, text, sizeof(text)), "%s", text);
    live_count = f->live_count;
    damage(f, (enum damage)_i);
    ck_assert(!compile_check(vm, f, text, sizeof(text)));
    f->live_count = live_count; /* part of the size by which the function is freed */
}
END_TEST

/* ---- failing allocations
 * ------------------------------------------------------------------------------------------ */

START_TEST(each_allocation_fails)
{
    long before;
    uint64_t n = 0;

    ck_assert(load(program));
    ck_assert(!load("$this = 1;"));
    before = host.live;
    do {
        host_fail(++n);
        load(program);
        if (host.fired) {
            ck_assert_ptr_nonnull(strstr(host.output, "Fatal error: Allowed memory size of"));
            ck_assert_msg(host.live == before, "allocation %d leaves %ld bytes", (int)n,
                          host.live - before);
        }
    } while (host.fired);
    ck_assert_uint_gt(n, 50);
}
END_TEST

/* ---- all of them
 * ---------------------------------------------------------------------------------------------------- */

static Suite *compile_suite(void)
{
    Suite *s = suite_create("refvm compile");
    TCase *t = tcase_create("compile");

    tcase_add_checked_fixture(t, setup, host_close);
    tcase_add_test(t, constants_are_folded);
    tcase_add_test(t, what_can_raise_is_not_folded);
    tcase_add_test(t, statements_need_no_results);
    tcase_add_test(t, conditions_jump_at_once);
    tcase_add_test(t, places_are_fetched_after_the_right_side);
    tcase_add_test(t, arguments);
    tcase_add_test(t, temporaries_share_slots);
    tcase_add_test(t, live_ranges);
    tcase_add_test(t, finally_spares_the_returned_value);
    tcase_add_test(t, order_of_evaluation);
    tcase_add_loop_test(t, compile_errors, 0, (int)(sizeof(errors) / sizeof(errors[0])));
    tcase_add_test(t, warnings_while_compiling);
    tcase_add_test(t, long_ones_do_not_recurse);
    tcase_add_test(t, deep_ones_are_an_error);
    tcase_add_test(t, many_variables_are_found);
    tcase_add_test(t, good_code_passes);
    tcase_add_loop_test(t, bad_code_is_found, 0, DAMAGES);
    tcase_add_test(t, each_allocation_fails);
    tcase_set_timeout(t, 60);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return check_main(compile_suite());
}
