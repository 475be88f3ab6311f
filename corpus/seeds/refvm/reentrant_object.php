<?php
// User code that runs inside an operation on an object lets go of that object, or changes it.
class Magic
{
    private $held = ["a" => 1];
    public function __isset($name)
    {
        $GLOBALS['o'] = 0;
        return true;
    }
    public function __get($name)
    {
        $GLOBALS['o'] = 0;
        return $name == "again" ? new Magic : $this->held;
    }
    public function __set($name, $value)
    {
        $GLOBALS['o'] = 0;
        $this->held[$name] = $value;
        echo "[set ", count($this->held), "]";
    }
    public function __unset($name)
    {
        $GLOBALS['o'] = 0;
        echo "[unset ", count($this->held), "]";
    }
    public function __call($name, $arguments)
    {
        $GLOBALS['o'] = 0;
        return count($this->held) . $name . count($arguments);
    }
}
$o = new Magic;
echo isset($o->again->more) ? "set" : "not set", gettype($o), "\n";
$o = new Magic;
echo $o->again->b ?? "nothing", gettype($o), "\n";
$o = new Magic;
echo empty($o->some) ? "empty" : "full", gettype($o), "\n";
$o = new Magic;
echo count($o->some), gettype($o), "\n";
$o = new Magic;
$o->some = str_repeat("v", 3);
echo gettype($o), "\n";
$o = new Magic;
unset($o->some);
echo gettype($o), "\n";
$o = new Magic;
echo $o->called(1, $o, 3), gettype($o), "\n";
