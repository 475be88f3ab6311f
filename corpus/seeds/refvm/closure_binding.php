<?php
// use by value takes the value at creation, use by reference follows the variable.
$v = 1;
$byval = function () use ($v) { return $v++; };
$byref = function () use (&$v) { return $v++; };
$v = 10;
echo $byval(), $byval(), " ", $byref(), $byref(), " $v\n";
$f = function () use ($undef) { return isset($undef) ? "set" : "unset"; };
echo $f(), "\n";
$g = function () use (&$late) { return $late; };
$late = "late";
echo $g(), "\n";
$list = [];
for ($i = 0; $i < 3; $i++) {
    $list[] = function () use ($i) { return $i; };
    $refs[] = function () use (&$i) { return $i; };
}
foreach ($list as $k => $l) echo $l(), $refs[$k](), " ";
echo "\n";
$arr = ["x" => [1]];
$h = function ($add) use ($arr) { $arr["x"][] = $add; return count($arr["x"]); };
echo $h(1), $h(2), count($arr["x"]), "\n";
$mk = function ($start) { return [function () use (&$start) { return ++$start; }, function () use (&$start) { return $start; }]; };
[$inc, $get] = $mk(5);
$inc();
$inc();
echo $get(), "\n";
$nest = function ($a) { return function ($b) use ($a) { return function ($c) use ($a, $b) { return "$a$b$c"; }; }; };
echo $nest(1)(2)(3), "\n";
echo (function () { return implode(",", func_get_args()); })(1, 2), "\n";
