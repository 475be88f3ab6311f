<?php
// An exception in finally replaces the one under way, which becomes its previous at the end of the chain.
function chain($e) {
    for (; $e; $e = $e->getPrevious()) { echo $e->getMessage(), " < "; }
    echo "\n";
}
foreach ([
    function () { try { throw new Exception("1"); } finally { throw new Exception("2"); } },
    function () { try { throw new Exception("1"); } finally { throw new Exception("2", 0, new Exception("own previous")); } },
    function () { try { try { throw new Exception("1"); } finally { throw new Exception("2"); } } finally { throw new Exception("3"); } },
    function () { $e = new Exception("same"); try { throw $e; } finally { throw $e; } },
    function () { try { throw new Exception("1"); } catch (Exception $e) { throw new Exception("from catch"); } finally { echo "(finally) "; } },
    function () { try { throw new Exception("1"); } finally { try { throw new Exception("inside"); } catch (Exception $e) { echo "(caught {$e->getMessage()}) "; } } },
    function () { try { return "value"; } finally { throw new Exception("instead of value"); } },
    function () { try { throw new Exception("1"); } catch (Exception $e) { return "value"; } finally { undefined(); } },
    function () { try { throw new Exception("old"); } finally { $f = function () { throw new Exception("new"); }; try { $f(); } finally { echo "(inner) "; } } },
] as $f) {
    try {
        $f();
    } catch (Throwable $e) {
        chain($e);
    }
}
