<?php // Refused, or warned of, when compiled: a class is abstract twice.
abstract abstract class A {}
