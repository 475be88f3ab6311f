<?php // Refused, or warned of, when compiled: an append isn't read.
$a = [];
echo $a[];
