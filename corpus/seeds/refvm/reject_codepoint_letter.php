<?php // Refused, or warned of, when compiled: a code point of other letters.
$x = "\u{4g}";
