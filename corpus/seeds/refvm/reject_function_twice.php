<?php // Refused, or warned of, when compiled: a function is declared twice.
function f() {}
function F() {}
