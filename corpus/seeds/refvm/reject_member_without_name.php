<?php // Refused, or warned of, when compiled: an arrow without a name.
$o-> ;
