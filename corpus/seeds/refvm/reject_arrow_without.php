<?php // Refused, or warned of, when compiled: a double arrow outside of an array.
echo 1 => 2;
