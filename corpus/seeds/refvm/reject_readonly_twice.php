<?php // Refused, or warned of, when compiled: readonly is said twice.
class A { readonly readonly int $x; }
