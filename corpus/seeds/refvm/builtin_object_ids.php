<?php
// spl_object_id and var_dump ids: reuse after release, clones, closures and exceptions.
$a = new stdClass;
$b = new stdClass;
echo spl_object_id($a), spl_object_id($b), "\n";
unset($a);
$c = new stdClass;
$d = clone $c;
$f = function () {};
echo spl_object_id($c), spl_object_id($d), spl_object_id($f), "\n";
var_dump($c, $d, [$f]);
$b = $c = null;
$x = new stdClass;
$y = new stdClass;
$z = new stdClass;
echo spl_object_id($x), spl_object_id($y), spl_object_id($z), "\n";
echo spl_object_id(new stdClass), spl_object_id(new stdClass), "\n";
try {
    spl_object_id("x");
} catch (TypeError $e) {
    echo $e->getMessage(), " ", spl_object_id($e), "\n";
}
for ($i = 0; $i < 3; $i++) {
    $o = new stdClass;
    echo spl_object_id($o);
}
echo "\n";
