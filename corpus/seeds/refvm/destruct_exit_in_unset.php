<?php
// exit inside a destructor in the middle of the script ends everything around it.
class E {
    function __destruct() { echo "leaving\n"; exit; }
}
class Later { function __destruct() { echo "later destroyed\n"; } }
$later = new Later;
function f() {
    $e = new E;
    try {
        $e = null;
    } catch (Throwable $t) {
        echo "never caught\n";
    } finally {
        echo "never finally\n";
    }
}
foreach ([1, 2] as $i) {
    echo "round $i\n";
    f();
}
