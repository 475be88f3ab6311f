<?php // Refused, or warned of, when compiled: the class of an array.
echo ([1])::class;
