<?php // Refused, or warned of, when compiled: a comment has no end.
echo 1; /* and so on
