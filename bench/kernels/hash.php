<?php
// Arrays with string keys: filled, looked up, counted.
function fill($n)
{
    $h = [];
    for ($i = 0; $i < $n; $i++)
        $h["k$i"] = $i;
    $sum = 0;
    for ($round = 0; $round < 4; $round++)
        for ($i = 0; $i < $n; $i += 3) {
            $k = "k$i";
            if (isset($h[$k]))
                $sum += $h[$k];
        }
    foreach ($h as $k => $v)
        if ($v % 2 == 0)
            $h[$k] = $v + 1;
    return $sum + count($h);
}
for ($i = 0; $i < 20; $i++)
    $r = fill(100000);
echo $r, "\n";
