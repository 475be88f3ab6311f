<?php // Refused, or warned of, when compiled: break takes a positive number.
while (1) { break 0; }
