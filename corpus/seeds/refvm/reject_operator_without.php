<?php // Refused, or warned of, when compiled: an operator without an operand.
echo 1 + ;
