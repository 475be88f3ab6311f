<?php // Refused, or warned of, when compiled: isset() takes variables.
var_dump(isset(1 + 1));
