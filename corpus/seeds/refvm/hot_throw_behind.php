<?php
// What goes on behind a throw: through calls and finally blocks to a catch, which takes another class late, or
// none at all.
class Odd extends Exception {}
class Rare extends Exception { function __destruct() { echo "~rare "; } }
function thrower($i, $kind) {
    if ($i % 2)
        throw $i % 40 == 39 ? new $kind("rare $i") : new Odd("odd $i");
    return $i;
}
function middle($i, $kind) {
    try {
        return thrower($i, $kind);
    } finally {
        global $finallies;
        $finallies++;
        if ($i % 60 == 59)
            return "from finally";
    }
}
function all($n, $kind) {
    $caught = 0;
    $out = "";
    for ($i = 0; $i < $n; $i++) {
        try {
            $v = middle($i, $kind);
            if ($v === "from finally")
                $out .= "f";
        } catch (Odd $e) {
            $caught += strlen($e->getMessage());
        } catch (Rare $e) {
            $out .= $e->getMessage() . "@" . $e->getLine() . ";";
            if ($i == 119)
                throw $e;
        }
    }
    return "$caught $out";
}
echo all(100, "Rare"), " $finallies\n";
try {
    echo all(125, "Rare"), "\n";
    echo all(100, "LogicException"), "\n";
} catch (LogicException $e) {
    echo get_class($e), " ", $e->getMessage(), " ", count($e->getTrace()), "\n";
}
echo $finallies, "\n";

function nested($n) {
    $s = 0;
    for ($i = 0; $i < $n; $i++) {
        try {
            try {
                if ($i % 3 == 0)
                    throw new Odd((string)$i);
                $s += 1;
            } catch (Rare $e) {
                $s = -1;
            } finally {
                $s += 10;
            }
        } catch (Exception $e) {
            $s += (int)$e->getMessage();
            $previous = $e;
        }
    }
    return $s;
}
echo nested(90), "\n";
$e = new Odd("again");
for ($i = 0, $n = 0; $i < 50; $i++) {
    try {
        if ($i % 5 != 4)
            throw $e;
        $n += 100;
    } catch (Odd $caught) {
        $n += $caught === $e ? 1 : 1000;
        if ($i == 45)
            $e = new Odd("other");
    }
}
echo $n, "\n";
