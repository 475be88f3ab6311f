<?php // Refused, or warned of, when compiled: a bracket of another kind.
echo [1, 2);
