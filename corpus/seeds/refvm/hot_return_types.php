<?php
// Return types that coerce or throw late: int, string, ?float, void, static, and a class.
function whole($x): int { return $x; }
function text($x): string { return $x; }
function maybe($x): ?float { return $x; }
function nothing(&$n): void { $n++; if ($n > 100) return; $n++; }
class A { static function make(): static { return new static; } function me($o): A { return $o; } }
class B extends A {}
function run($n) {
    $sum = 0; $calls = 0; $bad = [];
    for ($i = 0; $i < $n; $i++) {
        $v = $i < 100 ? $i : ($i < 110 ? $i * 1.0 : ($i < 115 ? "$i" : ($i == 115 ? 1.5 : "word")));
        try {
            $sum += strlen(text($v));
            nothing($calls);
            $m = maybe($i % 2 ? $i : null);
            $sum += $m;
            $sum += whole($v);
        } catch (TypeError $e) {
            $bad[$e->getMessage()] = $i;
        }
    }
    var_dump($sum, $calls, $m);
    foreach ($bad as $text => $i) echo "$i $text\n";
}
run(90); run(108); run(120);
$a = new A; $b = B::make();
for ($i = 0; $i < 110; $i++) {
    try {
        $r = get_class($a->me($i < 100 ? ($i & 1 ? $a : $b) : ($i < 105 ? B::make() : $r)));
    } catch (TypeError $e) {
        $r = $e->getMessage();
        break;
    }
}
var_dump($r, $i);
