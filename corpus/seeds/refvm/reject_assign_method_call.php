<?php // Refused, or warned of, when compiled: a method call isn't assigned to.
$o->f() = 1;
