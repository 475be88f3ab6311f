<?php // Refused, or warned of, when compiled: final and abstract exclude each other.
abstract class A { final abstract function f(); }
