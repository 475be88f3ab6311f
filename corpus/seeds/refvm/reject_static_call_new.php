<?php // Refused, or warned of, when compiled: new without a class.
$a = new ;
