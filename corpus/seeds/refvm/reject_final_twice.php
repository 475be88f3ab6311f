<?php // Refused, or warned of, when compiled: final is said twice.
class A { final final function f() {} }
