<?php
// A destructor that throws on a late iteration: at an assignment, at unset, at the return of a hot function.
class Bomb {
    public static $armed = false;
    function __construct(public $id) {}
    function __destruct() { if (self::$armed) { self::$armed = false; throw new Exception("bomb $this->id"); } }
}
function assign($n) {
    $b = null; $done = 0;
    for ($i = 0; $i < $n; $i++) {
        try {
            if ($i == 100) Bomb::$armed = true;
            $b = new Bomb($i);
            $done++;
            $b = $i % 2 ? [$b] : $b;
        } catch (Exception $e) {
            $done .= " (" . $e->getMessage() . " " . $e->getLine() . ") ";
            $done = strlen($done) . "0";
        }
    }
    return "$done " . gettype($b);
}
function leave($i) { $b = new Bomb("leave$i"); if ($i == 110) Bomb::$armed = true; return [$i, $b->id]; }
echo assign(60), "\n", assign(105), "\n";
for ($i = 0, $sum = 0; $i < 120; $i++) {
    try {
        $r = leave($i);
        $sum += $r[0];
        $t = new Bomb("t");
        if ($i == 112) Bomb::$armed = true;
        unset($t);
    } catch (Exception $e) {
        echo "$i ", $e->getMessage(), " in ", $e->getTrace()[0]["function"], " from ", $e->getTrace()[1]["function"] ?? "main", "\n";
    }
}
var_dump($sum, $r[1]);
foreach (range(0, 104) as $i) {
    $x = ["k" => new Bomb("e$i")];
    if ($i == 103) Bomb::$armed = true;
    try { $x["k"] = $i; } catch (Exception $e) { echo $e->getMessage(), " ", $x["k"], "\n"; }
}
