<?php // Refused, or warned of, when compiled: GLOBALS is incremented.
$GLOBALS++;
