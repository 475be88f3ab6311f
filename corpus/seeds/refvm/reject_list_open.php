<?php // Refused, or warned of, when compiled: a list has no end.
[$a, [$b = 1;
