<?php // Refused, or warned of, when compiled: a nullsafe chain isn't assigned to.
$o = null;
$o?->x = 1;
