<?php
// A handler of errors, a __toString() or a destructor throws while a builtin works: what it made is given up.
class Loud { function __construct(public $name = 'loud') {} function __destruct() { echo "~{$this->name} "; } }
class Text { function __toString() { throw new Exception('no text'); } }
class Late extends Loud { function __destruct() { throw new Exception('late ' . $this->name); } }
function attempt($what, $f) {
    try {
        echo $what, ': ';
        echo json($f()), "\n";
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
function json($v) { return is_array($v) ? '[' . implode(' ', array_map('json', $v)) . ']' : (is_object($v) ? get_class($v) : var_export($v, true)); }
set_error_handler(function ($level, $text) { throw new ErrorException($text, 0, $level); });
attempt('max list', fn() => max([new Loud, 1, 2]));
attempt('max', fn() => max(new Loud, 1, 2));
attempt('min', fn() => min(1, new Loud, 2));
attempt('numeric', function () { $a = [3, new Loud, 1, '2']; return sort($a, SORT_NUMERIC); });
attempt('strings', function () { $a = ['b', new Text, 'a']; return sort($a, SORT_STRING); });
attempt('folded', function () { $a = ['b', [1], 'A']; return rsort($a, SORT_STRING | SORT_FLAG_CASE); });
attempt('bool', function () { $a = [new Loud('x'), new Loud('y'), new Loud('z')]; return usort($a, fn($a, $b) => $a->name > $b->name); });
attempt('subjects', fn() => str_replace('a', 'b', [str_repeat('a', 3), new Text, 'x']));
attempt('subject', fn() => str_replace(['a'], 'b', ['a', [1]]));
attempt('pairs', fn() => strtr('a long text', ['long' => new Text]));
attempt('digits', fn() => sprintf('%s %.60f', str_repeat('s', 3), 0.5));
attempt('limit', fn() => ini_set('memory_limit', 'much'));
attempt('method', fn() => method_exists('Loud', new Text));
attempt('carry', fn() => array_reduce([1, 2, 3], fn($c, $v) => new Late("carry$v")));
attempt('returned', function () { $a = [1, 2]; return array_walk($a, fn($v, $k) => new Late("walk$k")); });
attempt('mapped', fn() => array_map(function ($v) { $o = new Late("map$v"); return $v; }, [1, 2]));
attempt('callback', function () { $f = 'call_user_func'; return $f([new Loud, 'parent::none']); });
attempt('removed', function () {
    $a = [new Late('first'), new Late('second')];
    return array_walk($a, function (&$v, $k) use (&$a) { $a = []; });
});
