<?php
// Packed arrays of integers: filled, read and written by index.
function sieve($n)
{
    $flags = array_fill(0, $n + 1, 1);
    $count = 0;
    for ($i = 2; $i <= $n; $i++) {
        if ($flags[$i]) {
            for ($k = $i + $i; $k <= $n; $k += $i)
                $flags[$k] = 0;
            $count++;
        }
    }
    return $count;
}
for ($i = 0; $i < 100; $i++)
    $c = sieve(100000);
echo $c, "\n";
