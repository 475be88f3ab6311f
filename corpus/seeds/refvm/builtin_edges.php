<?php
// Builtins at the edges of what they take: ranges of floats, keys at the last number, offsets, bases, names.
function attempt($what, $f) {
    try {
        echo $what, ': ';
        var_dump($f());
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
set_error_handler(function ($level, $text) { echo "[$level $text] "; return true; });
attempt('fill', function () { return array_fill(PHP_INT_MAX, 2, 1); });
attempt('fill last', function () { return array_fill(PHP_INT_MAX, 1, 1); });
attempt('range', function () { return range(1.5, 2.5, 5); });
attempt('range step', function () { return range(1.5, 1.75); });
attempt('range large', function () { return range(0.5, 1e10, 0.1); });
attempt('range falls', function () { return range(1.5, -1, 0.5); });
attempt('log', function () { return log(2, 0); });
attempt('log negative', function () { return log(2, -1.5); });
attempt('log base', function () { return log(8, 2); });
attempt('strrpos', function () { return strrpos('abc', 'c', 4); });
attempt('strrpos negative', function () { return strrpos('abc', 'c', -4); });
attempt('strncmp', function () { return strncmp('abc', 'abd', -1); });
attempt('strncasecmp', function () { return strncasecmp('abc', 'ABD', -1); });
attempt('strtr', function () { return strtr('abc', 'a'); });
attempt('strtr pairs', function () { return strtr('abc', ['a' => 'b'], 'x'); });
attempt('named', function () { return call_user_func_array(fn($a, $b = 2) => $a + $b, ['a' => 1, 'c' => 3]); });
attempt('order', function () { return call_user_func_array(fn($a, $b = 2) => $a - $b, ['a' => 1, 'b' => 3]); });
$with = 'call_user_func_array';
attempt('unknown through a variable', function () use ($with) { return $with(fn($a, $b = 2) => $a - $b, ['a' => 1, 'c' => 2]); });
attempt('named through a variable', function () use ($with) { return $with(fn($a, $b) => $a - $b, ['a' => 1, 'b' => 3]); });
attempt('list', function () { $a = [PHP_INT_MAX => 1]; return array_push($a, str_repeat('v', 3)); });
attempt('iterated', function () { return iterator_to_array(['a' => 1, PHP_INT_MAX => 2, 3 => 4], false); });
