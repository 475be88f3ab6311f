<?php
// finally beside return in a hot function: it runs on each return, and late it returns another value.
function guarded($i) {
    global $log;
    try {
        if ($i % 3 == 0) return "three";
        if ($i == 101) throw new Exception("late");
        $r = $i * 2;
    } catch (Exception $e) {
        return "caught " . $e->getMessage();
    } finally {
        $log++;
        if ($i > 110) return "over $i";
    }
    return $r;
}
$log = 0; $sum = 0; $texts = "";
for ($i = 0; $i < 120; $i++) {
    $r = guarded($i);
    if (is_int($r)) $sum += $r; elseif ($i > 98) $texts .= "$r,";
}
var_dump($log, $sum, $texts);
function loop_inside($n) {
    $done = 0;
    for ($i = 0; $i < $n; $i++) {
        try {
            if ($i == 90) return "early " . ($done + 0);
        } finally {
            $done += $i;
            if ($i == 90 && $n == 100) return "instead $done";
        }
    }
    return "end $done $i";
}
var_dump(loop_inside(80), loop_inside(95), loop_inside(100));
