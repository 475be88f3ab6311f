<?php // Refused, or warned of, when compiled: a brace too few.
if (1) {
echo 1;
