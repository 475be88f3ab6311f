<?php // Refused, or warned of, when compiled: an operator that assigns to GLOBALS.
$GLOBALS .= 1;
