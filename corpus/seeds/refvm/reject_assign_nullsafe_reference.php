<?php // Refused, or warned of, when compiled: no reference of a nullsafe chain.
$o = null;
$a = &$o?->x;
