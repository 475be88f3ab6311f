<?php // Refused, or warned of, when compiled: this isn't bound by use.
$f = function () use ($this) {};
