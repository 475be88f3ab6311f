<?php // Refused, or warned of, when compiled: a long ternary behind a short one.
echo 1 ?: 2 ? 3 : 4;
