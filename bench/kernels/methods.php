<?php
// Method calls, static calls, properties, inheritance.
class Counter
{
    private $n = 0;
    public static $calls = 0;

    function add($by)
    {
        $this->n += $by;
        return $this;
    }

    function value()
    {
        return $this->n;
    }

    static function twice($x)
    {
        self::$calls++;
        return $x + $x;
    }
}

class Doubling extends Counter
{
    function add($by)
    {
        return parent::add(self::twice($by));
    }
}

$c = new Doubling;
for ($i = 0; $i < 4000000; $i++) {
    $c->add($i & 3);
    if ($c->value() < 0)
        echo 'never';
}
echo $c->value(), ' ', Counter::$calls, "\n";
