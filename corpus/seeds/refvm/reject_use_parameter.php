<?php // Refused, or warned of, when compiled: use and a parameter of one name.
$f = function ($a) use ($a) {};
