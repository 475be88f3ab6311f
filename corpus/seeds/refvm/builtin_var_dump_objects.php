<?php
// var_dump of objects: visibility, shadowed and unset properties, dynamic ones, nesting and ids.
class Par { private $priv = 1; protected $prot = [2]; public $pub = "three"; static $stat = 4; const C = 5; }
class Chi extends Par { private $priv = "child's"; public $child; public $init = 5; }
$c = new Chi;
@$c->dyn = null;
@$c->{5} = "numeric name";
var_dump($c);
$c->child = new Chi;
unset($c->init, $c->pub);
var_dump($c);
print_r($c);
$r = &$c->prot2;
var_dump((array)$c === [], function ($a, &$b, $d = 1) {}, new stdClass, (object)[[1]]);
try {
    echo (new Chi)->prot;
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
echo $c->init;
