<?php // Refused, or warned of, when compiled: holes in array().
$x = array(1, , 2);
