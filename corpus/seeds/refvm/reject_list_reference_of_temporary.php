<?php // Refused, or warned of, when compiled: a list takes references of what is computed.
[[&$a]] = $b + [1];
