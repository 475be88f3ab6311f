<?php
// while, do-while and for with several expressions, empty parts, nested breaks and continues.
$i = 0;
while ($i < 5) {
    if ($i++ == 2) continue;
    echo $i;
}
do {
    echo "-", $i;
} while (--$i > 3);
do {
    echo "once";
    if (true) break;
    echo "never";
} while (true);
for ($i = 0, $j = 10; $i < $j; $i += 3, $j--) echo " $i:$j";
for (;;) {
    if (++$i > 20) break;
    continue;
}
for ($k = 0; print("c"), $k < 2; $k++);
echo " $i $k\n";
while ($i-- > 15): echo $i; endwhile;
for ($n = 3; $n; $n--): echo $n; endfor;
foreach ([7, 8] as $v): echo $v; endforeach;
if ($n): echo "t"; elseif ($v == 8): echo "elseif"; else: echo "e"; endif;
echo "\n";
while ($undef < 2) { $undef++; echo "u"; }
