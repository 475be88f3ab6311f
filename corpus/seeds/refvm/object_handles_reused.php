<?php
// Object numbers are given out again, the last freed first.
$a = new stdClass;
$b = new stdClass;
$c = new stdClass;
echo spl_object_id($a), spl_object_id($b), spl_object_id($c), "\n";
$b = null;
$a = null;
$d = new stdClass;
$e = new stdClass;
$f = new stdClass;
echo spl_object_id($d), spl_object_id($e), spl_object_id($f), "\n";
$d = new stdClass;
echo spl_object_id($d), "\n";
$d = null;
$d = function () {};
echo spl_object_id($d), " ", spl_object_id(new stdClass), spl_object_id(new stdClass), "\n";
class Fails { function __construct() { throw new Exception("x"); } }
try {
    new Fails;
} catch (Exception $x) {
    echo spl_object_id($x), "\n";
}
unset($x);
echo spl_object_id(new stdClass), spl_object_id(clone $c), "\n";
try {
    spl_object_id("no object");
} catch (TypeError $t) {
    echo $t->getMessage(), "\n";
}
