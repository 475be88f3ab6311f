<?php
// Decimal, hex, octal, binary and separated literals, and string forms that are not numbers.
var_dump(0, 017, 0o17, 0xfF, 0XAB, 0b101, 0B11, 1_000_000, 1_0.2_5, 1e3, 1E-3, .5, 6., 0x1_F);
var_dump(0777777777777777777777, 01777777777777777777777, 0xFFFFFFFFFFFFFFFF, 99999999999999999999, 1e400, 1e-400);
var_dump("017" + 0, "0o17" == 15, "0b11" == 3, "1_000" == 1000, "0xA" <=> 10);
var_dump("1_000" + 0);
var_dump(1 . 2, -1 ** 2, - -3, +-+4, PHP_INT_MAX === 0x7FFF_FFFF_FFFF_FFFF);
