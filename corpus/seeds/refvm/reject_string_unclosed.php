<?php // Refused, or warned of, when compiled: a string has no end.
echo 'abc;
