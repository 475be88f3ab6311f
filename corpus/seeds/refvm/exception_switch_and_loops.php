<?php
// Exceptions thrown and caught inside loops and switch leave loop counters and break levels intact.
function risky($i) { if ($i % 3 == 0) { throw new Exception("three"); } if ($i % 5 == 0) { throw new LogicException("five"); } return $i; }
$log = [];
for ($i = 1; $i <= 10; $i++) {
    try {
        switch (risky($i)) {
            case 1: $log[] = "one"; continue 2;
            case 2: $log[] = "two"; break;
            case 7: $log[] = "seven"; break 2;
            default: $log[] = "d$i";
        }
        $log[] = "after $i";
    } catch (LogicException $e) {
        $log[] = "logic";
        continue;
    } catch (Exception $e) {
        $log[] = "ex$i";
        foreach ([1, 2] as $j) { if ($j == 2) { continue 2; } }
    } finally {
        $log[] = "f";
    }
}
echo implode(" ", $log), " i=$i\n";
$n = 0;
while (true) {
    try {
        do { if ($n++ > 3) { throw new Exception("out"); } } while (true);
    } catch (Exception $e) {
        break;
    }
}
echo $n, "\n";
