<?php // Refused, or warned of, when compiled: a variable is bound twice.
$f = function () use ($a, $a) {};
