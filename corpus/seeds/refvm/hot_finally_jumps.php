<?php
// continue and break through finally blocks in hot loops, with jumps inside of the finally blocks as well.
function jumps($n) {
    $f = 0; $c = 0; $t = 0;
    for ($i = 0; $i < $n; $i++) {
        try {
            try {
                if ($i % 4 == 1) continue;
                if ($i == 105) throw new Exception("gone");
                $t += $i;
            } finally {
                $f++;
                foreach ([1, 2, 3] as $k) {
                    if ($k == 2 && $i % 3) continue;
                    if ($k == 3 && $i > 100) break;
                    $f += 10;
                }
            }
        } catch (Exception $e) {
            $c++;
        } finally {
            $f += 1000;
            while (true) if ($f++ % 5 == 0) break;
        }
        if ($i == 125) break;
        $t++;
    }
    return "$i $f $c $t";
}
echo jumps(60), "\n", jumps(110), "\n", jumps(150), "\n";
$order = "";
foreach (range(1, 120) as $v) {
    foreach ([1, 2] as $w) {
        try {
            if ($v % 2) continue 2;
            if ($v == 118) break 2;
        } finally {
            $order = substr($order . $w, -24);
        }
        $order .= ".";
    }
}
var_dump($order, $v, $w);
