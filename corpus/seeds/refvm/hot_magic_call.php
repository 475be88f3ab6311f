<?php
// __call and __callStatic in hot loops; late a real method is found, a private one is not, and __call throws.
class Proxy {
    public $n = 0;
    function real($x) { return $x; }
    private function hidden($x) { return -1; }
    function __call($name, $args) {
        $this->n += count($args);
        if ($name == "fail") throw new BadMethodCallException("no $name");
        return $this->real(strlen($name) + array_sum($args));
    }
    static function __callStatic($name, $args) { return $name . implode("", $args); }
    function inside($i) { return self::other($i) . static::third() . Proxy::hidden(1); }
}
function run($p, $n) {
    $sum = 0; $caught = 0; $s = "";
    for ($i = 0; $i < $n; $i++) {
        $m = $i < 100 ? "anything" : ["real", "hidden", "fail", "x"][$i % 4];
        try {
            $sum += $p->$m($i);
            $sum += $p->direct($i, 1);
        } catch (BadMethodCallException $e) {
            $caught++;
            $s .= count($e->getTrace()[0]["args"]);
        }
        $s = substr(Proxy::build($i) . $s, 0, 12);
        if ($i % 10 == 9) $s .= $p->inside($i);
    }
    return "$sum $caught $s $p->n";
}
echo run(new Proxy, 60), "\n", run(new Proxy, 112), "\n";
$f = [new Proxy, "made_up"]; $g = "Proxy::up";
for ($i = 0, $t = 0; $i < 105; $i++) $t += $f($i) + strlen($g($i)) + strlen(call_user_func([Proxy::class, "cu"], $i));
var_dump($t);
