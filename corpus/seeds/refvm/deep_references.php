<?php
// Chains of references through arrays and objects, by-reference recursion, and a deep write.
function fill(&$a, $n) { if ($n == 0) { $a = "end"; return; } $a = []; fill($a["n"], $n - 1); }
fill($tree, 30);
$depth = 0;
for ($p = &$tree; is_array($p); $p = &$p["n"]) { $depth++; }
echo $depth, " ", $p, "\n";
$p = "changed";
unset($p);
function bottom($a) { return is_array($a) ? bottom($a["n"]) : $a; }
echo bottom($tree), "\n";
$copy = $tree;
$q = &$copy["n"]["n"]["n"];
$q = "cut";
echo bottom($copy), bottom($tree), "\n";
$o = new stdClass;
$cur = $o;
for ($i = 0; $i < 25; $i++) { $cur->next = new stdClass; $cur = $cur->next; }
$cur->next = &$o->top;
$o->top = "shared";
echo $cur->next, "\n";
