<?php // Refused, or warned of, when compiled: an escape without a number.
echo "\u{zz}";
