<?php // Refused, or warned of, when compiled: a method is declared twice.
class A { function f() {} function F() {} }
