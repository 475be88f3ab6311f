<?php // Refused, or warned of, when compiled: a semicolon is missing.
echo 1
echo 2;
