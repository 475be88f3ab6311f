/* refvm_object_test.c: classes and objects of the reference VM: programs with the output that php has for
 * them, and the same programs with every allocation failing in turn, after which nothing may be left.
 */
#include "check_main.h"
#include "refvm_host.h"

enum { SWEEP_MAX = 20000 };

/* Allocation number `fail_at` fails, counted from here; 0: none. */
static void run(const char *source, uint64_t fail_at)
{
    host_fail(fail_at);
    host_run(host_load(source, strlen(source)));
}

/* ---- programs ------------------------------------------------------------------------------------ */

static const struct example {
    const char *name, *text, *source, *output;
} programs[] = {
    {"signatures", "wider parameters and narrower results are compatible",
     "<?php\n"
     "interface I { const X = 1; function f(int $a, $b = [1]); }\n"
     "abstract class A implements I { abstract function g(); function h(self $x): ?self { return null; } "
     "}\n"
     "class B extends A { function f($a, $b = 2, $c = null) { return $a; } function g() { return 3; } "
     "function h(?A $x): ?B { return null; } }\n"
     "class C extends B { public function h($x, $more = 1): C { return $this; } }\n"
     "echo C::X, (new C)->f(5), (new C)->g(), get_class((new C)->h(1)), \"\\n\";\n",
     "153C\n"},
    {"shadow", "a private property and a private method hide behind a child's",
     "<?php\n"
     "class A { private $x = 1; protected $y = 2; private function f() { return \"A::f\"; } function ax() "
     "{ return $this->x; } function af() { return $this->f(); } function setx($v) { $this->x = $v; } }\n"
     "class B extends A { public $x = 10; function f() { return \"B::f\"; } function by() { return "
     "$this->y; } }\n"
     "$b = new B;\n"
     "echo $b->x, $b->ax(), $b->by(), $b->af(), $b->f(), \"\\n\";\n"
     "$b->setx(7);\n"
     "echo $b->x, $b->ax(), \"\\n\";\n"
     "foreach ([fn($o) => $o->y, fn($o) => $o->zz] as $f) {\n"
     "    try { var_dump($f($b)); } catch (Error $e) { echo $e->getMessage(), \"\\n\"; }\n"
     "}\n"
     "var_dump($b);\n",
     "1012A::fB::f\n"
     "107\n"
     "Cannot access protected property B::$y\n"
     "\n"
     "Warning: Undefined property: B::$zz in program.php on line 8\n"
     "NULL\n"
     "object(B)#1 (3) {\n"
     "  [\"x\":\"A\":private]=>\n"
     "  int(7)\n"
     "  [\"y\":protected]=>\n"
     "  int(2)\n"
     "  [\"x\"]=>\n"
     "  int(10)\n"
     "}\n"},
    {"magic", "__get and its kind, once per object and name",
     "<?php\n"
     "class M {\n"
     "    private $data = [];\n"
     "    function __get($n) { echo \"get $n\\n\"; if ($n == \"deep\") return $this->deep; return "
     "$this->data[$n] ?? null; }\n"
     "    function __set($n, $v) { echo \"set $n\\n\"; if ($n == \"own\") $this->own = $v; else "
     "$this->data[$n] = $v; }\n"
     "    function __isset($n) { echo \"isset $n\\n\"; return isset($this->data[$n]); }\n"
     "    function __unset($n) { echo \"unset $n\\n\"; unset($this->data[$n]); }\n"
     "    function __call($n, $a) { return \"$n(\" . count($a) . \")\"; }\n"
     "    static function __callStatic($n, $a) { return \"static $n\"; }\n"
     "    function __toString() { return \"M!\"; }\n"
     "    function __invoke($x) { return $x * 2; }\n"
     "}\n"
     "$m = new M;\n"
     "$m->a = 1;\n"
     "echo $m->a, \"\\n\";\n"
     "$m->a .= \"x\";\n"
     "var_dump(isset($m->a), isset($m->b), empty($m->a), $m->b ?? \"none\");\n"
     "unset($m->a);\n"
     "$m->own = 5;\n"
     "echo $m->own, $m->foo(1, 2), M::bar(), $m, $m(21), \"\\n\";\n"
     "var_dump($m->deep);\n",
     "set a\n"
     "get a\n"
     "1\n"
     "get a\n"
     "set a\n"
     "isset a\n"
     "isset b\n"
     "isset a\n"
     "get a\n"
     "isset b\n"
     "bool(true)\n"
     "bool(false)\n"
     "bool(false)\n"
     "string(4) \"none\"\n"
     "unset a\n"
     "set own\n"
     "\n"
     "Deprecated: Creation of dynamic property M::$own is deprecated in program.php on line 5\n"
     "5foo(2)static barM!42\n"
     "get deep\n"
     "\n"
     "Warning: Undefined property: M::$deep in program.php on line 4\n"
     "NULL\n"},
    {"typed", "typed and readonly properties",
     "<?php\n"
     "class T { public int $i = 1; public ?string $s; public float $f = 2; public readonly array $r; "
     "public static ?T $t = null;\n"
     "  function init() { $this->r = [1]; } }\n"
     "$t = new T;\n"
     "$t->i = \"12\"; $t->f = 3; $t->s = 5;\n"
     "var_dump($t->i, $t->f, $t->s);\n"
     "$try = function ($f) { try { var_dump($f()); } catch (Error $e) { echo get_class($e), \": \", "
     "$e->getMessage(), \"\\n\"; } };\n"
     "$try(function () use ($t) { $t->i = \"abc\"; });\n"
     "$try(function () use ($t) { $t->i = null; });\n"
     "$try(function () use ($t) { return $t->r; });\n"
     "$try(function () use ($t) { $t->r = [2]; });\n"
     "$t->init();\n"
     "$try(function () use ($t) { $t->init(); });\n"
     "$try(function () use ($t) { $t->r[] = 1; });\n"
     "$try(function () use ($t) { unset($t->r); });\n"
     "$try(function () use ($t) { T::$t = $t; return T::$t === $t; });\n"
     "$try(function () use ($t) { T::$t = 5; });\n"
     "$ref = &$t->i;\n"
     "$try(function () use (&$ref) { $ref = \"no\"; });\n"
     "$ref = 9;\n"
     "unset($t->s);\n"
     "$try(function () use ($t) { return $t->s; });\n"
     "$t->i = 1.5;\n"
     "echo $t->i, \"\\n\";\n",
     "int(12)\n"
     "float(3)\n"
     "string(1) \"5\"\n"
     "TypeError: Cannot assign string to property T::$i of type int\n"
     "TypeError: Cannot assign null to property T::$i of type int\n"
     "Error: Typed property T::$r must not be accessed before initialization\n"
     "Error: Cannot initialize readonly property T::$r from global scope\n"
     "Error: Cannot modify readonly property T::$r\n"
     "Error: Cannot modify readonly property T::$r\n"
     "Error: Cannot unset readonly property T::$r\n"
     "bool(true)\n"
     "TypeError: Cannot assign int to property T::$t of type ?T\n"
     "TypeError: Cannot assign string to reference held by property T::$i of type int\n"
     "Error: Typed property T::$s must not be accessed before initialization\n"
     "\n"
     "Deprecated: Implicit conversion from float 1.5 to int loses precision in program.php on line 23\n"
     "1\n"},
    {"statics", "static properties and constants",
     "<?php\n"
     "class A { public static $n = 0; private static $p = \"p\"; const K = self::J . \"k\"; const J = "
     "\"j\"; public static $list = [self::K => 1];\n"
     "  static function inc() { return ++static::$n; } static function p() { return self::$p; } }\n"
     "class B extends A { public static $n = 10; }\n"
     "class C extends A {}\n"
     "echo A::inc(), B::inc(), C::inc(), A::$n, B::$n, C::$n, C::p(), \"\\n\";\n"
     "print_r(C::$list);\n"
     "foreach ([\"A::\\$p\", \"A::nope\", \"C::\\$q\"] as $what) {\n"
     "    try {\n"
     "        if ($what == \"A::nope\") A::nope(); elseif ($what == \"C::\\$q\") C::$q; else C::$p;\n"
     "    } catch (Error $e) { echo $e->getMessage(), \"\\n\"; }\n"
     "}\n"
     "class L { const A = self::B; const B = self::A; }\n"
     "try { echo L::A; } catch (Error $e) { echo $e->getMessage(), \"\\n\"; }\n",
     "11122112p\n"
     "Array\n"
     "(\n"
     "    [jk] => 1\n"
     ")\n"
     "Cannot access private property C::$p\n"
     "Call to undefined method A::nope()\n"
     "Access to undeclared static property C::$q\n"
     "Cannot declare self-referencing constant self::B\n"},
    {"closures", "binding and class Closure",
     "<?php\n"
     "class Counter { private $n = 5; function get() { return function ($by = 0) { static $calls = 0; "
     "$calls++; return $this->n + $by + $calls; }; }\n"
     "  function __call($n, $a) { return \"$n!\" . implode(\",\", $a); } static function st() { return "
     "static::class; } }\n"
     "$c = new Counter;\n"
     "$f = $c->get();\n"
     "echo $f(), $f(10), $f->__invoke(1), \"\\n\";\n"
     "$g = Closure::bind(function () { return $this->n; }, $c, Counter::class);\n"
     "echo $g(), $f->call($c, 100), \"\\n\";\n"
     "$h = Closure::fromCallable([$c, \"magic\"]);\n"
     "echo $h(1, 2), Closure::fromCallable(\"strlen\")(\"four\"), "
     "Closure::fromCallable(\"Counter::st\")(), \"\\n\";\n"
     "var_dump(@Closure::bind(static function () {}, $c), (clone $f)(1));\n"
     "try { new Closure; } catch (Error $e) { echo $e->getMessage(), \"\\n\"; }\n"
     "try { $f->x = 1; } catch (Error $e) { echo $e->getMessage(), \"\\n\"; }\n",
     "6179\n"
     "5109\n"
     "magic!1,24Counter\n"
     "NULL\n"
     "int(11)\n"
     "Instantiation of class Closure is not allowed\n"
     "Cannot create dynamic property Closure::$x\n"},
    {"destruct", "destructors and what they throw",
     "<?php\n"
     "class D { public $n; function __construct($n) { $this->n = $n; } function __destruct() { echo \"~\", "
     "$this->n, \"\\n\"; if ($this->n == \"throws\") throw new Exception(\"in ~\"); } }\n"
     "$a = new D(1); $a = null;\n"
     "$b = new D(2); $c = clone $b; $c->n = 3; unset($b);\n"
     "try { $t = new D(\"throws\"); throw new Exception(\"first\"); } catch (Exception $e) { echo "
     "$e->getMessage(), \"\\n\"; }\n"
     "try { unset($t); } catch (Exception $e) { echo $e->getMessage(), \"\\n\"; }\n"
     "function f() { $x = new D(\"throws\"); throw new Exception(\"outer\"); }\n"
     "try { f(); } catch (Exception $e) { echo $e->getMessage(), \" after \", "
     "$e->getPrevious()->getMessage(), \"\\n\"; }\n"
     "$x = new D(\"x\"); $y = new D(\"y\"); $z = [$x];\n"
     "echo spl_object_id(new D(\"tmp\")), \"\\n\";\n",
     "~1\n"
     "~2\n"
     "first\n"
     "~throws\n"
     "in ~\n"
     "~throws\n"
     "in ~ after outer\n"
     "~tmp\n"
     "6\n"
     "~y\n"
     "~3\n"
     "~x\n"},
    {"access", "ArrayAccess, Iterator, Countable",
     "<?php\n"
     "class A implements ArrayAccess, IteratorAggregate, Countable {\n"
     "    private $v = [\"a\" => 1];\n"
     "    function offsetExists($k): bool { echo \"exists $k\\n\"; return isset($this->v[$k]); }\n"
     "    function offsetGet($k): mixed { echo \"get $k\\n\"; return $this->v[$k] ?? null; }\n"
     "    function offsetSet($k, $v): void { echo \"set \", var_export($k, true), \"\\n\"; if ($k === "
     "null) $this->v[] = $v; else $this->v[$k] = $v; }\n"
     "    function offsetUnset($k): void { echo \"unset $k\\n\"; unset($this->v[$k]); }\n"
     "    function getIterator(): Iterator { return new It($this->v); }\n"
     "    function count(): int { return count($this->v); }\n"
     "}\n"
     "class It implements Iterator {\n"
     "    private $v, $k, $i = 0;\n"
     "    function __construct($v) { $this->v = $v; $this->k = array_keys($v); }\n"
     "    function current(): mixed { return $this->v[$this->k[$this->i]]; }\n"
     "    function key(): mixed { return $this->k[$this->i]; }\n"
     "    function next(): void { $this->i++; }\n"
     "    function rewind(): void { $this->i = 0; }\n"
     "    function valid(): bool { return $this->i < count($this->k); }\n"
     "}\n"
     "$a = new A;\n"
     "$a[\"b\"] = 2; $a[] = 3;\n"
     "var_dump(isset($a[\"a\"]), empty($a[\"a\"]), $a[\"zz\"] ?? \"dflt\", count($a));\n"
     "unset($a[\"a\"]);\n"
     "foreach ($a as $k => $v) echo \"$k=>$v\\n\";\n"
     "$a[\"b\"] .= \"!\";\n"
     "try { $s = new stdClass; $s[0]; } catch (Error $e) { echo $e->getMessage(), \"\\n\"; }\n",
     "set 'b'\n"
     "set NULL\n"
     "exists a\n"
     "exists a\n"
     "get a\n"
     "exists zz\n"
     "bool(true)\n"
     "bool(false)\n"
     "string(4) \"dflt\"\n"
     "int(3)\n"
     "unset a\n"
     "b=>2\n"
     "0=>3\n"
     "get b\n"
     "set 'b'\n"
     "Cannot use object of type stdClass as array\n"},
};

enum { PROGRAM_COUNT = sizeof(programs) / sizeof(programs[0]) };

START_TEST(output_is_that_of_php)
{
    const struct example *p = &programs[_i];

    for (size_t engine = 0; engine < vut_refvm.engine_count; engine++) {
        host_open(engine);
        run(p->source, 0);
        ck_assert_msg(strcmp(host.output, p->output) == 0, "program '%s' in '%s', expected\n%s\ngot\n%s",
                      p->name, vut_refvm.engines[engine].name, p->output, host.output);
        ck_assert_str_eq(host.record.refcount_note, "");
        ck_assert_str_eq(host.record.stack_note, "");
        host_close();
    }
}
END_TEST

/* The memory that a VM holds between programs, and what the program prints afterwards, are as before. */
START_TEST(every_allocation_may_fail)
{
    const struct example *p = &programs[_i];
    uint64_t n = 0;
    long live;

    host_open(0);
    run(p->source, 0);
    live = host.live;
    do {
        run(p->source, ++n);
        ck_assert_msg(host.live == live, "program '%s', allocation %lu, expected %ld bytes, got %ld",
                      p->name, (unsigned long)n, live, host.live);
        ck_assert_msg(host.record.refcount_wrong == 0, "program '%s', allocation %lu, '%s'", p->name,
                      (unsigned long)n, host.record.refcount_note);
        ck_assert_msg(host.record.stack_note[0] == '\0', "program '%s', allocation %lu, '%s'", p->name,
                      (unsigned long)n, host.record.stack_note);
        ck_assert(!host.fired || host.record.status == VUT_ERROR || host.record.status == VUT_REJECTED);
    } while (host.fired && n < SWEEP_MAX);
    ck_assert(!host.fired);
    run(p->source, 0);
    ck_assert_str_eq(host.output, p->output);
    host_close();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("refvm_object");
    TCase *language = tcase_create("language"), *memory = tcase_create("memory");

    tcase_add_loop_test(language, output_is_that_of_php, 0, PROGRAM_COUNT);
    tcase_add_loop_test(memory, every_allocation_may_fail, 0, PROGRAM_COUNT);
    tcase_set_timeout(memory, 120);
    suite_add_tcase(suite, language);
    suite_add_tcase(suite, memory);
    return check_main(suite);
}
