<?php // Refused, or warned of, when compiled: an if in the other syntax has no end.
if (1): echo 1;
