<?php
// A tokenizer and calculator as nested switches and loops, with errors reported by exceptions.
function calc($src) {
    $pos = 0;
    $peek = function () use ($src, &$pos) { while ($pos < strlen($src) && $src[$pos] == " ") $pos++; return $src[$pos] ?? ""; };
    $sum = function () use (&$product, $peek, &$pos) {
        $v = $product();
        while (true) {
            switch ($peek()) {
                case "+": $pos++; $v += $product(); continue 2;
                case "-": $pos++; $v -= $product(); continue 2;
            }
            return $v;
        }
    };
    $atom = function () use (&$sum, $peek, &$pos, $src) {
        $c = $peek();
        if ($c == "(") { $pos++; $v = $sum(); if ($peek() != ")") throw new Exception("expected ) at $pos"); $pos++; return $v; }
        if ($c == "-") { $pos++; return -$src[$pos++]; }
        for ($n = ""; is_numeric($src[$pos] ?? null) || ($src[$pos] ?? "") == "."; $pos++) $n .= $src[$pos];
        if ($n === "") throw new Exception("unexpected '" . $c . "' at $pos");
        return $n + 0;
    };
    $product = function () use ($atom, $peek, &$pos) { $v = $atom(); while (($c = $peek()) == "*" || $c == "/") { $pos++; $v = $c == "*" ? $v * $atom() : $v / $atom(); } return $v; };
    $r = $sum();
    if ($peek() !== "") throw new Exception("trailing input at $pos");
    return $r;
}
foreach (["1+2*3", "(1+2)*3 - 4/8", "2*(3", "1/0", "7 8", "", "-3*-2", "1.5.2*2", "((((1))))+(2*(3+4))", "9223372036854775807+1"] as $s) {
    try {
        var_dump(calc($s));
    } catch (Throwable $e) {
        echo get_class($e), ": ", $e->getMessage(), "\n";
    }
}
