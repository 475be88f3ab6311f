<?php // Refused, or warned of, when compiled: parent as a type without a parent.
class A { function f(parent $x) {} }
