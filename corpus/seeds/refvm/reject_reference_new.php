<?php // Refused, or warned of, when compiled: a reference to a new object.
$x = &new A;
