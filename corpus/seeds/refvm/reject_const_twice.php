<?php // Refused, or warned of, when compiled: a constant is declared twice in a class.
class A { const X = 1; const X = 2; }
