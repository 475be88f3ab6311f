<?php // Refused, or warned of, when compiled: a list of holes.
[, ,] = [1, 2];
