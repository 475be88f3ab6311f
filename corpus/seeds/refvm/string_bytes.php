<?php
// ord, chr, strlen and hex, binary and checksum conversions with their deprecations.
var_dump(ord("a"), ord(""), ord("\xff\x01"), chr(65), chr(321), chr(-1) === "\xff", strlen("\u{e9}"), strlen("a\0b"));
var_dump(dechex(255), dechex(0), dechex(-1), hexdec("ff"), hexdec("FFFFFFFFFFFFFFFF"), hexdec(""), bindec("101"), bindec("1" . str_repeat("0", 64)));
var_dump(hexdec("fg"));
var_dump(bindec("12"));
var_dump(crc32(""), crc32("The quick brown fox"), crc32("\0"));
try {
    chr("x");
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
try {
    dechex("ff");
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
var_dump(chr(65.9), dechex(15.0), strlen(null), strlen(12.50));
