<?php // Refused, or warned of, when compiled: unset of an element of a value.
unset("abc"[0], $x);
