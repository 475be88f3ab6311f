<?php
// The loop is left by an exception on a late iteration; variables and temporaries of the frames are as they were.
function inner($i, $limit) {
    $local = [$i, "x$i"];
    if ($i >= $limit) throw new OutOfRangeException("at " . $local[1]);
    return $local[0];
}
function outer($limit) {
    $sum = 0; $held = ["keep" => 1];
    for ($i = 0; ; $i++) {
        foreach ([1, 2] as $w)
            $sum = "s" . ((int)substr($sum, 1) + inner($i, $limit) * $w);
        $held["keep"] += $w;
    }
}
foreach ([5, 70, 120] as $limit) {
    try {
        outer($limit);
    } catch (OutOfRangeException $e) {
        echo $e->getMessage(), " ", $e->getLine(), " ", $e->getTrace()[0]["args"][0] ?? "none", " ", count($e->getTrace()), "\n";
    }
}
class OutOfRangeException2 extends OutOfRangeException {}
$i = 0; $parts = [];
try {
    while (true) {
        $parts[] = [$i, $i < 110 ? $i++ : throw new OutOfRangeException2("top")];
        if (count($parts) > 50) $parts = [];
    }
} catch (Exception $e) {
    echo get_class($e), " $i ", count($parts), "\n";
}
