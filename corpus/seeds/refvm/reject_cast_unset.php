<?php // Refused, or warned of, when compiled: the unset cast is gone.
$a = 1;
$b = (unset)$a;
