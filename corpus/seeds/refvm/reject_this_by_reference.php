<?php // Refused, or warned of, when compiled: this becomes a reference.
$this = &$x;
