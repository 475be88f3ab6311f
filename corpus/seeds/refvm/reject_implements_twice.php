<?php // Refused, or warned of, when compiled: an interface is implemented twice.
interface I {}
class A implements I, I {}
