<?php // Refused, or warned of, when compiled: a parenthesis too few.
echo (1 + 2;
