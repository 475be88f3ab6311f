<?php // Refused, or warned of, when compiled: an operator that assigns to a value.
"abc"[0] .= "x";
