<?php // Refused, or warned of, when compiled: the class of a number.
echo (5)::class;
