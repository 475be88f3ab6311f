<?php // Refused, or warned of, when compiled: Iterator and IteratorAggregate exclude each other.
abstract class A implements Iterator, IteratorAggregate {}
