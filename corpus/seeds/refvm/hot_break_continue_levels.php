<?php
// break and continue with levels out of nested loops of every kind; the outermost ways are taken late.
function grid($n) {
    $steps = 0; $out = "";
    for ($a = 0; $a < $n; $a++) {
        $b = 0;
        while (true) {
            if (++$b > 6) continue 2;
            foreach ([1, 2, 3, 4] as $c) {
                $steps++;
                if ($c == 3 && $b % 2) continue 2;
                if ($c == 2 && $b == 4) break;
                if ($steps > 400) break 3;
                do {
                    $steps++;
                    if ($steps % 91 == 0) break 2;
                    if ($steps % 67 == 0) continue 3;
                } while ($steps % 3);
            }
            if ($b == 5 && $a % 4 == 0) break;
        }
        $out .= chr(97 + $a % 26);
    }
    return "$steps $a $b $c $out";
}
echo grid(3), "\n", grid(20), "\n", grid(200), "\n";
$n = 0;
for ($i = 0; ; $i++) {
    for ($j = 0; $j < 10; $j++) {
        for ($k = 0; $k < 3; $k++) {
            if ($k == 2) continue 2;
            if ($i == 12 && $j == 7) break 3;
            if ($j == 9) continue 3;
            $n++;
        }
    }
}
var_dump($i, $j, $k, $n);
