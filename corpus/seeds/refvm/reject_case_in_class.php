<?php // Refused, or warned of, when compiled: cases are of enums.
class A { case X; }
