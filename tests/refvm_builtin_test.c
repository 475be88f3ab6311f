/* refvm_builtin_test.c: the reference VM's built-in functions. Outputs are those of PHP 8.2. */
#include "check_main.h"
#include "refvm_host.h"

/* What a program prints; the census at its end finds nothing wrong. */
static const char *run(const char *code)
{
    const char *output = host_run(host_load_code(code));

    ck_assert_msg(host.record.refcount_wrong == 0, "'%s': %s", code, host.record.refcount_note);
    ck_assert_msg(host.record.immutable_wrong == 0, "'%s': %s", code, host.record.immutable_note);
    ck_assert_int_eq(host.record.stack_delta, 0);
    return output;
}

/* ---- signatures ---------------------------------------------------------------------------------- */

static void nothing(struct vm *of, struct frame *call, struct value *result)
{
    (void)of, (void)call, (void)result;
}

START_TEST(signature)
{
    struct func *f =
        builtin_func(vm, "C::f(?int $a, array|string &$b, Countable $c = ' ,)', mixed ...$d): bool",
                     nothing, FUNC_PUBLIC);

    ck_assert_ptr_nonnull(f);
    ck_assert_str_eq(f->name->bytes, "f");
    ck_assert_uint_eq(f->flags, FUNC_NATIVE | FUNC_PUBLIC | FUNC_VARIADIC | FUNC_TYPED | FUNC_BY_REF);
    ck_assert_uint_eq(f->param_count, 4);
    ck_assert_uint_eq(f->required_count, 2);
    ck_assert_uint_eq(f->params[0].type.mask, 1u << TYPE_NULL | 1u << TYPE_INT);
    ck_assert_uint_eq(f->params[1].type.mask, 1u << TYPE_ARRAY | 1u << TYPE_STRING);
    ck_assert(f->params[1].by_ref && !f->params[0].by_ref);
    ck_assert_str_eq(f->params[2].type.class_name->bytes, "Countable");
    ck_assert_str_eq(f->params[2].default_text, "' ,)'");
    ck_assert_str_eq(f->params[3].name->bytes, "d");
    ck_assert_uint_eq(f->params[3].type.mask, DECL_MIXED);
    ck_assert_uint_eq(f->return_type.mask, DECL_BOOL);
}
END_TEST

/* Every row of the table can be called, and says what it wants when it is not given enough. */
START_TEST(table)
{
    const struct array *functions = vm->function_table;

    for (uint32_t i = array_next(functions, 0); i < functions->used; i = array_next(functions, i + 1)) {
        const struct func *f = array_slot(functions, i)->func;
        char code[256], wanted[256];

        if (f->required_count == 0)
            continue;
        snprintf(code, sizeof(code), "$f = '%s'; try { $f(); } catch (Error $e) { echo $e->getMessage(); }",
                 f->name->bytes);
        snprintf(wanted, sizeof(wanted), "%s() expects %s %u argument%s, 0 given", f->name->bytes,
                 f->param_count == f->required_count && !(f->flags & FUNC_VARIADIC) ? "exactly"
                                                                                    : "at least",
                 f->required_count, f->required_count == 1 ? "" : "s");
        ck_assert_str_eq(run(code), wanted);
    }
}
END_TEST

/* ---- what they do -------------------------------------------------------------------------------- */

static const struct {
    const char *code, *output;
} programs[] = {
    /* arguments */
    {"try { strtoupper([]); } catch (TypeError $e) { echo $e->getMessage(); }",
     "strtoupper(): Argument #1 ($string) must be of type string, array given"},
    {"try { array_merge([], 2); } catch (TypeError $e) { echo $e->getMessage(); }",
     "array_merge(): Argument #2 must be of type array, int given"},
    {"try { usort($x, 1); } catch (TypeError $e) { echo $e->getMessage(); }",
     "usort(): Argument #1 ($array) must be of type array, null given"},
    {"try { array_map('nope', []); } catch (TypeError $e) { echo $e->getMessage(); }",
     "array_map(): Argument #1 ($callback) must be a valid callback or null, function \"nope\" not found "
     "or "
     "invalid function name"},
    {"try { pi(1); } catch (ArgumentCountError $e) { echo $e->getMessage(); }",
     "pi() expects exactly 0 arguments, 1 given"},
    {"set_error_handler(function ($n, $m) { echo \"$n:$m;\"; }); echo ucfirst(null), chr('66'), "
     "dechex(255.0);",
     "8192:ucfirst(): Passing null to parameter #1 ($string) of type string is deprecated;Bff"},
    /* strings */
    {"echo substr('abc', -2, 1), substr('abc', 5), substr('abc', 1), '|', strrpos('abcabc', 'bc', -3);",
     "bbc|1"},
    {"echo str_replace(['a', 'b'], ['b'], 'aabb', $n), $n, implode(',', str_replace('x', 'y', ['k' => "
     "'x']));",
     "6y"},
    {"echo strtr('hi all', ['hi' => 'hello', 'hello' => 'x', 'a' => 'b']), strtr('abc', 'ab', 'xy');",
     "hello bllxyc"},
    {"echo implode('|', explode(',', 'a,b,c', -1)), trim('..a..', '.'), trim('abcXcba', 'a..c');", "a|baX"},
    {"echo str_pad('a', 4, 'xy', STR_PAD_BOTH), ucwords('a b-c'), nl2br(\"x\\ny\"), strrev('ab');",
     "xaxyA B-c"
     "x<br />\nyba"},
    {"echo strcmp('a', 'b'), strcasecmp('A', 'a'), strncmp('abc', 'abd', 2), substr_count('aaa', 'a');",
     "-1003"},
    {"printf('%05.1f|%-5s|%+d|%x|%\\'*6d|%2$s|%%|%e', 9.96, 'ab', 5, 255, 7, 1234.5);",
     "010.0|ab   |+5|ff|*****7|ab|%|1.234500e+3"},
    {"try { sprintf('%d %d', 1); } catch (ArgumentCountError $e) { echo $e->getMessage(); }",
     "3 arguments are required, 2 given"},
    /* numbers */
    {"echo intdiv(-7, 2), round(-2.5), round(1234.5, -2), fmod(7, 3), max('apple', 5), min([3, 1]), max(1, "
     "NAN);",
     "-3-312001apple1NAN"},
    {"echo number_format(-1234.567, 2), number_format(0.5), hexdec('ff'), decbin(5), array_sum([1, '2.5', "
     "true]);",
     "-1,234.5712551014.5"},
    {"try { intdiv(1, 0); } catch (DivisionByZeroError $e) { echo $e->getMessage(); }", "Division by zero"},
    /* arrays */
    {"$a = [1, 2, 'k' => 3]; echo array_shift($a), array_pop($a), array_unshift($a, 0), array_push($a, 9), "
     "implode(',', $a), implode(',', array_keys($a));",
     "13230,2,90,1,2"},
    {"$a = [1, 2, 3, 4]; $r = array_splice($a, 1, 2, ['x']); echo implode($a), implode($r);", "1x423"},
    {"$a = [1, 2, 3, 4]; foreach ($a as &$v) { if ($v == 2) { array_splice($a, 2, 1); } echo $v; }", "124"},
    {"echo implode(',', range('a', 'e', 2)), implode(',', range(5, 1, 2)), implode(',', range(0, 1, 0.5));",
     "a,c,e5,3,10,0.5,1"},
    {"$a = ['b' => 1, 'a' => 2, 10 => 0]; ksort($a); echo implode(',', array_keys($a)); arsort($a); "
     "echo implode(',', array_keys($a));",
     "10,a,ba,b,10"},
    {"echo implode(array_diff([1, 'a', 2], ['1'])), implode(array_intersect(['x', 'y'], ['y'])), "
     "implode(array_unique([1, '1', 2])), implode(array_merge(['a' => 1], ['a' => 2, 3]));",
     "a2y1223"},
    {"$a = [1, 2, 3]; next($a); $b = $a; next($b); echo current($a), current($b), end($a), key($a), "
     "reset($b);",
     "23321"},
    /* callbacks */
    {"echo implode(',', array_map(fn($a, $b) => $a . $b, [1, 2], ['x'])), "
     "implode(',', array_keys(array_filter([3, 0, 5], fn($k) => $k != 1, ARRAY_FILTER_USE_KEY))), "
     "array_reduce([1, 2, 3], fn($c, $v) => $c + $v, 10);",
     "1x,20,216"},
    {"$a = ['x' => 1]; array_walk($a, function (&$v, $k, $e) { $v = $k . $e; }, '!'); echo $a['x'];", "x!"},
    {"$a = [1, 2]; try { array_walk($a, function () use (&$a) { $a = 5; }); } catch (TypeError $e) { "
     "echo $e->getMessage(); }",
     "Iterated value is no longer an array or object"},
    {"echo call_user_func('max', 1, 3), call_user_func_array([new ArithmeticError('m'), 'getMessage'], "
     "[]);",
     "3m"},
    /* types and classes */
    {"$v = '12ab'; settype($v, 'int'); echo $v, gettype($v), get_debug_type(1.5), intval('0x1f', 16);",
     "12integerfloat31"},
    {"class A { private $p = 1; public $q = 2; function f() { return get_object_vars($this); } } class B "
     "extends A {} echo count((new A)->f()), count(get_object_vars(new A)), get_parent_class(new B), "
     "method_exists('B', 'F') ? 'y' : 'n', is_subclass_of('B', 'A') ? 'y' : 'n', is_a('B', 'A') ? 'y' : "
     "'n';",
     "21Ayyn"},
    {"define('K', [1]); echo count(constant('K')), defined('NO') ? 'y' : 'n'; echo define('K', 2) ? 'y' : "
     "'n';",
     "1n\nWarning: Constant K already defined in program.php on line 1\nn"},
    {"function f() { return func_num_args() . implode(func_get_args()) . func_get_arg(1); } echo f('a', "
     "'b');",
     "2abb"},
    {"$x = 1; $y = 2; extract(compact('x') + ['z' => 3, 'y' => 4], EXTR_SKIP); echo $x, $y, $z;", "123"},
    /* the engine */
    {"echo ini_set('precision', 5), 1 / 3, ini_get('precision'), ini_get('nope') === false ? 'n' : 'y';",
     "140.333335n"},
    {"echo ini_set('memory_limit', '1M') === ini_get('nope') ? 'n' : 'y', ini_get('memory_limit');", "y1M"},
    {"set_error_handler(function ($n, $m) { echo \"a:$m;\"; }); $old = set_error_handler(null); echo "
     "gettype($old); "
     "restore_error_handler(); trigger_error('t', E_USER_WARNING); echo error_get_last() === null ? 'n' : "
     "'y';",
     "objecta:t;n"},
    {"register_shutdown_function(function ($x) { echo 'end', $x; }, 7); echo 'begin';", "beginend7"},
    {"function f($a) { debug_print_backtrace(); } f('x');", "#0 program.php(1): f('x')\n"},
};

START_TEST(program)
{
    ck_assert_str_eq(run(programs[_i].code), programs[_i].output);
}
END_TEST

/* Each allocation of each program fails once: an error, no leak, nothing miscounted. */
START_TEST(faults)
{
    uint64_t total;

    run(programs[_i].code);
    host_fail(0);
    run(programs[_i].code);
    total = host.allocations;
    for (uint64_t n = 1; n <= total; n++) {
        host_fail(n);
        run(programs[_i].code);
        if (host.fired && !host.absorbed) {
            ck_assert_msg(host.record.status != VUT_OK, "'%s': failure %lu was swallowed",
                          programs[_i].code, (unsigned long)n);
            ck_assert_str_eq(host.record.error_class, "memory");
        }
    }
    host_fail(0);
    ck_assert_str_eq(run(programs[_i].code), programs[_i].output);
}
END_TEST

/* ---- sorting ------------------------------------------------------------------------------------- */

/* The pairs that PHP asks about, in its order. */
START_TEST(comparisons)
{
    const char *code = "$a = [3, 1, 2, 0, 5, 4, 7, 6]; usort($a, function ($x, $y) { echo \"$x$y \"; "
                       "return $x <=> $y; }); echo implode($a);";

    ck_assert_str_eq(run(code), "31 32 12 30 20 10 35 54 34 57 76 46 56 01234567");
}
END_TEST

/* Whatever the comparator does, what comes out is a permutation; and equal ones keep their order. */
START_TEST(permutation)
{
    const char *thrown =
        "$a = range(1, 100); $n = 0; try { usort($a, function ($x, $y) use (&$n) { if (++$n == "
        "200) { throw new Exception; } return $y - $x; }); } catch (Exception $e) {} "
        "echo array_sum($a), count(array_unique($a));";
    const char *stable =
        "$a = []; for ($i = 0; $i < 100; $i++) { $a[] = [$i % 3, $i]; } usort($a, fn($x, $y) "
        "=> $x[0] - $y[0]); for ($i = 1; $i < 100; $i++) { if ($a[$i - 1] > $a[$i]) { echo "
        "'wrong'; } }";

    ck_assert_str_eq(run(thrown), "5050100");
    ck_assert_str_eq(run(stable), "");
}
END_TEST

/* ---- limits and the test module -------------------------------------------------------------------- */

START_TEST(nesting)
{
    ck_assert_ptr_nonnull(
        strstr(run("function f() { return array_map('f', [1]); } f();"), "nesting level"));
    ck_assert_ptr_nonnull(strstr(
        run("$a = []; for ($i = 0; $i < 9999; $i++) { $a = [$a]; } echo count($a, 1);"), "nesting level"));
}
END_TEST

START_TEST(testmodule)
{
    const char *code =
        "function faultline_interrupt() { echo 'i'; } $a = new _InterruptComparable(1); $b = new "
        "_InterruptComparable(2); function f($x, $y) { return $x < $y; } echo f($a, $b) ? 'y' : "
        "'n'; f(1, 2); _raise_interrupt('call'); echo $b->value;";

    host_close();
    host.settings.param[PARAM_TESTMODULE] = true;
    ck_assert(host_create());
    ck_assert_str_eq(run(code), "yii2");
    ck_assert_ptr_nonnull(strstr(run("_raise_interrupt('x');"), "must be the name of an action"));
}
END_TEST

/* A VM that can't be made leaves nothing behind. */
START_TEST(creation)
{
    uint64_t total = host.allocations;

    host_close();
    for (uint64_t n = 1; n <= total; n += 1 + total / 500) {
        host_fail(n);
        ck_assert(!host_create());
        ck_assert_int_eq(host.live, 0);
    }
    host_setup();
}
END_TEST

int main(void)
{
    enum { PROGRAM_COUNT = sizeof(programs) / sizeof(programs[0]) };
    Suite *suite = suite_create("refvm_builtin");
    TCase *all = tcase_create("builtin");

    tcase_add_checked_fixture(all, host_setup, host_close);
    tcase_set_timeout(all, 60);
    tcase_add_test(all, signature);
    tcase_add_test(all, table);
    tcase_add_loop_test(all, program, 0, PROGRAM_COUNT);
    tcase_add_loop_test(all, faults, 0, PROGRAM_COUNT);
    tcase_add_test(all, comparisons);
    tcase_add_test(all, permutation);
    tcase_add_test(all, nesting);
    tcase_add_test(all, testmodule);
    tcase_add_test(all, creation);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
