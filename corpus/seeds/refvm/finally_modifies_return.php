<?php
// finally may change the variable after return took its value; a reference return sees the change.
class O { public $v = 1; }
function byValue() { $x = "before"; try { return $x; } finally { $x = "after"; } }
function byArray() { $x = [1]; try { return $x; } finally { $x[] = 2; } }
function byObject() { $o = new O; try { return $o; } finally { $o->v = 2; $o = null; } }
function &byRef(&$x) { try { return $x; } finally { $x = "changed"; } }
function byExpr() { $x = 1; try { return $x + 1; } finally { $x = 100; } }
function incr() { static $n = 0; try { return $n++; } finally { $n += 10; } }
function nested() {
    $x = "1";
    try {
        try { return $x . "a"; } finally { $x .= "2"; echo "[$x]"; }
    } finally {
        $x .= "3";
        echo "[$x]";
    }
}
$v = "orig";
echo byValue(), count(byArray()), byObject()->v, " ", byExpr(), incr(), incr(), " ", nested(), "\n";
$r = &byRef($v);
$r .= "!";
echo $v, "\n";
