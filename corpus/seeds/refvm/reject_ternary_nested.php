<?php // Refused, or warned of, when compiled: nested ternaries need parentheses.
echo 1 ? 2 : 3 ? 4 : 5;
