<?php
// Union types: exact matches first, then conversion in PHP's order of preference.
function n(int|float $x) { var_dump($x); }
function s(int|string $x) { var_dump($x); }
function fb(float|bool $x) { var_dump($x); }
function nf(int|null|false $x) { var_dump($x); }
function ac(array|int $x) { var_dump($x); }
foreach (["n", "s", "fb", "nf", "ac"] as $f) {
    foreach ([1, "2", "2.5", 2.5, "x", true, false, null, [1]] as $v) {
        try {
            $f($v);
        } catch (TypeError $e) {
            echo substr($e->getMessage(), 0, strpos($e->getMessage(), ", called")), "\n";
        }
    }
}
function r(): int|string { return 1.5; }
r();
function m(mixed $x = null): ?int { return $x; }
var_dump(m("5"), m());
m([]);
