<?php // Refused, or warned of, when compiled: static and an operator.
$x = static + 1;
