<?php // Refused, or warned of, when compiled: isset() takes no calls.
var_dump(isset(strlen('')));
