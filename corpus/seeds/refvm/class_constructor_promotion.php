<?php
// Promoted parameters become properties, with their types and defaults, before the body runs.
class P {
    public $sum = 0;
    function __construct(public int $x, protected ?string $s = null, private array $a = [1]) {
        $this->sum = $x + count($a);
        $x = 100;
        $this->x += 1;
    }
    function get() { return [$this->x, $this->s, $this->a]; }
}
class Q extends P {
    function __construct() { parent::__construct("3", 4.5); }
}
var_dump(new P(5));
print_r((new Q)->get());
try {
    new P("x");
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
try {
    new P;
} catch (ArgumentCountError $e) {
    echo $e->getMessage(), "\n";
}
