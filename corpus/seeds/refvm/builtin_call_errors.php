<?php
// Callbacks that can not be called, each for its own reason.
function attempt($what, $f) {
    try {
        echo $what, ': ';
        var_dump($f());
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
abstract class Base {
    abstract function open();
    private function hidden() {}
    function plain() { return 'plain'; }
    static function fixed() { return 'fixed'; }
    function up() { return call_user_func('parent::plain'); }
}
class Some extends Base { function open() { return 'open'; } }
$o = new Some;
attempt('abstract', function () { return call_user_func('Base::open'); });
attempt('private', function () use ($o) { return call_user_func([new Some, 'hidden']); });
attempt('static', function () { return call_user_func('Some::fixed'); });
attempt('no method', function () use ($o) { return call_user_func([$o, 'none']); });
attempt('no class', function () { return call_user_func('None::x'); });
attempt('no function', function () { return call_user_func('none'); });
attempt('number', function () { return call_user_func(5); });
attempt('short array', function () use ($o) { return call_user_func([$o]); });
attempt('second', function () use ($o) { return call_user_func([$o, 5]); });
attempt('first', function () { return call_user_func([5, 'f']); });
attempt('parent', function () { return call_user_func('parent::f'); });
attempt('direct array', function () { $f = [1 => 'a', 2 => 'b']; return $f(); });
attempt('direct short', function () use ($o) { $f = [$o]; return $f(); });
attempt('direct number', function () { $f = 5; return $f(); });
attempt('direct object', function () { $f = new stdClass; return $f(); });
attempt('map', function () { return array_map('none', [1]); });
attempt('sort', function () { $a = [2, 1]; return usort($a, [new Some, 'hidden']); });
attempt('named', function () { return call_user_func_array(function ($a) { return $a; }, ['b' => 1]); });
