<?php // Refused, or warned of, when compiled: an interpolation that doesn't end.
echo "a {$b c";
