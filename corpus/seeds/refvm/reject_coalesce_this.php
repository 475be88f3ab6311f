<?php // Refused, or warned of, when compiled: a default for this.
$this ??= 1;
