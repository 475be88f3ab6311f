<?php
// String functions with arguments that they refuse, and the edges beside them.
function attempt($what, $f) {
    try {
        echo $what, ': ';
        var_dump($f());
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
set_error_handler(function ($level, $text) { echo "[$level $text] "; return true; });
attempt('repeat', function () { return str_repeat('a', -1); });
attempt('repeat none', function () { return str_repeat('a', 0); });
attempt('split', function () { return str_split('abc', 0); });
attempt('pad', function () { return str_pad('a', 5, ''); });
attempt('pad type', function () { return str_pad('a', 5, 'b', 9); });
attempt('trim range', function () { return trim('abc', 'c..a'); });
attempt('trim open', function () { return trim('abc', 'a..'); });
attempt('trim start', function () { return trim('abc', '..c'); });
attempt('strtr', function () { return strtr('abc', ['' => 'x', 'a' => 'y']); });
attempt('explode', function () { return explode('', 'abc'); });
attempt('count', function () { return substr_count('abc', ''); });
attempt('offset', function () { return substr_count('abc', 'a', 9); });
attempt('length', function () { return substr_count('abc', 'a', 1, 9); });
attempt('position', function () { return strpos('abc', 'a', 9); });
attempt('empty search', function () { return str_replace(['', 'a', ''], ['x', 'y', 'z'], 'abc'); });
attempt('empty', function () { return str_replace('', 'y', 'abc', $n); });
attempt('lists', function () { return str_replace(['a', 'b', 'c'], ['1', '2'], ['abc', 'k' => 'cab'], $n) + [9 => $n]; });
attempt('array for text', function () { return str_replace('a', ['b'], 'abc'); });
attempt('version', function () { return version_compare('1', '2', 'near'); });
