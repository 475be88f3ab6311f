<?php // Refused, or warned of, when compiled: no reference to GLOBALS.
$a = &$GLOBALS;
