<?php
// Literals and names longer than what the front end keeps on its stack.
echo 1_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000.5e-80, "\n";
echo "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\t0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\n";
function Abcdefghijklmnopqrstuvwxyz_Abcdefghijklmnopqrstuvwxyz_Abcdefghijklmnopqrstuvwxyz_Abcdefghijklmnopqrstuvwxyz_Abcdefghijklmnopqrstuvwxyz_Abcdefghijklmnopqrstuvwxyz_Abcdefghijklmnopqrstuvwxyz_Abcdefghijklmnopqrstuvwxyz_Abcdefghijklmnopqrstuvwxyz_Abcdefghijklmnopqrstuvwxyz() { return __FUNCTION__; }
echo strlen(Abcdefghijklmnopqrstuvwxyz_Abcdefghijklmnopqrstuvwxyz_Abcdefghijklmnopqrstuvwxyz_Abcdefghijklmnopqrstuvwxyz_Abcdefghijklmnopqrstuvwxyz_Abcdefghijklmnopqrstuvwxyz_Abcdefghijklmnopqrstuvwxyz_Abcdefghijklmnopqrstuvwxyz_Abcdefghijklmnopqrstuvwxyz_Abcdefghijklmnopqrstuvwxyz()), "\n";
class Named { function method() { return __METHOD__ . (__FILE__ === "" ? "" : "f") . strlen(__DIR__ === "" ? "" : "d"); } }
echo (new Named)->method(), "\n";
$o = new class extends Named { public $p = 1; };
echo $o->p, $o instanceof Named ? " is" : " is not", "\n";
