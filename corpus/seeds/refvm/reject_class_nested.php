<?php // Refused, or warned of, when compiled: classes can't be declared in methods.
class A { function f() { class B {} } }
