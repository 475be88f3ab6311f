<?php
// Several internal errors one after another by way of shutdown functions; each is reported in full.
function divide($a, $b) { return intdiv($a, $b); }
function typed(int $x): int { return $x; }
register_shutdown_function(function () { typed("word"); });
set_error_handler(function ($n, $m) { throw new ErrorException("handler: $m", 0, $n); });
function reader($a) { return $a["missing"]; }
try {
    reader([]);
} catch (ErrorException $e) {
    echo $e->getMessage(), " ", $e->getSeverity(), "\n";
}
divide(1, 0);
