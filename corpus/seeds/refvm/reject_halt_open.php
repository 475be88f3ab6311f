<?php // Refused, or warned of, when compiled: an open parenthesis behind __halt_compiler.
__halt_compiler(;
