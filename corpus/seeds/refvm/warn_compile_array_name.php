<?php
// An array in place of a name or of a piece of text, which the compiler finds.
${[1]} = 'by an array';
echo $Array, "\n";
function f() { static $x = [1]; return ${[3]} . "{$x[0]}"; }
echo f(), "\n";
class A { public $Array = 'property'; static $s = 'static'; function Array() { return 'method'; } }
echo (new A)->{[4]}, "\n";
echo A::${'s'}, [5] . 'text', "\n";
echo "a {${[6]}} b", "\n";
