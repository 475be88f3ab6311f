<?php // Refused, or warned of, when compiled: a readonly property needs a type.
class A { readonly $x; }
