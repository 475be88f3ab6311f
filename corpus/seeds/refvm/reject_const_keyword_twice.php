<?php // Refused, or warned of, when compiled: a constant is declared twice.
const A = 1;
const A = 2;
echo A;
