<?php // Refused, or warned of, when compiled: array() isn't assigned to.
array($a) = [1];
