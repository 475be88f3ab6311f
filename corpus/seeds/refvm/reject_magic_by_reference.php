<?php // Refused, or warned of, when compiled: magic methods take no references.
class A { function __get(&$n) {} }
