<?php
// An undefined variable that is stored in an element is a null there, also when the warning's handler throws.
set_error_handler(function ($number, $text) { throw new Exception($text); });
class Box {
    public ?array $list = [1];
}
function attempt($what) {
    try {
        $what();
    } catch (Exception $e) {
        echo get_class($e), ": ", $e->getMessage(), "\n";
    }
}
$a = [];
attempt(function () use (&$a) { $a["k"] = $undef; });
attempt(function () use (&$a) { $a[] = $undef; });
$i = 7;
attempt(function () use (&$a, $i) { $r = $a[$i] = $undef; });
attempt(function () use (&$a) { $a["deep"]["er"] = $undef; });
var_dump($a);
$a = ["k" => new Box, 1];
$r = &$a[0];
attempt(function () use (&$a) { $a["k"] = $undef; });
attempt(function () use (&$a) { $a[0] = $undef; });
var_dump($a, $r);
$none = null;
attempt(function () use (&$none) { $none["k"] = $undef; });
var_dump($none);
// The key is looked at first, and without it nothing is stored.
attempt(function () use (&$none) { $none[$undef] = $undef_too; });
var_dump($none);
$box = new Box;
attempt(function () use ($box) { $box->list[] = $undef; });
var_dump($box);
// The handler takes the array away: nobody gets the null.
set_error_handler(function () use (&$a) { $a = "taken"; throw new Exception("taken"); });
attempt(function () use (&$a) { $a["k"] = $undef; });
var_dump($a);
