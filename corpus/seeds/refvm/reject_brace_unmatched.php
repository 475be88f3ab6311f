<?php // Refused, or warned of, when compiled: a brace too many.
echo 1; }
