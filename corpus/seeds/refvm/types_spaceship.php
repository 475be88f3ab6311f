<?php
// The spaceship operator orders ints, floats, strings, arrays, null, bool and NAN.
function s($a, $b) { echo $a <=> $b, $b <=> $a, " "; }
s(1, 2); s(1, 1.0); s("a", "b"); s("a", "A"); s("10", "9"); s("10", "9a"); s("abc", "abcd"); echo "\n";
s(null, false); s(null, "a"); s(true, 5); s(false, ""); s(null, 0); s([], null); echo "\n";
s([1, 2], [1, 3]); s([1, 2], [1]); s([1, 2], ["a" => 1, "b" => 2]); s([2], [1, 1]); echo "\n";
s(NAN, NAN); s(NAN, 1); s(INF, NAN); s(INF, -INF); s(0.0, -0.0); echo "\n";
s("1e3", "1000"); s(" 1", "1"); s("1 ", "1"); s("1x", 1); s("x", 1); s([], 1); s("", []); echo "\n";
var_dump(NAN == NAN, NAN < 1, NAN > 1, NAN != NAN, [NAN] == [NAN], INF == INF);
