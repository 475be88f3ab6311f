<?php // Refused, or warned of, when compiled: an abstract method can't be private.
abstract class A { abstract private function f(); }
