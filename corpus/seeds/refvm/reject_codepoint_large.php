<?php // Refused, or warned of, when compiled: a code point that is too large.
echo "\u{110000}";
