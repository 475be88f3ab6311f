<?php // Refused, or warned of, when compiled: break leaves more loops than there are.
while (1) { break 2; }
