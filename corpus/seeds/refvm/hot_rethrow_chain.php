<?php
// Exceptions wrapped and thrown again level by level in a recursion that became hot without any.
function level($n, $fail) {
    if ($n == 0) {
        if ($fail) throw new Exception("root");
        return 0;
    }
    try {
        return level($n - 1, $fail) + 1;
    } catch (LogicException $e) {
        throw $e;
    } catch (Exception $e) {
        if ($n % 3 == 0) throw new LogicException("level $n", $n, $e);
        throw $e;
    }
}
$sum = 0;
for ($i = 0; $i < 108; $i++) {
    try {
        $sum += level($i % 9, $i > 95);
    } catch (Exception $e) {
        $sum += 1000;
        $last = $e;
    }
}
var_dump($sum);
for ($e = $last, $depth = 0; $e; $e = $e->getPrevious(), $depth++)
    echo get_class($e), " ", $e->getMessage(), " ", $e->getCode(), " ", count($e->getTrace()), "\n";
function again($n) {
    for ($i = 0; ; $i++) {
        try {
            try {
                if ($i >= $n) throw new Exception("x$i");
            } catch (Exception $e) {
                throw $e;
            }
        } catch (Exception $e) {
            return $e->getMessage() . " from line " . $e->getLine();
        }
    }
}
var_dump(again(20), again(150), $depth);
