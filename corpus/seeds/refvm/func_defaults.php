<?php
// Default values: constant expressions, class constants, arrays, and defaults before required parameters.
const SCALE = 3;
class K { const LIST = ["a" => [1, 2]]; const N = SCALE * 2; static function st($x = self::N) { return $x; } }
function f($a, $b = 1 + 2 * SCALE, $c = K::LIST["a"][1], $d = [SCALE => "s" . "t", "x" => -1], $e = SCALE > 2 ? "big" : "small", $g = null ?? "nul", $h = !true || 1 << 3) {
    echo "$a $b $c {$d[3]} {$d['x']} $e $g ";
    var_dump($h);
}
f("one");
f("one", "two", "three");
echo K::st(), K::st(null), "|", K::st(0), "\n";
function later($x = LATER) { return $x; }
try {
    later();
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
define("LATER", "defined later");
echo later(), later(1), "\n";
function nul(int $x = null, ?string $y = null) { var_dump($x, $y); }
nul();
nul(null, null);
function opt($a = 1, $b) { return "$a$b"; }
echo opt(5, 6), "\n";
function bad(int $x = K::LIST) { }
bad(1);
bad();
