<?php
// Sorting in the language itself: partition by reference, merge by value, insertion; elements turn into strings.
function quick(&$a, $lo, $hi) {
    if ($lo >= $hi) return;
    $p = $a[($lo + $hi) >> 1];
    $i = $lo; $j = $hi;
    while ($i <= $j) {
        while ($a[$i] < $p) $i++;
        while ($a[$j] > $p) $j--;
        if ($i <= $j) { [$a[$i], $a[$j]] = [$a[$j], $a[$i]]; $i++; $j--; }
    }
    quick($a, $lo, $j);
    quick($a, $i, $hi);
}
function merge_sort($a) {
    if (count($a) < 2) return $a;
    $l = merge_sort(array_slice($a, 0, count($a) >> 1)); $r = merge_sort(array_slice($a, count($a) >> 1));
    $out = []; $i = $j = 0;
    while (isset($l[$i]) || isset($r[$j]))
        $out[] = !isset($r[$j]) || isset($l[$i]) && $l[$i] <= $r[$j] ? $l[$i++] : $r[$j++];
    return $out;
}
function numbers($n, $seed) {
    for ($i = 0; $i < $n; $i++) {
        $seed = ($seed * 1103515245 + 12345) & 0x7fffffff;
        $a[] = $i < 50 ? $seed % 1000 : ($i < 60 ? $seed % 1000 / 8 : "" . $seed % 1000);
    }
    return $a;
}
foreach ([10, 40, 55, 75] as $n) {
    $a = numbers($n, $n);
    $b = $a;
    quick($a, 0, $n - 1);
    echo $a === $b ? "same" : "sorted", " ", $a == merge_sort($b) ? "equal" : "differ", " $a[0] {$a[$n - 1]} ", $a[5], "\n";
}
