<?php // Refused, or warned of, when compiled: an elseif behind an else.
if (1): echo 1; else: echo 2; elseif (2): echo 3; endif;
