<?php // Refused, or warned of, when compiled: no parameter is called this.
class A { function f($this) {} }
