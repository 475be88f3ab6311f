<?php
// Frames of inlined calls that somebody looks at on a late iteration: from a handler, an exception, a destructor,
// and in the middle of a recursion.
class Seen {
    public $at;
    function __construct($at) { $this->at = $at; }
    function __destruct() { echo 'gone at ', $this->at, ' in ', trace(), "\n"; }
}
function trace() {
    $names = [];
    foreach (debug_backtrace() as $frame)
        $names[] = $frame['function'] . '(' . count($frame['args']) . '):' . ($frame['line'] ?? '-');
    return implode(' ', $names);
}
set_error_handler(function ($level, $text) {
    echo $text, ' in ', trace(), "\n";
    return true;
});
function tree($n, $late) {
    if ($n < 2)
        return $late && $n == 1 ? leaf($n, $late) : $n;
    return tree($n - 1, $late) + tree($n - 2, $late && $n != 4);
}
function leaf($n) {
    static $count = 0;
    switch (++$count) {
    case 2:
        return $n + $undefined;
    case 3:
        throw new LogicException('leaf');
    case 4:
        $gone = new Seen($count);
        $gone = null;
        break;
    case 5:
        echo trace(), "\n";
    }
    return $n;
}
function outer($n, $late, $unused = 1) {
    return inner($n, $late) + inner($n - 1, $late) + func_num_args();
}
function inner($n, $late) {
    return tree($n, $late) + 1;
}
for ($i = 0; $i < 60; $i++) {
    try {
        $sum = $i == 58 ? outer(2, true, 1) : outer($i % 7, $i > 50);
        if ($i % 10 == 0 || $i > 50)
            echo $i, ' ', $sum, "\n";
    } catch (LogicException $e) {
        echo $i, ' ', get_class($e), ' ', $e->getMessage(), ' line ', $e->getLine(), "\n";
        foreach ($e->getTrace() as $frame)
            echo '  ', $frame['function'], ':', $frame['line'], "\n";
    }
}
function deep($n) {
    return $n == 0 ? count(debug_backtrace()) : deep($n - 1) + 1;
}
for ($i = 0; $i < 30; $i++)
    echo deep($i), ' ';
echo "\n";
