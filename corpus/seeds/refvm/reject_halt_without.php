<?php // Refused, or warned of, when compiled: no parentheses behind __halt_compiler.
__halt_compiler;
