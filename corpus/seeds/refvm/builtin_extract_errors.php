<?php
// extract() with flags and prefixes that do not fit.
function attempt($what, $f) {
    try {
        echo $what, ': ';
        var_dump($f());
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
attempt('flag', function () { return extract(['a' => 1], 99); });
attempt('prefix', function () { return extract(['a' => 1], EXTR_PREFIX_ALL); });
attempt('skip', function () { $a = 5; $n = extract(['a' => 1, 'b' => 2], EXTR_SKIP); return [$a, $b, $n]; });
attempt('all', function () { $n = extract(['a' => 1, 3 => 2], EXTR_PREFIX_ALL, 'p'); return [$p_a, $p_3, $n]; });
attempt('names', function () { return extract(['1a' => 1, 'this' => 2, '' => 3, 'ok' => 4]); });
