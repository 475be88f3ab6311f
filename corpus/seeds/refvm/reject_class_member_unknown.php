<?php // Refused, or warned of, when compiled: a class holds members only.
class A { echo 1; }
