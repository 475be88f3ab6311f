<?php // Refused, or warned of, when compiled: a class constant can't be static.
class A { static const X = 1; }
