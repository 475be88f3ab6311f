<?php // Refused, or warned of, when compiled: a list with this.
[$a, [$this]] = $x;
