<?php // Refused, or warned of, when compiled: an operator that assigns to an array.
[$a] += [1];
