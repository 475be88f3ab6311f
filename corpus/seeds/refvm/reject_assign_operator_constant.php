<?php // Refused, or warned of, when compiled: an operator that assigns to an element of a constant.
PHP_VERSION[0] .= "x";
