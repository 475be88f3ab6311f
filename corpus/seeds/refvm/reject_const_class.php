<?php // Refused, or warned of, when compiled: a constant can't be called class.
class A { const CLASS = 1; }
