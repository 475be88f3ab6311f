<?php // Refused, or warned of, when compiled: a list takes references of a value.
[&$a] = [1];
