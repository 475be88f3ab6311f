<?php // Refused, or warned of, when compiled: no parameter is called as a superglobal.
function f($GLOBALS) {}
