<?php
// __debugInfo() that returns no array is a fatal error.
class A { function __debugInfo() { return 5; } }
class B { function __debugInfo() { return ['shown' => 1]; } }
var_dump(new B);
var_dump(new A);
echo 'never';
