<?php
// foreach by reference while the array is appended, shortened, replaced, copied and sorted inside.
function run($name, $f) { $a = ["a" => 1, "b" => 2, "c" => 3]; $n = 0; $out = ""; foreach ($a as $k => &$v) { if (++$n > 6) break; $out .= "$k$v "; $f($a, $k, $v); } unset($v); echo $name, ": ", $out, "=> ", is_array($a) ? implode(",", $a) : gettype($a), "\n"; }
run("append", function (&$a, $k, &$v) { if (count($a) < 5) $a[] = "n"; });
run("unset next", function (&$a, $k, &$v) { if ($k == "a") unset($a["b"]); });
run("unset self", function (&$a, $k, &$v) { unset($a[$k]); });
run("unset all", function (&$a, $k, &$v) { $a = []; });
run("replace", function (&$a, $k, &$v) { if ($k == "a") $a = ["x" => 9, "y" => 8]; });
run("scalar", function (&$a, $k, &$v) { if ($k == "b") $a = "gone"; });
run("prepend", function (&$a, $k, &$v) { if ($k == "a") $a = ["z" => 0] + $a; });
run("value", function (&$a, $k, &$v) { $v = "<$v>"; });
run("copy", function (&$a, $k, &$v) { $c = $a; $c[] = 1; $v++; unset($c["c"]); });
run("reinsert", function (&$a, $k, &$v) { if ($k == "a") { unset($a["c"]); $a["c"] = "re"; } });
run("pop", function (&$a, $k, &$v) { array_pop($a); });
run("shift", function (&$a, $k, &$v) { if ($k === "a") array_shift($a); });
