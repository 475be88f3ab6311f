<?php // Refused, or warned of, when compiled: an escape with too large a number, and no end of the statement.
echo "\400", "\777" "x";
