<?php
// usort with closures, with a comparison that returns bools and floats, one that throws late and one that changes the array.
function numbers($n) {
    for ($i = 0, $x = 7; $i < $n; $i++) $a[] = $x = ($x * 137 + 11) % 1009;
    return $a;
}
$a = numbers(40); $calls = 0;
usort($a, function ($x, $y) use (&$calls) { $calls++; return $x <=> $y; });
echo $a[0], " ", $a[39], " $calls\n";
$b = numbers(40);
usort($b, fn($x, $y) => $y - $x + ($x % 2) / 4);
echo implode(",", array_slice($b, 0, 8)), "\n";
function compare_late($x, $y) {
    static $n = 0;
    if (++$n > 120) throw new Exception("comparison $n");
    return strcmp($x, $y);
}
for ($i = 0; $i < 4; $i++) {
    $c = array_map(fn($v) => "v$v", numbers(18 + $i));
    try {
        usort($c, "compare_late");
        echo $c[0], "\n";
    } catch (Exception $e) {
        echo $e->getMessage(), " ", count($c), " $c[0]\n";
    }
}
$d = numbers(30); $copy = $d;
usort($d, function ($x, $y) use (&$d) { $d = [1]; return $x > $y ? 1 : -1; });
echo count($d), " ", $d[29] ?? "gone", " ", $copy == numbers(30) ? "kept" : "changed", "\n";
$k = array_flip(numbers(20));
uksort($k, fn($x, $y) => $x % 10 <=> $y % 10);
uasort($k, fn($x, $y) => intdiv($x, 4) <=> intdiv($y, 4));
echo implode(" ", array_keys($k)), "\n";
