<?php // Refused, or warned of, when compiled: this isn't static.
function f() { static $this; }
