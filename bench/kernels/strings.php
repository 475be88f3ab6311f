<?php
// Strings that grow, interpolation, built-ins on strings.
function build($n)
{
    $s = '';
    $sum = 0;
    for ($i = 0; $i < $n; $i++) {
        $s .= "item $i, ";
        $t = 'key' . ($i % 100) . ':' . $i;
        $sum += strlen($t) + strpos($t, ':');
        if ($i % 1000 == 0)
            $sum += strlen(strtoupper(substr($s, -50)));
    }
    return $sum + strlen($s);
}
for ($i = 0; $i < 10; $i++)
    $r = build(200000);
echo $r, "\n";
