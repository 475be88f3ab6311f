<?php
// References to properties, from properties to arrays, and clones that share them.
class N { public $val = 1; public $arr = []; }
$o = new N;
$r = &$o->val;
$c = clone $o;
$c->val = 5;
echo $o->val, $c->val, "\n";
unset($r);
$d = clone $o;
$d->val = 6;
echo $o->val, "\n";
$e = &$o->arr["k"]["l"];
$e = "deep";
$f = $o->arr;
$f["k"]["l"] = "through copy";
echo $o->arr["k"]["l"], "\n";
$x = ["o" => $o];
$y = &$x["o"]->val;
$y = [1];
$y[] = 2;
var_dump(count($o->val));
$q = new N;
$q->val = &$q->arr;
$q->val[] = "both";
var_dump($q);
$q->arr = &$nothing->prop;
