<?php // Refused, or warned of, when compiled: a while without a condition.
while { }
