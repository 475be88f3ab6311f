<?php // Refused, or warned of, when compiled: a class of a constant has a name.
class A { const X = $a::Y; }
