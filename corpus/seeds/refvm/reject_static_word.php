<?php // Refused, or warned of, when compiled: static that is followed by nothing.
$x = static;
