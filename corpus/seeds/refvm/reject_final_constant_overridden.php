<?php // Refused, or warned of, when compiled: a final constant stays.
class A { final const X = 1; }
class B extends A { const X = 2; }
