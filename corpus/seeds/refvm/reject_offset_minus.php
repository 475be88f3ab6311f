<?php // Refused, or warned of, when compiled: an element with a sign and no number in a string.
$x = "$a[-x]";
