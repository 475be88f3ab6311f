<?php // Refused, or warned of, when compiled: keyed and other elements of a list.
['a' => $x, $y] = [];
