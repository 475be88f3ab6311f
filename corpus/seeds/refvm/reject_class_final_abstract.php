<?php // Refused, or warned of, when compiled: a class is final and abstract.
final abstract class A {}
