<?php // Refused, or warned of, when compiled: two parameters of one name.
function f($a, $a) {}
