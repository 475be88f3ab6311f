<?php
// ++ on strings: letters with carry, numeric strings that become ints and floats, and null.
function names($start, $n) {
    $s = $start; $h = 0;
    for ($i = 0; $i < $n; $i++) {
        $h = ($h * 33 + crc32("$s")) & 0xffffffff;
        $s++;
    }
    var_dump($s, $h);
}
names("a", 120); names("Az8", 150); names("zY", 60); names("97", 110); names("9223372036854775757", 100); names(null, 100);
$x = "50";
for ($i = 0; $i < 110; $i++) $x--;
var_dump($x);
$y = "abc"; $z = null;
for ($i = 0; $i < 100; $i++) { $y--; $z--; }
var_dump($y, $z);
for ($i = 0, $w = "y"; strlen($w) < 3 && $i < 2000; $i++) ++$w;
var_dump($w, $i);
$f = 1.5;
for ($i = 0; $i < 100; $i++) $was = $f++;
var_dump($f, $was);
