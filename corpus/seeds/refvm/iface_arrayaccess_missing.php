<?php
// Array syntax on an object without ArrayAccess is an Error, on reading and writing alike.
class C { public $k = 1; }
$ops = [
    function ($o) { return $o["k"]; },
    function ($o) { $o["k"] = 1; },
    function ($o) { $o[] = 1; },
    function ($o) { return isset($o["k"]); },
    function ($o) { unset($o["k"]); },
    function ($o) { $o["k"]["j"] = 1; },
    function ($o) { return $o["k"] ?? "default"; },
    function ($o) { $o["k"]++; },
    function ($o) { [$a, $b] = $o; },
    function ($o) { $r = &$o["k"]; },
    function ($o) { return $o->k["x"]; },
    function ($o) { return empty($o["k"]["x"]); },
];
foreach ($ops as $i => $f) {
    foreach ([new C, function () {}] as $o) {
        try {
            echo $i, ": ";
            var_dump($f($o));
        } catch (Error $e) {
            echo $e->getMessage(), "\n";
        }
    }
}
