<?php // Refused, or warned of, when compiled: a while in the other syntax has no end.
while (0): echo 1;
