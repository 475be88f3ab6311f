<?php
// Shifts by a count that passes 63 and then becomes negative.
function shifts($n) {
    $left = 0; $right = 0; $arith = 0;
    for ($i = 0; $i < $n; $i++) {
        $left ^= 5 << $i;
        $right += 0x7fffffffffffffff >> $i;
        $arith += -1000 >> $i;
    }
    var_dump($left, $right, $arith);
}
shifts(50); shifts(64); shifts(65); shifts(130);
function falling($from) {
    $x = 0;
    try {
        for ($i = $from; ; $i--) $x += 1 << $i;
    } catch (ArithmeticError $e) {
        echo $e->getMessage(), " at $i, line ", $e->getLine(), "\n";
    }
    return $x;
}
var_dump(falling(120), falling(30));
$errors = 0; $r = 0;
for ($i = 110; $i > -10; $i--) {
    try {
        $r += (1 << 40) >> $i;
    } catch (ArithmeticError $e) {
        $errors++;
    }
}
var_dump($errors, $r);
$s = 1;
for ($i = 0; $i < 100; $i++) { $s <<= 1; if ($s == 0) $s = 3; }
var_dump($s, "3" << 2, true << 70);
