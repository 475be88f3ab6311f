<?php // Refused, or warned of, when compiled: this isn't unset.
unset($this);
