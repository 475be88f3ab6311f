<?php // Refused, or warned of, when compiled: break without a loop.
break;
