<?php // Refused, or warned of, when compiled: a list with what is no place.
[[$a, b c]] = $x;
