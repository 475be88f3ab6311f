<?php
// Branches that only handlers take: each way often, or one of them late.
class Magic {
    public $n = 0;
    function __isset($name) { $this->n++; return $name == "yes" || $this->n > 90; }
    function __get($name) { return $this->n % 2; }
}
class Items implements ArrayAccess {
    function offsetExists($k): bool { return $k % 3 == 0; }
    function offsetGet($k): mixed { return $k; }
    function offsetSet($k, $v): void {}
    function offsetUnset($k): void {}
}
function run($n) {
    $m = new Magic;
    $items = new Items;
    $a = $b = $c = $d = $e = 0;
    for ($i = 0; $i < $n; $i++) {
        if (isset($m->no)) $a++; else $b++;
        if (isset($items[$i])) $c++;
        if ([$i % 4] == [1]) $d++; else $d += 2;
        $v = $i % 5 ? [$i] : [];
        if ($v + [] && [$i % 2] != [0]) $e++;
        foreach ($i % 7 ? [1, 2] : [] as $x)
            $e += $x;
        if ($m == new Magic) $e += 1000;
        while (isset($items[$i + $e % 2]) && $e % 2)
            $e++;
        if (!empty($m->{"k$i"}) xor $i % 2)
            $d += 3;
    }
    return "$a $b $c $d $e";
}
echo run(60), "\n", run(140), "\n";

function iterate($g, $n) {
    $s = 0;
    for ($k = 0; $k < $n; $k++)
        foreach ($g as $key => &$v) {
            $s += $v;
            if ($v > 3 && $k == $n - 1)
                break;
        }
    return $s;
}
echo iterate([1, 2, 3, 4, 5], 30), "\n";
