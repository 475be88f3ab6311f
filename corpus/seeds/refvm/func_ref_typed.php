<?php
// Typed parameters by reference are converted on the way in and free to change afterwards.
function i(int &$x) { $x .= "!"; return gettype($x); }
function a(array &$x) { $x[] = 1; }
function s(?string &$x = null) { $x = ($x ?? "null") . "s"; }
$v = "5";
echo i($v), " $v\n";
$f = 2.0;
i($f);
var_dump($f);
try {
    i($v);
} catch (TypeError $e) {
    echo substr($e->getMessage(), 0, 66), "\n";
}
var_dump($v);
$arr = ["k" => "7", "l" => [1]];
i($arr["k"]);
a($arr["l"]);
s($arr["new"]);
s();
var_dump($arr);
foreach (["new2", "k"] as $k) {
    try {
        a($arr[$k]);
    } catch (TypeError $e) {
        echo substr($e->getMessage(), 0, 60), "\n";
    }
}
var_dump(array_key_exists("new2", $arr));
a($undef);
