<?php // Refused, or warned of, when compiled: an empty list.
[] = [1];
