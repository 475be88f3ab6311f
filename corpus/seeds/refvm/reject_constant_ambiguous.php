<?php // Refused, or warned of, when compiled: a constant comes from two interfaces.
interface I { const X = 1; }
interface J { const X = 2; }
class A implements I, J {}
