<?php
// Long chains of one operator, nested ternaries, closures and interpolations.
$u = 1;
echo "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . 
"a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . 
"a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . 
"a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . 
"a" . "a" . "a" . "a" . "a" . "a" . "a" . "a" . "end\n";
echo $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + 
$u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + 
$u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + 
$u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + $u + 0, "\n";
echo $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? 
$none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? 
$none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? $none ?? 
$none ?? $none ?? $none ?? $none ?? $none ?? $none ?? "default", "\n";
var_dump($u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && 
$u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && $u && 
$u && $u && $u && $u && $u, !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || 
!$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || !$u || 
!$u || !$u || !$u);
echo ($u > 0 ? ($u > 1 ? ($u > 2 ? ($u > 3 ? ($u > 4 ? ($u > 5 ? ($u > 6 ? ($u > 7 ? ($u > 8 ? ($u > 9 ? ($u > 10 ? ($u > 11 ? ($u > 12 ? ($u > 13 ? ($u > 14 ? ($u > 15 ? 
($u > 16 ? ($u > 17 ? ($u > 18 ? ($u > 19 ? ($u > 20 ? ($u > 21 ? ($u > 22 ? ($u > 23 ? ($u > 24 ? ($u > 25 ? ($u > 26 ? ($u > 27 ? ($u > 28 ? ($u > 29 ? "all" : 0) : 1)
 : 2) : 3) : 4) : 5) : 6) : 7) : 8) : 9) : 10) : 11) : 12) : 13) : 14) : 15) : 16) : 17) : 18) : 19) : 20) : 21) : 22) : 23) : 24) : 25) : 26) : 27) : 28) : 29), "\n";
$x0 = $x1 = $x2 = $x3 = $x4 = $x5 = $x6 = $x7 = $x8 = $x9 = $x10 = $x11 = $x12 = $x13 = $x14 = $x15 = $x16 = $x17 = $x18 = $x19 = $x20 = $x21 = $x22 = $x23 = $x24 = 
$x25 = $x26 = $x27 = $x28 = $x29 = 5;
echo $x0 + $x29, "\n";
$f = function () use ($u) { return function () use ($u) { return function () use ($u) { return function () use ($u) { return function () use ($u) { return 
function () use ($u) { return function () use ($u) { return function () use ($u) { return function () use ($u) { return function () use ($u) { return 
function () use ($u) { return function () use ($u) { return function () use ($u) { return function () use ($u) { return function () use ($u) { return 
function () use ($u) { return function () use ($u) { return function () use ($u) { return function () use ($u) { return function () use ($u) { return $u; }; }; }; }; }; }
; }; }; }; }; }; }; }; }; }; }; }; }; }; };
for ($n = 0; is_object($f); $n++) { $f = $f(); }
echo $n, $f, "\n";
echo "{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-|{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-{$u}-\n";
echo 2 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 
1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1 ** 1, "\n";
echo $u - $u - $u - $u - $u - $u - $u - $u - $u - $u - $u - $u - $u - $u - $u - $u - $u - $u - $u - $u - $u - $u - $u - $u - $u - $u - $u - $u - $u - $u - [];
