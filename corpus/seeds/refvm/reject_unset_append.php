<?php // Refused, or warned of, when compiled: an append isn't unset.
$a = [];
unset($a[]);
