<?php
// An exception thrown in a finally replaces another one and links to it; on a late iteration of a loop in a hot function.
function work($i) {
    try {
        try {
            if ($i > 100) throw new RuntimeException("first $i");
            return $i;
        } finally {
            if ($i > 104) throw new LogicException("second $i");
        }
    } finally {
        if ($i == 107) throw new Exception("third");
    }
}
function all($n) {
    $sum = 0; $texts = [];
    for ($i = 0; $i < $n; $i++) {
        try {
            $sum += work($i);
        } catch (Throwable $e) {
            for ($t = ""; $e; $e = $e->getPrevious()) $t .= get_class($e) . " " . $e->getMessage() . " line " . $e->getLine() . "; ";
            $texts[] = $t;
        }
    }
    echo $sum, "\n", implode("\n", $texts), "\n";
}
all(90);
all(109);
try {
    for ($i = 0; $i < 200; $i++) $r = work($i);
} catch (RuntimeException $e) {
    echo $e->getMessage(), " after $r\n";
}
