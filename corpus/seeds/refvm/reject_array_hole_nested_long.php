<?php // Refused, or warned of, when compiled: holes in an array within array().
$x = array([, 1], 2);
