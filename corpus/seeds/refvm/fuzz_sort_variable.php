<?php
// A sort whose comparison replaces the variable that is sorted: the result replaces it again.
foreach (['gone', 7, 1.5, null, new stdClass] as $other) {
    $a = [3, 1, 2];
    usort($a, function ($x, $y) use (&$a, $other) { $a = $other; return $x <=> $y; });
    echo implode(',', $a), "\n";
    $b = ['x' => 3, 'y' => 1];
    uasort($b, function ($x, $y) use (&$b, $other) { $b = "$x$y"; return $x - $y; });
    echo implode(',', array_keys($b)), "\n";
    uksort($b, function ($x, $y) use (&$b) { unset($b); $b = [$x]; return strcmp($x, $y); });
    echo implode(',', array_keys($b)), "\n";
}
foreach ($a as &$v) {
    echo $v, ';';
    if ($v === 1) {
        usort($a, function ($x, $y) use (&$a) { $a = str_repeat('s', 3) . $x; return $y <=> $x; });
        break;
    }
}
unset($v);
print_r($a);
