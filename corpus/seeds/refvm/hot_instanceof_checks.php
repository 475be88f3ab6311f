<?php
// instanceof with classes, interfaces, parents, names in variables and objects; the values change class late; null and scalars.
interface Tag {}
class A {}
class B extends A implements Tag {}
class C extends B implements Countable { function count(): int { return 3; } }
function classify($o, $name) {
    return ($o instanceof A ? 1 : 0) + ($o instanceof Tag ? 2 : 0) + ($o instanceof Countable ? 4 : 0) +
        ($o instanceof $name ? 8 : 0) + ($o instanceof Missing ? 16 : 0) + (!$o instanceof C ? 32 : 0);
}
$values = [new A, new B, new C, new stdClass, null, 5, "B", [], fn() => 1];
$h = 0;
for ($i = 0; $i < 150; $i++) {
    $v = $values[$i < 60 ? 0 : ($i < 100 ? $i % 3 : $i % 9)];
    $n = $i < 120 ? "B" : ($i < 130 ? "Missing" : ($i < 140 ? new C : "closure"));
    $h = ($h * 33 + classify($v, $n)) % 1000003;
}
var_dump($h, classify($values[2], "countable"), classify($values[8], new A));
try {
    for ($i = 0; $i < 110; $i++) $r = $values[1] instanceof $values[$i < 100 ? 1 : 5];
} catch (Error $e) {
    echo "$i ", $e->getMessage(), "\n";
}
$c = 0;
foreach (array_fill(0, 105, 0) as $i => $x) {
    $o = $i % 2 ? new C : new A;
    if ($o instanceof Countable && count($o) == 3) $c++;
    if (is_a($o, "A") && !is_subclass_of($o, "B")) $c += 100;
}
var_dump($c);
