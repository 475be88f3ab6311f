<?php
// Objects that say themselves what is to be printed of them, and printing that is given up in the middle.
class Info { private $hidden = 1; function __construct(private $info) {} function __debugInfo() { return $this->info; } }
print_r(new Info(['a' => 1, 'nested' => new Info([2])]));
echo "\n", print_r([new Info([])], true);
var_dump(new Info(['x' => new Info(null)]));
var_export([new Info(5), 'k' => new stdClass]);
echo "\n";
$a = [1, ['two']];
$a['self'] = &$a;
$o = new stdClass;
$o->self = $o;
set_error_handler(function ($level, $text) { throw new ErrorException($text); });
foreach ([
    fn() => var_export([[1, 'nested' => $o], 2], true),
    fn() => var_export([[1, $a], 2], true),
] as $f) {
    try {
        echo strlen($f()), "\n";
    } catch (Exception $e) {
        echo $e->getMessage(), "\n";
    }
}
