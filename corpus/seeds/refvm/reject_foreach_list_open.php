<?php // Refused, or warned of, when compiled: a list of a loop without its end.
foreach ($a as [$b => ) { }
