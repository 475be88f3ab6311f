<?php // Refused, or warned of, when compiled: this isn't assigned.
$this = 1;
