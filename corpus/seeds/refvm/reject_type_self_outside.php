<?php // Refused, or warned of, when compiled: self as a type outside of classes.
function f(self $x) {}
