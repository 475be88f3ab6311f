<?php
// Integer arithmetic that overflows continues as float, exactly at the edges.
$max = PHP_INT_MAX;
$min = PHP_INT_MIN;
var_dump($max + 1, $max - -1, $min - 1, $min + -1, $max * 2, $min * -1, -$min, -$max, $max + 0, $min - 0);
var_dump(3037000499 * 3037000499, 3037000500 * 3037000500, 4294967296 * 2147483648, 4294967296 * -2147483648);
$i = $max; $i++; var_dump($i);
$i = $min; $i--; var_dump($i);
$i = $max; $i += 1; var_dump($i);
$i = $max - 1; $i++; var_dump($i);
var_dump(2 ** 62, 2 ** 63, (-2) ** 63, 3 ** 40, 0 ** 0, 10 ** 18, 10 ** 19);
var_dump(9223372036854775807, 9223372036854775808, -9223372036854775808, 0x7FFFFFFFFFFFFFFF, 0x8000000000000000);
var_dump((int)(PHP_INT_MAX + 1), PHP_INT_MAX == PHP_INT_MAX + 1, PHP_INT_MAX === (int)(float)PHP_INT_MAX);
