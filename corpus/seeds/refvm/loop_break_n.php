<?php
// break and continue with a level through loops and switches.
for ($i = 0; $i < 4; $i++) {
    foreach (["a", "b", "c"] as $x) {
        switch ($x . $i) {
            case "b0":
                continue 2;
            case "a1":
                continue 3;
            case "b2":
                break 2;
            case "c3":
                break 3;
            default:
                echo $x, $i, " ";
        }
        echo "after ";
    }
    echo "row ";
}
echo "\n";
$n = 0;
while (true) {
    while (true) {
        do {
            if (++$n > 3) break 3;
            continue 2;
        } while (false);
    }
}
echo $n, "\n";
foreach ([1, 2, 3] as $i) {
    foreach ([10, 20] as $j) {
        if ($i == 2) continue 2;
        if ($j == 20 && $i == 3) break 2;
        echo $i * $j, " ";
    }
}
echo "$i $j\n";
for ($i = 0; ; $i++) {
    foreach ([$i] as $n) if ($n / (2 - $i) > 1) break 2;
}
