<?php
// ini_set and ini_get of what the VM knows: old values, precision at work, unknown names.
var_dump(ini_get("precision"), ini_set("precision", 5));
echo 1 / 3, " ", 123456.789, " ", (string)1e10, "\n";
var_dump(ini_set("precision", "17"));
echo 0.1, " ", 1 / 3, "\n";
var_dump(1 / 3);
var_dump(ini_set("precision", -1));
echo 0.1 + 0.2, " ", 0.1, "\n";
var_dump(ini_set("serialize_precision", "5"));
var_dump(1 / 3);
var_export(2 / 3);
echo "\n";
var_dump(ini_set("no.such.setting", "x"), ini_get("no.such.setting"));
try {
    ini_set("precision", []);
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
var_dump(set_time_limit(30));
try {
    set_time_limit("x");
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
var_dump(is_int(memory_get_usage()), memory_get_usage() > 0, is_int(memory_get_usage(true)));
