/* refvm_depth_test.c: how much of the C stack each kind of recursion takes in the reference VM.
 *
 * The nesting limit is one number for all kinds, so what matters is the largest frame between two levels,
 * in the build whose frames are largest. Each program here goes down without end; it must end in a normal
 * error, and a quarter of the stack must be left, in every engine and build.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bind.h"
#include "callers.h"
#include "check_main.h"
#include "crash.h"
#include "exec.h"

enum { REPEATED = 700, PROGRAM_SIZE = 1 << 16, MARGIN_PERCENT = 25 };

/* A program: `before`, `open` so many times, `middle`, `close` as many times, `after`. In `open` and
 * `close`, '~' is the number of the repetition, from 1, and '#' the one before. */
struct kind {
    const char *name, *before, *open, *middle, *close, *after;
    const char *end; /* class of the error that ends it, "" for none; NULL: the nesting limit */
};

#define CODE(end, name, code)                                                                              \
    {                                                                                                      \
        name, code, "", "", "", "", end                                                                    \
    }
#define SYNTAX(end, name, before, open, middle, close, after)                                              \
    {                                                                                                      \
        name, before, open, middle, close, after, end                                                      \
    }

static const struct kind KINDS[] = {
    /* Callbacks */
    CODE(NULL, "array_map", "function f($x) { return array_map('f', [$x]); } f(1);"),
    CODE(NULL, "array_map, two arrays",
         "function f($x, $y) { return array_map('f', [$x], [$y]); } f(1, 2);"),
    CODE(NULL, "array_filter", "function f($x) { return array_filter([$x], 'f'); } f(1);"),
    CODE(NULL, "array_reduce", "function f($x, $y) { return array_reduce([1], 'f'); } f(1, 2);"),
    CODE(NULL, "array_walk", "function f(&$x) { $a = [1]; return array_walk($a, 'f'); } $v = 1; f($v);"),
    CODE(NULL, "usort", "function f($x, $y) { $l = [$x, $y]; usort($l, 'f'); return 0; } f(1, 2);"),
    CODE(NULL, "uasort", "function f($x, $y) { $l = [$x, $y]; uasort($l, 'f'); return 0; } f(1, 2);"),
    CODE(NULL, "uksort", "function f($x, $y) { $l = [$x, $y]; uksort($l, 'f'); return 0; } f(1, 2);"),
    CODE("frames", "call_user_func", "function f($x) { return call_user_func('f', $x); } f(1);"),
    CODE("frames", "call_user_func_array",
         "function f($x) { return call_user_func_array('f', [$x]); } f(1);"),
    CODE(NULL, "call_user_func of itself", "function f() { call_user_func('call_user_func', 'f'); } f();"),
    CODE(NULL, "method as callback",
         "class C { function f($x) { return array_map([$this, 'f'], [$x]); } } (new C)->f(1);"),
    CODE(NULL, "closure as callback",
         "$f = function ($x) use (&$f) { return array_map($f, [$x]); }; $f(1);"),
    CODE("frames", "__invoke",
         "class C { function __invoke($x) { return call_user_func($this, $x); } } (new C)(1);"),
    CODE("memory", "__call by callback",
         "class C { function __call($m, $a) { return call_user_func([$this, $m . "
         "'x'], 1); } } (new C)->f();"),
    CODE("memory", "__callStatic by callback",
         "class C { static function __callStatic($m, $a) { return "
         "call_user_func(['C', 'f'], 1); } } C::f();"),

    /* Magic methods */
    CODE(NULL, "__toString, concatenated",
         "class C { function __toString() { return 's' . $this; } } echo new C;"),
    CODE(NULL, "__toString, interpolated",
         "class C { function __toString() { return \"a{$this}b\"; } } echo new C;"),
    CODE(NULL, "__toString, cast",
         "class C { function __toString() { return (string)$this; } } echo new C;"),
    CODE(NULL, "__toString, compared",
         "class C { function __toString() { return $this == 'x'; } } echo new C == 'y';"),
    CODE(NULL, "__toString, argument",
         "class C { function __toString() { return strrev($this); } } strrev(new C);"),
    CODE(NULL, "__toString, implode",
         "class C { function __toString() { return implode(',', [$this, 1]); } } echo new C;"),
    CODE(NULL, "__toString, str_replace",
         "class C { function __toString() { return str_replace(['a'], [$this], "
         "['x' => 'a'])['x']; } } echo new C;"),
    CODE(NULL, "__toString, sorted",
         "class C { function __toString() { $a = [$this, 'b']; sort($a); return ''; } } echo new C;"),
    CODE(NULL, "__toString, echo",
         "class C { function __toString() { echo $this; return ''; } } echo new C;"),
    CODE(NULL, "__toString, print_r of a string",
         "class C { function __toString() { print_r([1, 2]); return print($this); } } echo new C;"),
    CODE(NULL, "__toString, in_array",
         "class C { function __toString() { return in_array('a', [$this]); } } echo new C;"),
    CODE(NULL, "__toString, array key",
         "class C { function __toString() { return array_flip(['a', 'b'])[(string)$this]; } } echo new C;"),
    CODE(NULL, "__toString, append",
         "class C { function __toString() { $s = 'a'; $s .= $this; return $s; } } echo new C;"),
    CODE(NULL, "__get", "class C { function __get($p) { return (new C)->$p; } } (new C)->x;"),
    CODE(NULL, "__get, isset",
         "class C { function __isset($p) { return isset((new C)->$p); } } isset((new C)->x);"),
    CODE(NULL, "__get, coalesce",
         "class C { function __isset($p) { return true; } function __get($p) { return "
         "(new C)->$p ?? 1; } } (new C)->x ?? 2;"),
    CODE("frames", "__call", "class C { function __call($m, $a) { return $this->$m(); } } (new C)->f();"),
    CODE(NULL, "__get, for writing",
         "class C { function __get($p) { $c = new C; $c->$p[1] = 2; } } (new C)->x;"),
    CODE(NULL, "__set",
         "class C { function __set($p, $v) { $c = new C; $c->$p = $v; } } $c = new C; $c->x = 1;"),
    CODE(NULL, "__set, by operator",
         "class C { function __get($p) { $c = new C; $c->$p += 1; } } $c = new C; $c->x += 1;"),
    CODE(NULL, "__set, increment",
         "class C { function __get($p) { $c = new C; $c->$p++; } } $c = new C; $c->x++;"),
    CODE(NULL, "__unset",
         "class C { function __unset($p) { $c = new C; unset($c->$p); } } $c = new C; unset($c->x);"),
    CODE(NULL, "__clone", "class C { function __clone() { clone $this; } } clone new C;"),
    CODE("frames", "__construct", "class C { function __construct() { new C; } } new C;"),
    CODE(NULL, "typed property",
         "class C { public string $s = ''; function __toString() { $this->s = $this; "
         "return ''; } } echo new C;"),
    CODE(NULL, "typed parameter",
         "class C { function __toString() { return f($this); } } function f(string $s) "
         "{ return $s; } f(new C);"),

    /* Interfaces */
    CODE(NULL, "offsetGet",
         "class C implements ArrayAccess { function offsetGet($o): mixed { return $this[$o]; }"
         " function offsetSet($o, $v): void {} function offsetExists($o): bool { return true; }"
         " function offsetUnset($o): void {} } (new C)[0];"),
    CODE(NULL, "offsetSet",
         "class C implements ArrayAccess { function offsetGet($o): mixed { return 1; }"
         " function offsetSet($o, $v): void { $this[] = 1; } function offsetExists($o): bool "
         "{ return true; }"
         " function offsetUnset($o): void {} } $c = new C; $c[] = 1;"),
    CODE(NULL, "offsetSet, by operator",
         "class C implements ArrayAccess { function offsetGet($o): mixed { $this[1] .= 'x'; return 1; }"
         " function offsetSet($o, $v): void {} function offsetExists($o): bool { return true; }"
         " function offsetUnset($o): void {} } $c = new C; $c[1] .= 'x';"),
    CODE(NULL, "offsetExists",
         "class C implements ArrayAccess { function offsetGet($o): mixed { return 1; }"
         " function offsetSet($o, $v): void {} function offsetExists($o): bool { return empty($this[1]); }"
         " function offsetUnset($o): void {} } isset((new C)[0]);"),
    CODE(NULL, "offsetUnset",
         "class C implements ArrayAccess { function offsetGet($o): mixed { return 1; }"
         " function offsetSet($o, $v): void {} function offsetExists($o): bool { return true; }"
         " function offsetUnset($o): void { unset($this[$o]); } } $c = new C; unset($c[1]);"),
    CODE(NULL, "Iterator",
         "class C implements Iterator { function current(): mixed { foreach ($this as $v); return 1; }"
         " function key(): mixed { return 1; } function next(): void {} function rewind(): void {}"
         " function valid(): bool { return true; } } foreach (new C as $v);"),
    CODE(NULL, "Iterator, rewind",
         "class C implements Iterator { function current(): mixed { return 1; }"
         " function key(): mixed { return 1; } function next(): void {} function "
         "rewind(): void { foreach ($this as $v); }"
         " function valid(): bool { return true; } } foreach (new C as $v);"),
    CODE(NULL, "iterator_to_array",
         "class C implements Iterator { function current(): mixed { iterator_to_array($this); return 1; }"
         " function key(): mixed { return 1; } function next(): void {} function rewind(): void {}"
         " function valid(): bool { return true; } } iterator_to_array(new C);"),
    CODE(NULL, "IteratorAggregate",
         "class C implements IteratorAggregate { function getIterator(): Iterator { "
         "foreach ($this as $v); } } foreach (new C as $v);"),
    CODE(NULL, "Countable",
         "class C implements Countable { function count(): int { return count($this); } } count(new C);"),

    /* Destructors */
    CODE(NULL, "destructor, assigned",
         "class C { function __destruct() { $c = new C; $c = null; } } $c = new C; $c = null;"),
    CODE(NULL, "destructor, unset",
         "class C { function __destruct() { $c = new C; unset($c); } } $c = new C; unset($c);"),
    CODE(NULL, "destructor, leaving",
         "class C { function __destruct() { f(); } } function f() { $c = new C; } f();"),
    CODE(NULL, "destructor, temporary", "class C { function __destruct() { new C; } } new C;"),
    CODE(NULL, "destructor, argument",
         "class C { function __destruct() { strlen(f(new C)); } } function f($c) { return ''; } f(new C);"),
    CODE(NULL, "destructor, element",
         "class C { function __destruct() { $a = [new C]; $a[0] = 1; } } $c = new C; $c = null;"),
    CODE(NULL, "destructor, array",
         "class C { function __destruct() { $a = [[new C]]; $a = 1; } } $c = new C; $c = null;"),
    CODE(NULL, "destructor, property",
         "class C { public $p; function __destruct() { $this->p = new C; $this->p "
         "= 1; } } $c = new C; $c = 1;"),
    CODE(NULL, "destructor, static",
         "class C { static $p; function __destruct() { C::$p = new C; C::$p = 1; } } $c = new C; $c = 1;"),
    CODE(NULL, "destructor, popped",
         "class C { function __destruct() { $a = [new C]; array_pop($a); } } $c = new C; $c = 1;"),
    CODE(
        NULL, "destructor, thrown",
        "class C { function __destruct() { throw new Exception; } } class D { function __destruct() {"
        " try { $c = new C; f(new D); } catch (Exception $e) {} } } function f($d) { throw new Exception; }"
        " try { f(new D); } catch (Exception $e) { $e = null; }"),
    CODE(NULL, "destructor, at the end",
         "class C { public $p; function __destruct() { $this->p = null; } } $h = null;"
         " for ($i = 0; $i < 1000; $i++) { $c = new C; $c->p = $h; $h = $c; } unset($c);"),

    /* Handlers */
    CODE(NULL, "error handler", "function f() { set_error_handler(function () { f(); }); echo $u; } f();"),
    CODE(NULL, "error handler, in a function",
         "function f() { set_error_handler('g'); strlen(null); } function g() { f(); } f();"),
    CODE(NULL, "error handler, conversion",
         "function f() { set_error_handler('g'); return 'a' . []; } function g() { f(); } f();"),
    CODE(NULL, "error handler, offset",
         "function f() { set_error_handler('g'); $a = [1]; $a['x'] .= 1; } function g() { f(); } f();"),
    CODE(NULL, "exception handler",
         "class C { function __destruct() { set_exception_handler('f'); } } function "
         "f() { array_map('f', [1]); }"
         " set_exception_handler('f'); throw new Exception;"),
    CODE(NULL, "shutdown function",
         "function f() { array_map('f', [1]); } register_shutdown_function('f');"),
    CODE(NULL, "interrupt handler",
         "function faultline_interrupt() { f(); } function f() { return array_map('f', [1]); } f();"),

    /* Data */
    CODE(NULL, "== of arrays",
         "$a = 1; $b = 1; for ($i = 0; $i < 1000; $i++) { $a = [$a]; $b = [$b]; } $a == $b;"),
    CODE(NULL, "== of objects",
         "$a = 1; $b = 1; for ($i = 0; $i < 1000; $i++) { $a = (object)['p' => $a]; $b = "
         "(object)['p' => $b]; } $a == $b;"),
    CODE("", "=== of arrays",
         "$a = 1; $b = 1; for ($i = 0; $i < 1000; $i++) { $a = [$a]; $b = [$b]; } $a === $b;"),
    CODE(NULL, "<=> of arrays",
         "$a = 1; $b = 1; for ($i = 0; $i < 1000; $i++) { $a = [$a]; $b = [$b]; } $a <=> $b;"),
    CODE(
        NULL, "sort of arrays",
        "$a = 1; $b = 1; for ($i = 0; $i < 1000; $i++) { $a = [$a]; $b = [$b]; } $l = [$a, $b]; sort($l);"),
    CODE(NULL, "print_r", "$a = 1; for ($i = 0; $i < 1000; $i++) { $a = [$a]; } print_r($a, true);"),
    CODE(NULL, "print_r of objects",
         "$a = 1; for ($i = 0; $i < 1000; $i++) { $a = (object)['p' => $a]; } print_r($a, true);"),
    CODE(NULL, "var_dump",
         "$a = 1; for ($i = 0; $i < 1000; $i++) { $a = $i % 2 ? [$a] : (object)['p' => $a]; } "
         "var_dump($a);"),
    CODE(NULL, "var_export", "$a = 1; for ($i = 0; $i < 1000; $i++) { $a = [$a]; } var_export($a, true);"),
    CODE(NULL, "count", "$a = 1; for ($i = 0; $i < 1000; $i++) { $a = [$a]; } count($a, 1);"),
    CODE(NULL, "compact", "$a = 'a'; for ($i = 0; $i < 1000; $i++) { $a = [$a]; } compact($a);"),
    CODE("", "freeing", "$a = 1; for ($i = 0; $i < 9000; $i++) { $a = [$a]; } $a = 1;"),
    CODE("", "collecting",
         "$a = new stdClass; $b = $a; for ($i = 0; $i < 9000; $i++) { $a->p = new stdClass; "
         "$a = $a->p; } $a->p = $b;"
         " $a = $b = null; gc_collect_cycles();"),
    CODE("memory", "previous exceptions",
         "function f($n) { try { throw new Exception; } finally { if ($n) { f($n - 1); } } } f(1000);"),

    /* Calls */
    CODE("frames", "calls", "function f() { return f() + 1; } f();"),
    CODE(NULL, "mixed",
         "class C { function __toString() { $a = [1, 2]; usort($a, function () { "
         "array_map(function () { return \"$this\"; },"
         " [1]); return 0; }); return ''; } } echo new C;"),

    /* Syntax */
    SYNTAX(NULL, "parentheses", "", "(", "1", ")", ";"),
    SYNTAX(NULL, "array literals", "$a = ", "[", "1", "]", ";"),
    SYNTAX(NULL, "array literals of variables", "$a = ", "[$b => ", "$c", "]", ";"),
    SYNTAX(NULL, "array()", "$a = ", "array(1 => ", "1", ")", ";"),
    SYNTAX(NULL, "calls in arguments", "", "f(", "$x", ")", ";"),
    SYNTAX(NULL, "methods in arguments", "", "$o->f(1, ", "$x", ")", ";"),
    SYNTAX(NULL, "new in arguments", "", "new C(", "$x", ")", ";"),
    SYNTAX(NULL, "static calls in arguments", "", "C::f(", "$x", ")", ";"),
    SYNTAX(NULL, "calls in a row", "$f", "()", "", "", ";"),
    SYNTAX(NULL, "members in a row", "$o", "->p", "", "", ";"),
    SYNTAX(NULL, "offsets in a row", "$o", "[1]", "", "", ";"),
    SYNTAX(NULL, "offsets written in a row", "$o", "[1]", " = 1", "", ";"),
    SYNTAX(NULL, "static members in a row", "$o", "::$p", "", "", ";"),
    SYNTAX(NULL, "nullsafe in a row", "$o", "?->p", "", "", ";"),
    SYNTAX(NULL, "offsets in offsets", "", "$a[", "1", "]", ";"),
    SYNTAX(NULL, "offsets in offsets, written", "", "$a[", "1", "]", " = 1;"),
    SYNTAX(NULL, "members by name", "", "$o->{", "$x", "}", ";"),
    SYNTAX(NULL, "variables of variables", "", "$", "$x", "", ";"),
    SYNTAX(NULL, "variables by name", "", "${", "'x'", "}", ";"),
    SYNTAX(NULL, "lists", "", "[", "$x", "]", " = $y;"),
    SYNTAX(NULL, "lists with keys", "", "['k' => ", "$x", "]", " = $y;"),
    SYNTAX(NULL, "lists with references", "", "[1, ", "&$x", "]", " = $y;"),
    SYNTAX(NULL, "list()", "", "list(", "$x", ")", " = $y;"),
    SYNTAX(NULL, "foreach with lists", "foreach ($a as ", "[", "$x", "]", ");"),
    SYNTAX(NULL, "signs", "$a = ", "- ", "$x", "", ";"),
    SYNTAX(NULL, "not", "$a = ", "!", "$x", "", ";"),
    SYNTAX(NULL, "silence", "$a = ", "@", "$x", "", ";"),
    SYNTAX(NULL, "casts", "$a = ", "(string)", "$x", "", ";"),
    SYNTAX(NULL, "clone", "$a = ", "clone ", "$x", "", ";"),
    SYNTAX(NULL, "print", "", "print ", "$x", "", ";"),
    SYNTAX(NULL, "assignments", "", "$x = ", "1", "", ";"),
    SYNTAX(NULL, "assignments by operator", "", "$x .= ", "1", "", ";"),
    SYNTAX(NULL, "assignments to elements", "", "$x[1] = ", "1", "", ";"),
    SYNTAX(NULL, "assignments to properties", "", "$x->p = ", "1", "", ";"),
    SYNTAX("", "sums", "$a = 1", " + $x", "", "", ";"),
    SYNTAX("", "sums of constants", "$a = 1", " + 1", "", "", ";"),
    SYNTAX(NULL, "powers", "$a = 1", " ** $x", "", "", ";"),
    SYNTAX(NULL, "powers of constants", "$a = 1", " ** 1", "", "", ";"),
    SYNTAX("", "strings", "$a = 'x'", " . $x", "", "", ";"),
    SYNTAX(NULL, "and", "$a = 1", " && $x", "", "", ";"),
    SYNTAX(NULL, "or in parentheses", "$a = ", "($x || ", "1", ")", ";"),
    SYNTAX(NULL, "coalesce", "$a = $x", " ?? $x", "", "", ";"),
    SYNTAX(NULL, "conditional", "$a = ", "($x ? ", "1", " : 2)", ";"),
    SYNTAX(NULL, "conditional, last", "$a = ", "$x ? 1 : (", "1", ")", ";"),
    SYNTAX(NULL, "conditional, short", "$a = ", "($x ?: ", "1", ")", ";"),
    SYNTAX(NULL, "comparison", "$a = ", "($x == ", "1", ")", ";"),
    SYNTAX(NULL, "instanceof", "$a = ", "($x instanceof C && ", "1", ")", ";"),
    SYNTAX(NULL, "isset", "", "isset($x[", "1", "])", ";"),
    SYNTAX(NULL, "empty", "", "empty(", "1", ")", ";"),
    SYNTAX(NULL, "throw", "$x ?? ", "throw ", "$x", "", ";"),
    SYNTAX(NULL, "exit", "", "exit(", "1", ")", ";"),
    SYNTAX(NULL, "interpolation", "$a = ", "\"a{$x[", "1", "]}b\"", ";"),
    SYNTAX(NULL, "heredoc", "$a = ", "<<<A~\n{$x[", "1", "]}\nA~\n", ";"),
    SYNTAX(NULL, "closures", "$a = ", "function () { return ", "1", "; }", ";"),
    SYNTAX(NULL, "arrow functions", "$a = ", "fn() => ", "$x", "", ";"),
    SYNTAX(NULL, "arrow functions in arguments", "$a = ", "f(fn($y) => ", "$x", ")", ";"),
    SYNTAX(NULL, "anonymous classes", "$a = ", "new class { function f() { return ", "1", "; } }", ";"),
    SYNTAX(NULL, "blocks", "", "{", "", "}", ""),
    SYNTAX(NULL, "if", "", "if ($x) {", "", "}", ""),
    SYNTAX(NULL, "if without braces", "", "if ($x) ", ";", "", ""),
    SYNTAX("", "elseif", "if ($x) {} ", "elseif ($x) {}", "", "", ""),
    SYNTAX("", "else if", "if ($x) {} ", "else if ($x) {}", "", "", ""),
    SYNTAX(NULL, "if with a colon", "", "if ($x):", "", "endif;", ""),
    SYNTAX(NULL, "while", "", "while (0) {", "", "}", ""),
    SYNTAX(NULL, "do", "", "do {", "", "} while (0);", ""),
    SYNTAX(NULL, "for", "", "for (;0;) {", "", "}", ""),
    SYNTAX(NULL, "foreach", "", "foreach ($x as $y) {", "", "}", ""),
    SYNTAX(NULL, "switch", "", "switch ($x) { case 1: ", "", "}", ""),
    SYNTAX(NULL, "try", "", "try {", "", "} finally {}", ""),
    SYNTAX(NULL, "catch", "", "try {} catch (E $e) {", "", "}", ""),
    SYNTAX(NULL, "finally", "", "try {} finally {", "", "}", ""),
    SYNTAX(NULL, "finally with return", "function g() {", "try { return 1; } finally {", "", "}", "}"),
    SYNTAX(NULL, "functions", "", "function f~() {", "", "}", ""),
    SYNTAX(NULL, "functions with classes", "", "function f~() { class C~ { function g() {", "", "}}}", ""),
    SYNTAX(NULL, "defaults", "function g($x = ", "[", "1", "]", ") {}"),
    SYNTAX(NULL, "constants of classes", "class C { const A = ", "[", "1", "]", "; }"),
    SYNTAX(NULL, "constants, evaluated", "class C { const B = 1; const A = ", "[self::B, ", "1", "]",
           "; } C::A;"),
    SYNTAX(NULL, "static variables", "function g() { static $x = ", "-(", "X", ")", "; } g();"),
    SYNTAX(NULL, "const", "const A = ", "(B . ", "1", ")", ";"),
    SYNTAX(NULL, "chain of constants", "class C { const A0 = 1; ", "const A~ = self::A#;", "", "",
           "} C::A700;"),
    SYNTAX(NULL, "chain of constants, backwards", "class C { const A700 = 1; ", "const A# = self::A~;", "",
           "", "} C::A0;"),
    SYNTAX(NULL, "chain of classes", "class C0 { const A = B; public $p = self::A; } ",
           "class C~ extends C# { public $p = self::A; } ", "", "", "new C700;"),
    SYNTAX("", "chain of interfaces", "interface C0 {} ", "interface C~ extends C# {} ", "", "",
           "class D implements C700 {}"),
};

enum { KIND_COUNT = sizeof KINDS / sizeof KINDS[0] };

static struct exec exec;
static char program[PROGRAM_SIZE];

static void open_vm(void)
{
    static struct obs_crash record;
    char why[256] = "";
    ck_assert(callers_scan());
    crash_install(&record);
    crash_expect_exit(); /* Check ends its children so */
    ck_assert_msg(exec_open(&exec, vm_find("refvm"), NULL, why, sizeof why), "%s", why);
    callers_set_subject((uintptr_t)vm_find("refvm"));
}

/* ---- writing programs ---------------------------------------------------------------------------- */

static char *put_text(char *to, const char *text)
{
    size_t size = strlen(text);
    ck_assert_uint_lt((size_t)(to - program) + size, PROGRAM_SIZE - 16);
    memcpy(to, text, size);
    return to + size;
}

static char *put_numbered(char *to, const char *text, int number)
{
    char digits[16];
    for (const char *p = text; *p; p++) {
        snprintf(digits, sizeof digits, *p == '~' || *p == '#' ? "%d" : "%c",
                 *p == '~'   ? number
                 : *p == '#' ? number - 1
                             : *p);
        to = put_text(to, digits);
    }
    return to;
}

static size_t write_program(const struct kind *k)
{
    char *to = put_text(put_text(program, "<?php\n"), k->before);
    for (int i = 1; i <= REPEATED; i++)
        to = put_numbered(to, k->open, i);
    to = put_text(to, k->middle);
    for (int i = REPEATED; i > 0; i--)
        to = put_numbered(to, k->close, i);
    to = put_text(to, k->after);
    return (size_t)(to - program);
}

/* ---- the test ------------------------------------------------------------------------------------ */

static struct vut_settings settings_of(const struct vut *vut, size_t engine)
{
    struct vut_settings settings = {.engine = &vut->engines[engine]};
    for (size_t i = 0; i < vut->param_count; i++)
        settings.param[i] = vut->params[i].initial;
    return settings;
}

static void check_depth(const struct kind *k, const struct vut_settings *settings, size_t size)
{
    static struct observation obs;
    struct exec_request request = {
        .program = program, .program_size = size, .settings = settings, .step_budget = 10000000};
    ck_assert(exec_run(&exec, &request, &obs));
    uint64_t depth = obs.machine.host_stack.depth_max;
    uint64_t left_percent = (CSTACK_SIZE - depth) * 100 / CSTACK_SIZE;
    if (getenv("REFVM_DEPTH_TELL") != NULL)
        printf("%8lu KiB  %-8s %-30s %s: %s\n", (unsigned long)(depth >> 10), settings->engine->name,
               k->name, obs.language.error_class, obs.language.error_text);
    ck_assert_msg(left_percent >= MARGIN_PERCENT, "%s: '%s' leaves %lu %% of the stack, expected %d",
                  settings->engine->name, k->name, (unsigned long)left_percent, MARGIN_PERCENT);
    ck_assert_msg(strcmp(obs.language.error_class, k->end ? k->end : "nesting") == 0,
                  "%s: '%s' ends in '%s' (%s), expected '%s'", settings->engine->name, k->name,
                  obs.language.error_class, obs.language.error_text, k->end ? k->end : "nesting");
}

START_TEST(depth_leaves_a_margin)
{
    const struct vut *vut = vm_find("refvm");
    size_t size = write_program(&KINDS[_i]);
    open_vm();
    for (size_t e = 0; e < vut->engine_count; e++) {
        struct vut_settings settings = settings_of(vut, e);
        check_depth(&KINDS[_i], &settings, size);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("refvm_depth");
    TCase *cases = tcase_create("margin");
    tcase_add_loop_test(cases, depth_leaves_a_margin, 0, KIND_COUNT);
    tcase_set_timeout(cases, 60);
    suite_add_tcase(suite, cases);
    return check_main(suite);
}
