<?php
// Destructors that throw, or change what they can, while a function returns out of loops, branches and calls.
class Thrower
{
    private $text;
    public function __construct($text)
    {
        $this->text = $text;
    }
    public function __destruct()
    {
        throw new Exception($this->text);
    }
}
function out_of_a_loop($n)
{
    foreach ([new Thrower("list"), $n] as $key => $value) {
        $value = null;
        return str_repeat("r", $n) . $key;
    }
}
function out_of_two_loops($n)
{
    foreach ([$n, $n + 1] as $outer) {
        foreach ([new Thrower("inner"), $outer] as $inner) {
            $inner = null;
            return [$outer, $n];
        }
    }
}
function out_of_a_try($n)
{
    foreach ([new Thrower("tried")] as $value) {
        try {
            $value = null;
            return "value " . $n;
        } finally {
            echo "[finally]";
        }
    }
}
function with_a_local($n)
{
    $local = new Thrower("local");
    return str_repeat("l", $n);
}
function with_an_argument($argument, $n)
{
    return [$n, str_repeat("a", $n)];
}
function by_break($n)
{
    foreach ([new Thrower("break")] as $value) {
        $value = null;
        break;
    }
    return "behind the loop";
}
$calls = [
    function () { return out_of_a_loop(3); },
    function () { return out_of_two_loops(4); },
    function () { return out_of_a_try(5); },
    function () { return with_a_local(6); },
    function () { return with_an_argument(new Thrower("argument"), 7); },
    function () { return by_break(8); },
    function () { return "x" . out_of_a_loop(2) . "y"; },
    function () { return [out_of_a_loop(1), 2]; },
];
foreach ($calls as $number => $call) {
    try {
        $result = $call();
        echo $number, " ", is_array($result) ? count($result) : $result, "\n";
    } catch (Exception $e) {
        echo $number, " thrown: ", $e->getMessage(), " on line ", $e->getLine(), "\n";
    }
}
