<?php
// Comparisons of strings: by bytes, as numbers when both look like numbers, identical, with lengths that grow.
function sort_words($w) {
    for ($i = 1; $i < count($w); $i++)
        for ($j = $i; $j > 0 && $w[$j - 1] > $w[$j]; $j--) {
            $t = $w[$j]; $w[$j] = $w[$j - 1]; $w[$j - 1] = $t;
        }
    return $w;
}
echo implode(" ", sort_words(["pear", "fig", "apple", "kiwi", "date", "plum", "lime", "nut", "oat", "yam", "bean", "corn"])), "\n";
echo implode(" ", sort_words(["10", "9", "2", "1e1", "b", "a", "", "0x1", " 3", "3 ", "10.0", "-1"])), "\n";
$equal = 0; $less = 0; $same = 0;
for ($i = 0; $i < 130; $i++) {
    $s = "s" . $i % 50; $t = "s" . ($i * 7) % 50;
    if ($i >= 100) { $s = "1" . str_repeat("0", $i % 5); $t = "1e" . $i % 7; }
    if ($s == $t) $equal++;
    if ($s < $t) $less++;
    if ($s === $t) $same++;
    if (strcmp($s, $t) > 0) $less += 1000;
}
var_dump($equal, $less, $same);
$key = "needle"; $hits = 0;
foreach (array_fill(0, 110, "need") as $i => $p) {
    $p .= $i < 100 ? "le" : ($i < 105 ? "LE" : "le\0");
    if ($p == $key) $hits++;
    if ($p != $key && strcasecmp($p, $key) == 0) $hits += 1000;
    if ("abc" == 0 || null == "" && $p === null) $hits = -1;
}
var_dump($hits);
