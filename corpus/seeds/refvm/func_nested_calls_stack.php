<?php
// Deep but bounded nesting of calls, callbacks, arrays and strings with results checked at every level.
function depth($n) { $a = [$n, "s$n"]; return $n ? depth($n - 1) + $a[0] : 0; }
echo depth(200), "\n";
function via($n) { return $n ? call_user_func('via', $n - 1) + 1 : 0; }
echo via(60), "\n";
function mapdown($n) { return $n ? array_map('mapdown', [$n - 1])[0] + 1 : 0; }
echo mapdown(40), "\n";
class N { public $next; public $v; function __construct($n) { $this->v = $n; $this->next = $n ? new N($n - 1) : null; } function sum() { return $this->v + ($this->next ? $this->next->sum() : 0); } function __toString() { return $this->v . ($this->next ? "," . $this->next : ""); } }
$l = new N(30);
echo $l->sum(), " ", strlen($l), "\n";
$nest = [];
for ($i = 0; $i < 50; $i++) $nest = [$nest];
$d = 0;
for ($p = $nest; $p; $p = $p[0]) $d++;
echo $d, " ", count($nest, COUNT_RECURSIVE), "\n";
$copy = $nest;
var_dump($copy == $nest, $copy === $nest);
function locals($a, $b, $c) { $d = $a . $b; $e = [$c, $d]; $f = function () use ($d, &$e) { $e[] = $d; return count($e); }; return $f() + $f() + ($a ? locals($a - 1, $b, $c) : 0); }
echo locals(10, "b", null), "\n";
try {
    (function ($f, $n) { return $f($f, $n); })(function ($f, $n) { if (!$n) throw new Exception("bottom"); return $f($f, $n - 1); }, 25);
} catch (Exception $e) {
    echo $e->getMessage(), " ", count($e->getTrace()), "\n";
}
