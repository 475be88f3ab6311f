<?php // Refused, or warned of, when compiled: a method that is called by a number.
$o->{5}();
