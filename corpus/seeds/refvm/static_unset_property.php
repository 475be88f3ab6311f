<?php
// Unsetting a static property is an Error when it is reached.
class A { static $s = 1; }
echo "before\n";
try {
    unset(A::$s);
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
echo A::$s, "\n";
