<?php
// A chain of three causes, thrown in different functions, is printed from the first on with Next.
class Wrapped extends RuntimeException {}
function low() { throw new TypeError("low"); }
function mid() { try { low(); } catch (Error $e) { throw new Wrapped("mid", 0, $e); } }
class K {
    private $n = 0;
    function high($arg) {
        try {
            mid();
        } catch (Wrapped $e) {
            throw new Exception("high\nwith a second line", 9, $e);
        }
    }
}
(new K)->high([1]);
