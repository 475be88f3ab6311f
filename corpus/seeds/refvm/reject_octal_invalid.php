<?php // Refused, or warned of, when compiled: 8 is no octal digit.
echo 08;
