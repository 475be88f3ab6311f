<?php // Refused, or warned of, when compiled: a code point without its end.
$x = "\u{41";
