<?php // Refused, or warned of, when compiled: unset of GLOBALS.
unset($GLOBALS);
