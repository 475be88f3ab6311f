<?php
// global and static bind by reference; unset breaks only the local name; rebinding is lost.
$g = 1;
function addg() { global $g, $fresh; $g++; $fresh = "made"; unset($g); return isset($g); }
var_dump(addg(), $g, $fresh);
function counter() { static $n = 0, $list = []; $n++; $list[] = $n; return implode("", $list); }
echo counter(), counter(), counter(), "\n";
function rebind() { static $s = 1; $other = 50; $ret = $s; $s++; $s = &$other; return $ret; }
echo rebind(), rebind(), rebind(), "\n";
function glob2() { global $g; $local = "l"; $g = &$local; return $g; }
echo glob2(), $g, "\n";
function viaGlobals() { $GLOBALS["g"] = "G"; $GLOBALS["made2"] = 1; unset($GLOBALS["fresh"]); return isset($GLOBALS["none"]); }
var_dump(viaGlobals(), $g, $made2, isset($fresh));
class S { function m() { static $k = 0; return ++$k; } }
$x = new S;
$y = new S;
echo $x->m(), $y->m(), $x->m(), "\n";
$name = "dyn";
$$name = "variable variable";
function dynglobal($n) { global $$n; return $$n; }
echo dynglobal("dyn"), "\n";
echo $GLOBALS["undefined_one"];
