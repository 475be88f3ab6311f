<?php // Refused, or warned of, when compiled: no end of the statement behind __halt_compiler.
__halt_compiler() echo 1;
