<?php
// Writing string offsets: padding, first byte only, and the errors.
$s = "abc";
$t = $s;
$s[1] = "X";
$s[-1] = "ZZ";
$s[5] = "!";
var_dump($s, $t);
$r = $s[0] = "first";
var_dump($r, $s);
$s["2"] = 7;
function w($f) {
    try {
        $f();
    } catch (Error $e) {
        echo get_class($e), ": ", $e->getMessage(), "\n";
    }
}
w(function () { $s = "abc"; $s[0] = ""; });
w(function () { $s = "abc"; $s[0] = null; });
w(function () { $s = "abc"; $s[] = "d"; });
w(function () { $s = "abc"; $s["x"] = "d"; });
w(function () { $s = "abc"; $s[0][0] = "d"; });
w(function () { $s = "abc"; $r = &$s[0]; });
w(function () { $s = "abc"; $s[0] .= "d"; });
w(function () { $s = "abc"; $s[-9] = "d"; var_dump($s); });
w(function () { $s = ""; $s[3] = "d"; var_dump($s); });
w(function () { $s = "abc"; $s[1] = []; var_dump($s); });
w(function () { $s = "abc"; $s["k"]["l"] = 1; });
w(function () { $s = "abc"; $s[0]++; });
var_dump($s);
