<?php // Refused, or warned of, when compiled: unset of what a function returned.
unset(f());
