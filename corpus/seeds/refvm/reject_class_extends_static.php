<?php // Refused, or warned of, when compiled: nothing extends static.
class A extends static {}
