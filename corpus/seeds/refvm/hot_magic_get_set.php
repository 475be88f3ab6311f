<?php
// __get and __set in hot loops, with the guard against recursion; late they throw, and a property hides them.
class Magic {
    public $log = 0; private $data = [];
    function __get($n) {
        $this->log++;
        if ($n == "boom") throw new Exception("get $n");
        return $this->data[$n] ?? $this->missing($n);
    }
    function __set($n, $v) {
        $this->log += 100;
        if ($v === "bad") throw new Exception("set $n");
        $this->data[$n] = $v;
        if ($n == "real") $this->real = $v;
    }
    function missing($n) { return strlen($n); }
}
function run($n) {
    $m = new Magic; $sum = 0; $texts = [];
    for ($i = 0; $i < $n; $i++) {
        try {
            $m->x = $i;
            $m->y += $m->x;
            $m->z ??= 7;
            $sum += $m->x + $m->unknown . "1";
            if ($i == 100) $m->real = 5;
            if ($i > 100) $sum += $m->real++;
            if ($i == 105) $sum += $m->boom;
            if ($i == 106) $m->x = "bad";
        } catch (Exception $e) {
            $texts[] = $e->getMessage() . " line " . $e->getLine();
        }
    }
    return "$sum $m->log $m->y " . implode(", ", $texts);
}
set_error_handler(fn($no, $text) => print("[$text]\n"));
echo run(60), "\n", run(104), "\n", run(110), "\n";
