<?php // Refused, or warned of, when compiled: a class can't extend an interface.
interface I {}
class A extends I {}
