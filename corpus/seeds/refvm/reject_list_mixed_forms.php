<?php // Refused, or warned of, when compiled: list() in [].
[list($a)] = [[1]];
