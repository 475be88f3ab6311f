<?php // Refused, or warned of, when compiled: a key isn't a reference.
foreach ([1] as &$k => $v) {}
