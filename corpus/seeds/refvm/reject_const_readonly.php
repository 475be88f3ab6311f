<?php // Refused, or warned of, when compiled: a class constant can't be readonly.
class A { readonly const X = 1; }
