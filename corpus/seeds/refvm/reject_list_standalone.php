<?php // Refused, or warned of, when compiled: list() is assigned to.
$a = 1;
echo list($a);
