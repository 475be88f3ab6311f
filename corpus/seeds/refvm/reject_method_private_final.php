<?php // Refused, or warned of, when compiled: a private method that is final gets a warning.
class A { private final function f() { return 1; } }
echo 'runs';
