<?php // Refused, or warned of, when compiled: superglobals aren't bound by use.
$f = function () use ($GLOBALS) {};
