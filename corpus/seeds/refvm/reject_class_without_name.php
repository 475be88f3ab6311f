<?php // Refused, or warned of, when compiled: a class without a name.
class { }
