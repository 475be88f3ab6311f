<?php // Refused, or warned of, when compiled: extends without a class.
class A extends { }
