<?php // Refused, or warned of, when compiled: static is said twice.
class A { static static $x; }
