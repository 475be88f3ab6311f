<?php
// Ternary, short ternary and precedence; only the chosen side runs.
function t($x) { echo "<", $x, ">"; return $x; }
echo t(1) ? t("yes") : t("no"), "\n";
echo t(0) ?: t("else"), "\n";
echo t("kept") ?: t("never"), "\n";
echo (true ? "a" : false) ? "b" : "c", "\n";
echo 1 + 2 . "x" . 3 * 2, "\n";
echo -2 ** 2, " ", (-2) ** 2, " ", 2 ** 3 ** 2, " ", 7 . '', " ", !true . "|", "\n";
echo 10 - 3 - 2, " ", 2 + 3 * 4 % 5, " ", 1 < 2 == true, " ", 5 & 3 == 3, " ", 1 | 2 ^ 3, "\n";
var_dump($undef ?: "fallback");
var_dump(@$undef ? 1 : 2);
