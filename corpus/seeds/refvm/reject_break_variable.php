<?php // Refused, or warned of, when compiled: break takes no variable.
while (1) { break $x; }
