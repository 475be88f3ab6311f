<?php // Refused, or warned of, when compiled: more levels than there can be.
while (1) { break 70000; }
