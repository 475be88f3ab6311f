<?php // Refused, or warned of, when compiled: GLOBALS isn't assigned.
$GLOBALS = [];
