<?php // Refused, or warned of, when compiled: a method can't be readonly.
class A { readonly function f() {} }
