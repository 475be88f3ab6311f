<?php // Refused, or warned of, when compiled: a keyword and more as an argument.
f(class 1);
