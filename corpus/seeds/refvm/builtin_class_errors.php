<?php
// Questions about classes from where there is none, and constants that are defined wrongly.
function attempt($what, $f) {
    try {
        echo $what, ': ';
        var_dump($f());
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
attempt('class', function () { return get_class_vars('Nothing'); });
attempt('methods', function () { return get_class_methods('Nothing'); });
attempt('parent', function () { return get_parent_class('Nothing'); });
function outside() { return get_class(); }
function called() { return get_called_class(); }
attempt('get_class', 'outside');
attempt('get_called_class', 'called');
attempt('define', function () { return define('SOME', 1, true); });
attempt('again', function () { return define('SOME', 2); });
attempt('member', function () { return define('A::B', 2); });
attempt('constant', function () { return constant('NOTHING'); });
attempt('of class', function () { return constant('Nothing::X'); });
attempt('alias', function () { $x = 5; return $x::class; });
attempt('property', function () { return property_exists('Nothing', 'x'); });
attempt('new', function () { $n = 'Nothing'; return new $n; });
attempt('type', function () { $x = 1; return settype($x, 'resource'); });
attempt('unknown type', function () { $x = 1; return settype($x, 'shape'); });
