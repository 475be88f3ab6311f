<?php // Refused, or warned of, when compiled: an else without an if.
else { }
