<?php // Refused, or warned of, when compiled: a property can't be void.
class A { public void $x; }
