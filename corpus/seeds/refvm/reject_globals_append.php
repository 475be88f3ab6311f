<?php // Refused, or warned of, when compiled: nothing is appended to GLOBALS.
$GLOBALS[] = 1;
