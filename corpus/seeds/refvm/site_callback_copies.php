<?php
// Arguments out of an array that is not packed, and names with a backslash in front, in strings.
class Bag
{
    static function f()
    {
        return __METHOD__;
    }
}

function three($a = 0, $b = 0, $c = 0)
{
    return "$a-$b-$c";
}

$args = ['x', 'gone', 'z', 'w'];
unset($args[1]);
$call = 'call_user_func_array';
echo $call('three', $args), call_user_func_array('three', $args), "\n";
echo ('\Bag')::f(), ('\three')(3), "\n";
$o = new ('\Bag');
echo get_class($o), ('\Gone')::f();
