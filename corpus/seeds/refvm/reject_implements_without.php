<?php // Refused, or warned of, when compiled: implements without an interface.
class A implements { }
