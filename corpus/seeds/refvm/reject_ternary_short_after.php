<?php // Refused, or warned of, when compiled: a short ternary behind a long one.
echo 1 ? 2 : 3 ?: 4;
