<?php
// An error handler that turns a late warning into an exception, out of each kind of operation, caught in and out of the loop.
set_error_handler(function ($no, $text, $file, $line) {
    throw new ErrorException($text, 0, $no, "file", $line);
});
function op($kind, $i) {
    $a = [1, 2, 3]; $s = "abc"; $o = new stdClass; $late = $i >= 100;
    switch ($kind) {
        case 0: return $a[$late ? 3 : 1] + 1;
        case 1: return "<" . $s[$late ? 5 : 1] . ">";
        case 2: $o->p = $i; return $late ? $o->q . "x" : $o->p;
        case 3: return ($late ? $undefined : 5) * 2;
        case 4: return "n" . ($late ? $a : 1);
        case 5: $a["k"][$late ? 1.5 : 1] = $i; return count($a);
        case 6: return 1 + ($late ? "12 monkeys" : "12");
        case 7: $a[1] = $late ? $missing : 9; return $a[1];
        case 8: foreach ($late ? 5 : $a as $v); return $v ?? 0;
        default: return strlen($late ? null : "text");
    }
}
for ($kind = 0; $kind < 10; $kind++) {
    $sum = 0; $text = "";
    for ($i = 60; $i < 103; $i++) {
        try {
            $r = op($kind, $i);
            $sum += is_int($r) ? $r : strlen($r);
        } catch (ErrorException $e) {
            $text = $e->getMessage() . " line " . $e->getLine() . " in " . $e->getTrace()[1]["function"];
        }
    }
    echo "$sum $text\n";
}
try {
    for ($i = 0, $list = range(0, 99); ; $i++) $x = [$i, $list[$i] + 1];
} catch (ErrorException $e) {
    echo $e->getMessage(), " $i $x[1]\n";
}
