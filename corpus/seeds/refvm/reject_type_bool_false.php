<?php // Refused, or warned of, when compiled: false is part of bool.
function f(bool|false $x) {}
