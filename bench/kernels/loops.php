<?php
// Nested loops over integers in functions' variables.
function loops($n)
{
    $x = 0;
    for ($a = 0; $a < $n; $a++)
        for ($b = 0; $b < $n; $b++)
            for ($c = 0; $c < $n; $c++)
                for ($d = 0; $d < $n; $d++)
                    $x += ($a ^ $b) + $c - $d;
    return $x;
}
echo loops(80), "\n";
