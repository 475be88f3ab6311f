<?php
// Words for classes in closures whose scope is decided when they run: there is no scope, or no parent.
class Alone {
    const SELF = 'alone';
    static function who() { return [static::class, self::SELF]; }
    function callables() { return [is_callable('parent::who'), is_callable('self::who')]; }
    function refused(callable $c) { return 'accepted'; }
    function method() { return fn() => $this->refused('self::who'); }
}
function attempt($what, $f) {
    try {
        echo $what, ': ', implode(' ', (array)$f()), "\n";
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
$closures = [
    'self' => function () { return new self; },
    'parent' => function () { return new parent; },
    'static' => function () { return new static; },
    'parent call' => function () { return parent::who(); },
    'static call' => function () { return static::who(); },
    'parent constant' => function () { return parent::SELF; },
    'self constant' => function () { return self::SELF; },
    'parent property' => function () { return parent::$none; },
    'self name' => function () { return self::class; },
    'parent name' => function () { return parent::class; },
    'static name' => function () { return static::class; },
    'instance' => function () { return 1 instanceof parent ? 'yes' : 'no'; },
    'default' => function ($x = [self::SELF]) { return $x; },
    'parent default' => function ($x = [parent::SELF]) { return $x; },
    'variable' => function () { static $x = [self::SELF]; return $x; },
    'parent variable' => function () { static $x = [parent::SELF]; return $x; },
    'this' => function () { return $this->none(); },
    'this property' => function () { $this->p = [1]; return $this; },
    'this read' => function () { return $this->p; },
    'this isset' => function () { return [isset($this->p), empty($this->p), isset($this)]; },
    'get_class' => function () { return get_class(); },
    'called' => function () { return get_called_class(); },
    'parent class' => function () { return var_export(get_parent_class(), true); },
];
foreach ($closures as $what => $closure) {
    attempt($what, $closure);
    attempt("$what, bound", Closure::bind($closure, null, 'Alone'));
}
$o = new Alone;
attempt('callables', fn() => array_map(fn($b) => $b ? 'yes' : 'no', @$o->callables()));
attempt('called statically', fn() => call_user_func('parent::who'));
attempt('callback', Closure::bind(fn() => array_map('parent::who', [1]), $o, 'Alone'));
set_error_handler(function ($level, $text) { throw new Exception($text); });
attempt('deprecated', $o->method());
attempt('deprecated call', Closure::bind(fn() => call_user_func('self::who'), $o, 'Alone'));
attempt('deprecated question', Closure::bind(fn() => [is_callable('self::who')], $o, 'Alone'));
attempt('same', fn() => [Closure::fromCallable($closures['called']) === $closures['called'], Closure::fromCallable([$closures['self name'], '__invoke'])->bindTo($o, $o)()]);
