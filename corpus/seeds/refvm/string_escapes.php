<?php
// Escapes of double quotes, of single quotes, and those that are kept as they are.
echo "a\tb\\c\"d\$e\101\x41\u{41}\u{e9}\u{1F600}\q\'", "\n";
echo 'a\tb\\c\'d\$e\101\n', "\n";
var_dump("\e[0m" === chr(27) . "[0m", "\v\f\r\n" === chr(11) . chr(12) . chr(13) . chr(10), strlen("\0\00\000"), "\400" === "\0", "\x4" === chr(4), "\xg", "\u0041", strlen("\u{10FFFF}"));
var_dump("\{$undefined}", "$", "$ x", "$1", "{ $", "\\{", "{$undefined}");
echo "line
two\
three", "\n";
