<?php // Refused, or warned of, when compiled: array() as an element of a list.
[array($a)] = [[1]];
