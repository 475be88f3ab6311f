<?php
// A return in finally replaces the value or the exception of try and catch.
class D { public $n; function __construct($n) { $this->n = $n; } function __destruct() { echo "-{$this->n} "; } }
function a() { try { return "try"; } finally { return "finally"; } }
function b() { try { throw new Exception("lost"); } finally { return "swallowed"; } }
function c() { try { throw new Exception("x"); } catch (Exception $e) { return "catch"; } finally { return "finally"; } }
function d() { try { return new D("dropped"); } finally { return new D("kept"); } }
function e() { try { try { return 1; } finally { return 2; } } finally { return 3; } }
function f() { foreach ([1, 2, 3] as $i) { try { return "r$i"; } finally { if ($i == 1) { return "f$i"; } } } }
function g() { while (true) { try { throw new Exception("g"); } finally { while (true) { break; } return "g"; } } }
function h() { try { return print("evaluated "); } finally { echo "then finally "; } }
function i() { try { try { throw new Exception("inner"); } finally { return "inner return"; } } catch (Exception $e) { return "never"; } }
function j() { try { throw new D("not thrown"); } catch (Error $e) { return $e->getMessage(); } finally { echo "(j) "; } }
function k() { for ($i = 0; $i < 3; $i++) { try { try { continue; } finally { echo "in$i "; } } finally { echo "out$i "; if ($i == 1) { return $i; } } } }
foreach (["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"] as $f) {
    $r = $f();
    echo $f, ": ", is_object($r) ? $r->n : $r, "\n";
}
$r = null;
