<?php // Refused, or warned of, when compiled: more levels than there can be.
while (1) { continue 70000; }
