<?php // Refused, or warned of, when compiled: a class without a parent asks for it.
class A { function f() { parent::f(); } }
