<?php // Refused, or warned of, when compiled: a class can't be called int.
class int {}
