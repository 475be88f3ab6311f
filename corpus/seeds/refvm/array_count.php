<?php
// count of arrays, nested arrays and Countable objects, and of what is not countable.
class C implements Countable { public $n; function __construct($n) { $this->n = $n; } public function count(): int { echo "[count]"; return $this->n; } }
var_dump(count([]), count([1, [2, 3]]), count([1, [2, 3, [4]]], COUNT_RECURSIVE), count(new C(7)));
foreach ([null, 5, "abc", (object)[]] as $v) {
    try {
        count($v);
    } catch (TypeError $e) {
        echo $e->getMessage(), "\n";
    }
}
try {
    count([], 5);
} catch (ValueError $e) {
    echo $e->getMessage(), "\n";
}
class B implements Countable { public function count(): int { return "many"; } }
try {
    count(new B);
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
var_dump(count(new C(true)));
