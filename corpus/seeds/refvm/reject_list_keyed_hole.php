<?php // Refused, or warned of, when compiled: a keyed list has no holes.
['a' => $x, , 'b' => $y] = [];
