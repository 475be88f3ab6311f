<?php // Refused, or warned of, when compiled: a byte that begins no token.
echo ;
