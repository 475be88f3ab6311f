<?php // Refused, or warned of, when compiled: an element of a list isn't assignable.
[1] = [2];
