<?php
// Errors inside the handler, changes made by the handler, and what the interrupted code then sees.
set_error_handler(function ($no, $msg) {
    static $depth = 0;
    echo str_repeat(">", ++$depth), $msg, "\n";
    if ($depth < 3) echo $inner;
    $depth--;
    return true;
});
echo $outer;
$arr = ["a" => 1];
set_error_handler(function ($no, $msg) {
    global $arr, $str, $val;
    echo "[$msg]";
    $arr = "replaced";
    $str = "new";
    $val = [1, 2];
});
$x = $arr["missing"];
var_dump($arr);
$arr = [1, 2];
$arr[$undef] = "v";
var_dump($arr);
$str = "abc";
$str .= $undef2;
var_dump($str);
$val = "5 x";
$val += 1;
var_dump($val);
$arr = [1];
$arr["n"]["m"] = $arr["none"];
var_dump($arr);
$arr = [3];
$arr["z"]++;
var_dump($arr);
