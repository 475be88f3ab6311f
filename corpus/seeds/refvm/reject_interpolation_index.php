<?php // Refused, or warned of, when compiled: an index in a string.
echo "$a[ 1 ]";
