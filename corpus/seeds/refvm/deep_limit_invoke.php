<?php
// An object calls itself through call_user_func without end, with a finally block at each level.
class I {
    function __invoke($n) {
        try {
            return call_user_func($this, $n + 1);
        } finally {
            $n = null;
        }
    }
}
echo "start\n";
(new I)(0);
echo "never\n";
