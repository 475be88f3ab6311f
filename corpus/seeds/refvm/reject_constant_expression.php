<?php // Refused, or warned of, when compiled: a variable isn't constant.
class A { const X = $a; }
