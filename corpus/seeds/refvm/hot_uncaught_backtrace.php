<?php
// An exception that nobody catches, on a late iteration, from methods and closures called in hot loops.
class Machine {
    private $fuel = 100;
    function burn($by) {
        if ($this->fuel < $by)
            throw new UnderflowException("out of fuel after " . (100 - $this->fuel));
        $this->fuel -= $by;
        return $this->fuel;
    }
    static function drive(Machine $m, callable $how) {
        for ($i = 0; $i < 200; $i++) $how($m, $i);
    }
}
function rate($m, $i) { return $m->burn(1) * $i; }
$total = 0;
register_shutdown_function(function () use (&$total) { echo "total $total\n"; });
try {
    Machine::drive(new Machine, function ($m, $i) use (&$total) { $total += rate($m, $i); });
} catch (UnderflowException $e) {
    echo "once: ", $e->getMessage(), "\n";
}
Machine::drive(new Machine, fn($m, $i) => rate($m, "$i") + count([$i, $m]));
echo "never\n";
