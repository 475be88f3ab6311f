<?php
// Arithmetic converts null, bool, int, float and numeric strings, and picks int or float.
var_dump(null + 1, true + true, "5" + "5.5", "1e2" + 1, " 7" + 1, "7 " + 1, "-0" + 0, "0x1A" == 26);
var_dump("10" * "2", 7 / 2, 6 / 2, "6" / "4", 2 ** 3, 2 ** -1, "3" ** "2", 7.0 + 1, .5 + .5);
var_dump(+"1.0", -"7", +true, -null);
var_dump(-"abc1");
echo "not reached";
