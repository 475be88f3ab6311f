<?php // Refused, or warned of, when compiled: list() within an array with a hole.
$x = [, list($a)];
