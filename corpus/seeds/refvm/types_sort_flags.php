<?php
// Sorting as numbers and as strings, whatever the values are; strings with and without their case.
class Version { function __construct(private $n) {} function __toString() { return "v{$this->n}"; } }
function show($a) {
    foreach ($a as $k => $v) {
        echo $k, '=', is_object($v) || is_float($v) ? "$v" : var_export($v, true), ' ';
    }
    echo "\n";
}
$numbers = ['10', 9, '8.5', true, null, 1.5, '1e1', -3];
sort($numbers, SORT_NUMERIC);
show($numbers);
rsort($numbers, SORT_NUMERIC);
show($numbers);
$texts = [10, 9, '1', new Version(2), new Version(10), 1.5, false, 'V3'];
asort($texts, SORT_STRING);
show($texts);
arsort($texts, SORT_STRING | SORT_FLAG_CASE);
show($texts);
$keys = ['b' => 1, 10 => 2, 9 => 3, 'A' => 4, '1x' => 5];
ksort($keys, SORT_STRING);
show($keys);
krsort($keys, SORT_STRING | SORT_FLAG_CASE);
show($keys);
ksort($keys, SORT_NUMERIC);
echo $keys[9] . $keys[10], "\n";
show(array_unique([1, '1', 1.0, '1.0', new Version(1), 'v1'], SORT_STRING));
show(array_unique([4, '4', '4.0', 3, 'x', 0], SORT_NUMERIC));
