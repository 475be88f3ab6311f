<?php
// finally after return, break, continue, nested throws and overriding returns.
function a() { try { return "try"; } finally { echo "[fin]"; } }
function b() { try { return "try"; } finally { return "finally"; } }
function c() { try { throw new Exception("lost"); } finally { return "swallowed"; } }
function d() { foreach ([1, 2, 3] as $i) { try { if ($i == 2) continue; echo $i; } finally { echo "f$i "; } } return "d"; }
function e() { while (true) { try { try { break; } finally { echo "in "; } } finally { echo "out "; } } return "e"; }
function f() { $x = 1; try { return $x; } finally { $x = 2; } }
function &g() { static $x = 1; try { return $x; } finally { $x = 2; } }
function h() { try { try { throw new Exception("one"); } finally { throw new Exception("two"); } } catch (Exception $e) { return $e->getMessage() . "<" . $e->getPrevious()->getMessage(); } }
function i() { for ($i = 0; $i < 2; $i++) { try { return "r$i"; } finally { if ($i == 0) return "f$i"; } } return "end"; }
function j() { try { throw new TypeError("t"); } catch (ValueError | TypeError $e) { return get_class($e); } catch (Error $e) { return "late"; } finally { echo "j "; } }
function k() { try { return print("ret "); } finally { try { throw new Exception("x"); } catch (Exception $e) { echo "inner "; } } }
foreach (["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"] as $fn) echo $fn(), "\n";
function l() { try { return undefined_in_return(); } finally { echo "l "; } }
l();
