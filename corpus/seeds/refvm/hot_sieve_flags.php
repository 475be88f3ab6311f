<?php
// A sieve over a packed array whose flags change their type late, and a text built from it.
function sieve($n, $mark) {
    $flags = array_fill(0, $n + 1, true);
    $count = 0;
    for ($i = 2; $i <= $n; $i++) {
        if (!$flags[$i]) continue;
        $count++;
        for ($k = $i * $i; $k <= $n; $k += $i) $flags[$k] = $k > 120 ? $mark : false;
    }
    return [$count, $flags];
}
[$n, $flags] = sieve(110, false);
echo $n, "\n";
foreach ([0, "", "0", null, [], 0.0, "no"] as $mark) {
    [$n, $f] = sieve(150, $mark);
    echo $n, is_bool($f[144]) ? " bool " : " other ", count(array_filter($f)), "\n";
}
$text = "";
foreach ($flags as $i => $p) $text .= $p && $i > 1 ? "$i," : "";
echo $text, "\n";
$gaps = []; $prev = 2;
foreach (explode(",", rtrim($text, ",")) as $s) {
    $g = $s - $prev;
    $gaps[$g] = ($gaps[$g] ?? 0) + 1;
    $prev = $s;
}
ksort($gaps);
foreach ($gaps as $g => $c) echo "$g:$c ";
echo gettype($prev), "\n";
