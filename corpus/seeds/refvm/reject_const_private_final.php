<?php // Refused, or warned of, when compiled: a private constant can't be final.
class A { private final const X = 1; }
