<?php
// A constant that depends on itself is an Error when it is first read, and again when read again.
class A {
    const GOOD = 1;
    const LOOP = B::LOOP + 1;
}
class B {
    const LOOP = A::LOOP + 1;
}
echo A::GOOD, "\n";
for ($i = 0; $i < 2; $i++) {
    try {
        echo A::LOOP;
    } catch (Error $e) {
        echo get_class($e), ": ", $e->getMessage(), "\n";
    }
}
echo B::LOOP;
