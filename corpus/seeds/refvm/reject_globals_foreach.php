<?php // Refused, or warned of, when compiled: GLOBALS as the variable of a loop.
foreach ([1] as $GLOBALS) { }
