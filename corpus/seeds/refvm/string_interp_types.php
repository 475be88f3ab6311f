<?php
// What interpolation prints for each type, with its warnings and its error.
$vals = [null, true, false, 1.0, 0.1, 1e30, -5, "s", [1]];
foreach ($vals as $v) {
    echo "<$v>";
}
echo "\n";
$o = (object)[];
try {
    echo "before $o after";
} catch (Error $e) {
    echo get_class($e), ": {$e->getMessage()}\n";
}
$f = function () {};
try {
    $s = "x" . $f;
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
var_dump(isset($s));
echo "$undefined[0] {$undefined['a']['b']} $none->prop\n";
