<?php // Refused, or warned of, when compiled: a keyword as an argument.
f(if);
