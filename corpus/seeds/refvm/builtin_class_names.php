<?php
// Classes by a name with a backslash in front, the settings as text, array walks over properties.
class Base { const C = 1; static function s() { return 's'; } }
class Derived extends Base { public $a = 'A'; private $b = 'B'; public int $n = 3; function m() { return array_walk($this, function (&$v, $k) { $v .= strlen($k); }); } }
var_dump(method_exists('\Derived', 's'), get_parent_class('\Derived'), is_subclass_of('\Derived', '\Base'), class_exists('\Derived'), get_parent_class('\Base'));
echo implode(' ', get_class_methods('\Derived')), implode(' ', array_keys(get_class_vars('\Derived'))), constant('\Derived::C'), call_user_func('\Derived::s'), "\n";
$o = new Derived;
$o->dynamic = 'D';
var_dump($o->m());
print_r($o);
error_reporting(E_ALL & ~E_NOTICE);
echo ini_get('error_reporting'), ' ';
ini_set('error_reporting', '5');
echo ini_get('error_reporting'), ' ', error_reporting(), "\n";
error_reporting(E_ALL);
set_error_handler(function ($level, $text) { echo "[$level ", explode('(', $text)[0], "] "; return true; });
var_dump(ini_set('memory_limit', '1'), ini_set('memory_limit', 'much'), ini_set('memory_limit', '1K'), ini_set('memory_limit', '12x'));
