<?php
// Exceptions thrown late through hot callbacks, by the callback, by what it calls, by a destructor at its end; built-ins inside each other.
class Bang { public $n; function __construct($n) { $this->n = $n; } function __destruct() { throw new LogicException("gone $this->n"); } }
function attempt($name, $f) {
    try {
        echo $name, ": ", json($f()), "\n";
    } catch (Throwable $e) {
        echo $name, ": ", get_class($e), " ", $e->getMessage(), " line ", $e->getLine(), " depth ", count($e->getTrace());
        for ($p = $e->getPrevious(); $p; $p = $p->getPrevious()) echo " after ", $p->getMessage();
        echo "\n";
    }
}
function json($v) { return is_array($v) ? "[" . implode(",", array_map("json", $v)) . "]" : (string)$v; }
$numbers = range(1, 140);
attempt("plain", fn() => array_sum(array_map(fn($x) => $x * 2, $numbers)));
attempt("throws", fn() => array_map(function ($x) { if ($x == 133) throw new Exception("at $x"); return $x; }, $numbers));
attempt("division", fn() => array_sum(array_map(fn($x) => intdiv(100, 130 - $x), $numbers)));
attempt("type", fn() => array_map(function (int $x): string { return $x; }, array_merge($numbers, ["no"])));
attempt("return type", fn() => array_map(function ($x): int { return $x; }, array_merge($numbers, [[]])));
attempt("sort", function () use ($numbers) {
    usort($numbers, function ($x, $y) { static $n = 0; if (++$n == 400) throw new RuntimeException("comparison $n"); return $y <=> $x; });
    return $numbers;
});
attempt("destructor", fn() => array_map(function ($x) { $b = $x < 120 ? null : new Bang($x); return $x; }, $numbers));
attempt("argument", function () use ($numbers) {
    $n = 0;
    foreach ($numbers as $i) $n += call_user_func(fn($o, $x) => $x, $i < 125 ? $i : new Bang($i), $i);
    return $n;
});
attempt("finally", function () use ($numbers) {
    return array_map(function ($x) {
        try { if ($x == 101) throw new Exception("first"); return $x; }
        finally { if ($x == 101) throw new Exception("second"); }
    }, $numbers);
});
attempt("inner", function () use ($numbers) {
    return array_reduce($numbers, function ($carry, $x) {
        try {
            return $carry + array_sum(array_map(function ($y) use ($x) { if ($x > 100 && $y == 2) throw new Exception("$x"); return $y; }, [1, 2, 3]));
        } catch (Exception $e) {
            if ($x > 137) throw new LogicException("too late", 0, $e);
            return $carry - 1;
        }
    }, 0);
});
class Text { public $n = 0; function __toString(): string { if (++$this->n == 90) throw new Exception("text $this->n"); return "t"; } }
attempt("text", function () { $t = new Text; $s = ""; for ($i = 0; $i < 100; $i++) $s .= $t; return $s; });
$unseen = 0;
set_error_handler(function ($level, $message) use (&$unseen) { if (++$unseen > 20) throw new ErrorException($message); return true; });
attempt("warning", fn() => array_map(function ($x) { if ($x > 115) return $nothing; return $x; }, $numbers));
echo $unseen, "\n";
