<?php // Refused, or warned of, when compiled: a class is final twice.
final final class A {}
