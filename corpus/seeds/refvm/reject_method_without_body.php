<?php // Refused, or warned of, when compiled: a method needs a body.
class A { function f(); }
