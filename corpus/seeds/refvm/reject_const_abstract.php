<?php // Refused, or warned of, when compiled: a class constant can't be abstract.
class A { abstract const X = 1; }
