<?php // Refused, or warned of, when compiled: an open brace in a string.
$x = "a ${ }";
