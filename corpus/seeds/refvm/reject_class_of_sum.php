<?php // Refused, or warned of, when compiled: the class of a sum.
echo (1 + 4)::class;
