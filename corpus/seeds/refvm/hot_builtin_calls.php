<?php
// Calls of built-ins from hot loops: of those that compilers like to inline, with arguments of other types late.
function inspect($n) {
    $r = 0; $list = [1, 2, 3];
    for ($i = 0; $i < $n; $i++) {
        $v = $i < 100 ? $i : ($i < 105 ? "str$i" : ($i < 110 ? $i * 0.5 : ($i < 115 ? null : $list)));
        $r += is_int($v) ? 1 : 0;
        $r += is_string($v) ? strlen($v) : 0;
        $r += is_array($v) ? count($v) : (is_null($v) ? 50 : 0);
        $r += (int)is_float($v) + (int)is_numeric($v) + strlen(gettype($v));
        $r += abs(-$i) + max($i, 10) + min([$i, 10, $n]) + intdiv($i, 3) + ord(chr($i));
        $r += in_array($i % 5, $list) ? 1000 : 0;
        $r += array_key_exists($i % 4, $list) ? 1 : 0;
    }
    return $r;
}
var_dump(inspect(80), inspect(107), inspect(120));
$errors = [];
for ($i = 0; $i < 110; $i++) {
    $v = $i < 100 ? "text" : [12, null, [1], 1.5, new stdClass][$i % 5];
    try {
        $s = strlen($v);
        $s += count($i < 105 ? [1, 2] : $v);
    } catch (TypeError $e) {
        $errors[$e->getMessage()] = $i;
    }
}
var_dump($s);
foreach ($errors as $text => $at) echo "$at $text\n";
