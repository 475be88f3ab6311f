<?php
// Interface constants are inherited, shared, and can be used through every implementing class.
interface I { const A = 1; const B = self::A . "b"; }
interface J extends I { const C = [self::B => I::A]; }
class X implements J {
    const D = self::C[self::B] + 10;
    function all() { return [self::A, self::B, self::C, static::D, J::A]; }
}
class Y extends X { const A = "overridden"; }
print_r((new Y)->all());
echo Y::A, " ", X::A, " ", Y::B, "\n";
function uses(I $i, $k = I::B) { return get_class($i) . $k; }
echo uses(new Y), "\n";
try {
    uses("X");
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
var_dump(is_subclass_of("Y", "I"), is_callable(["I", "x"]), method_exists("I", "x"));
echo I::NOPE;
