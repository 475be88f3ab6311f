<?php // Refused, or warned of, when compiled: this isn't global.
function f() { global $this; }
