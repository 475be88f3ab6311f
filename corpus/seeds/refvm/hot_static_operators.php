<?php
// Static properties counted up, computed with and assigned in hot loops; late they overflow, are references,
// have another type, or hold the last of an object.
class Counter {
    public static $n = 0;
    public static int $typed = 0;
    public static ?string $name = null;
    protected static $kept = null;
    public static $items = [];
    function __construct(public $id) {}
    function __destruct() { echo "~", $this->id, " "; }
    static function run($n) {
        for ($i = 0; $i < $n; $i++) {
            self::$n++;
            ++static::$n;
            $before = self::$n--;
            self::$typed += 2;
            self::$n *= 1;
            self::$name = "n" . $i;
            self::$kept = $before;
            self::$items = [$i, self::$kept];
            if ($i == $n - 3)
                self::$kept = new Counter($i);
            if ($i == $n - 2)
                self::$kept = self::$items;
        }
        return self::$n . " " . self::$typed . " " . self::$name . " " . count(self::$items);
    }
}
class Other extends Counter {
    public static $n = 100;
    static function more($n) {
        for ($i = 0; $i < $n; $i++) {
            parent::$n++;
            self::$n += $i;
            Other::$typed--;
        }
        return parent::$n . " " . self::$n;
    }
}
echo Counter::run(60), "\n", Other::run(30), "\n", Other::more(60), "\n";
Counter::$n = PHP_INT_MAX - 20;
echo Counter::run(30), "\n";
$r = &Counter::$n;
$r = 1;
echo Counter::run(20), " $r\n";
unset($r);
Counter::$n = "9";
echo Counter::run(10), "\n";
Counter::$n = 0;
Counter::$typed = PHP_INT_MAX - 15;
try {
    echo Counter::run(30), "\n";
} catch (TypeError $e) {
    echo $e->getMessage(), " ", Counter::$typed, "\n";
}
for ($i = 0; $i < 40; $i++) {
    try {
        Counter::$typed = $i < 35 ? $i : ($i < 37 ? "$i" : "x");
        Counter::$name = $i < 38 ? "x" : $i;
    } catch (TypeError $e) {
        echo $e->getMessage(), " ";
    }
}
echo Counter::$typed, " ", Counter::$name, "\n";
