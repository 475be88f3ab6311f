<?php // Refused, or warned of, when compiled: interfaces have no properties.
interface I { public $x; }
