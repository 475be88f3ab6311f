<?php
// An uncaught exception prints class, text, place and trace; the rest of the script does not run.
class MyException extends Exception {}
class D { function __destruct() { echo "never destroyed after a fatal error?\n"; } }
$d = new D;
function f($x) {
    g($x, [1, 2], null, 1.5, true, new stdClass, "a string longer than fifteen bytes");
}
function g() {
    throw new MyException("uncaught text", 5);
}
echo "before\n";
f("arg");
echo "never\n";
