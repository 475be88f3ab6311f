<?php
// A sort whose comparison is a closure.
function numbers($n)
{
    $a = [];
    $x = 12345;
    for ($i = 0; $i < $n; $i++) {
        $x = ($x * 1103515245 + 12345) & 0x7fffffff;
        $a[] = $x;
    }
    return $a;
}
for ($i = 0; $i < 6; $i++) {
    $a = numbers(80000);
    usort($a, function ($x, $y) {
        return $x <=> $y;
    });
}
echo $a[0], ' ', $a[count($a) - 1], "\n";
