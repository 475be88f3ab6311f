<?php // Refused, or warned of, when compiled: a class can't be implemented.
class C {}
class A implements C {}
