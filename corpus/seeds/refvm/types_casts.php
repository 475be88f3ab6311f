<?php
// Casts between scalars and arrays, with the warnings they give.
var_dump((int)"12abc", (int)" 12", (int)"1e3", (int)1.99, (int)-1.99, (int)true, (int)null, (int)[], (int)[0]);
var_dump((float)"1.5abc", (float)".5", (float)"abc", (string)1.0, (string)0.1, (string)1e25, (string)-0.0, (string)false, (string)null);
var_dump((bool)"0", (bool)"0.0", (array)"a", (array)null, (array)1.5);
var_dump((int)NAN, (int)INF, (int)1e19, (int)"9999999999999999999");
var_dump((string)[1]);
class K { public $p = 1; protected $q = 2; private $r = 3; }
var_dump(count((array)new K));
var_dump((int)new K);
var_dump((float)new K);
try {
    echo (string)new K;
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
