<?php // Refused, or warned of, when compiled: ::class of a literal.
echo 1::class;
