<?php // Refused, or warned of, when compiled: methods of interfaces aren't said to be abstract.
interface I { abstract function f(); }
