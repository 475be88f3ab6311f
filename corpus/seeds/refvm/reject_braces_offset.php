<?php // Refused, or warned of, when compiled: offsets in braces are gone.
$s = 'a';
echo $s{0};
