<?php
// Functions of numbers inside loops: arguments of each kind, edges of integers and floats, and what is no
// number on a late iteration.
function each(array $values) {
    $out = [];
    foreach ($values as $v) {
        $s = abs($v);
        $f = floor($v);
        $c = ceil($v);
        $q = sqrt($v * $v);
        $out[] = "$s $f $c $q " . gettype($s) . gettype($f);
    }
    return implode(', ', $out);
}
echo each([1, -2, 3, -4, 0, 5, -6]), "\n";
echo each([1.5, -2.5, 0.0, -0.0, 1e300, -1e300, INF, -INF, NAN]), "\n";
echo each([1, 1.5, 2, 2.5, 3, 3.5, PHP_INT_MAX, PHP_INT_MIN, -7]), "\n";
echo each(['1', '2.5', true, 4, 4.5]), "\n";

function pairs(array $a, array $b) {
    $out = '';
    foreach ($a as $i => $x) {
        $y = $b[$i];
        $out .= var_export(min($x, $y), true) . '/' . var_export(max($x, $y), true) . ' ';
    }
    return $out;
}
echo pairs([1, 2, 3, 4, 5], [5, 4, 3, 2, 1]), "\n";
echo pairs([1.5, 2.5, NAN, 4.0, -0.0, 0.0], [5.5, NAN, 1.5, 4.0, 0.0, -0.0]), "\n";
echo pairs([1, 2, 3, 4], [1.0, 2, 2.5, '5']), "\n";
echo pairs([1, 2, [1, 2], 4], [3, null, [1], 5]), "\n";

function divide($a, $b) {
    $sum = 0;
    try {
        for ($i = 10; $i > $b; $i--)
            $sum += intdiv($a, $i) + fmod($a, $i) * 2;
    } catch (Error $e) {
        return get_class($e) . ': ' . $e->getMessage() . " after $sum";
    }
    return $sum;
}
echo divide(1000, 2), ' ', divide(-1000, 0), ' ', divide(7, -3), ' ', divide(PHP_INT_MIN, -3), "\n";

// Variables that are references, temporaries, constants; a result that nobody wants; calls in calls.
function kinds($n) {
    $x = 2.25;
    $r = &$x;
    $t = 0;
    for ($i = 0; $i < $n; $i++) {
        sqrt($i);
        $t += sqrt($x) + sqrt(abs(-16)) + sqrt($i * 1.0 + 0.25) + max(min($i, 5), 3) + floor($i / 2) + sin(0) + cos(0.0);
        $r += 1.0;
        if ($i == $n - 4)
            $r = '81';
    }
    return round($t, 6);
}
echo kinds(12), "\n";

// Too few and too many arguments, what is undefined, null, or of no use.
function wrong($i) {
    switch ($i) {
        case 5: return sqrt();
        case 6: return sqrt(1, 2);
        case 7: return sqrt([]);
        case 8: return @sqrt($undefined);
        case 9: return abs(new stdClass);
        case 10: return min(1);
        case 11: return intdiv(6, 4) + intdiv(-7, 2);
        default: return sqrt($i) + abs(-$i) + max($i, 2);
    }
}
for ($i = 0; $i < 16; $i++) {
    try {
        echo round(wrong($i), 3), ' ';
    } catch (Error $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
echo "\n";

// By a name, through a callback, from a method.
class Point {
    public $x = 3;
    public $y = 4.0;
    function length() { return sqrt($this->x * $this->x + $this->y * $this->y); }
}
$p = new Point;
$f = 'sqrt';
$total = 0;
for ($i = 0; $i < 10; $i++) {
    $total += $p->length() + $f($i) + array_sum(array_map('abs', [-$i, $i])) + call_user_func('max', $i, 4);
    $p->x++;
}
echo round($total, 6), "\n";
$m = PHP_INT_MIN + 6;
for ($i = 0; $i < 9; $i++)
    echo gettype(abs($m < 0 ? $m-- : $m)), $i % 3 == 2 ? "\n" : ' ';
