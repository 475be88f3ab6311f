<?php // Refused, or warned of, when compiled: a default for what a function returned.
f() ??= 1;
