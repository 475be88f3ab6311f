<?php
// Format strings that ask for what is not there: each kind of error of printf and its like.
function attempt($what, $f) {
    try {
        echo $what, ': ';
        var_dump($f());
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
attempt('few', function () { return sprintf('%d %d', 1); });
attempt('few in array', function () { return vsprintf('%s %s %s', ['a']); });
attempt('no such', function () { return sprintf('%5$s', 'a'); });
attempt('number zero', function () { return sprintf('%0$s', 'a'); });
attempt('unknown', function () { return sprintf('%y', 1); });
attempt('end', function () { return sprintf('a %', 1); });
attempt('padding', function () { return sprintf("%'", 1); });
attempt('width', function () { return sprintf('%99999999999d', 1); });
attempt('precision', function () { return sprintf('%.99999999999f', 1.5); });
attempt('cut', function () { return strlen(sprintf('%.60f', 1.5)); });
attempt('printed', function () { return printf("%s %'*8d|%-6s|%+d\n", 'x', 42, 'ab', 7); });
attempt('object', function () { return sprintf('%s', new stdClass); });
