<?php // Refused, or warned of, when compiled: static isn't caught.
try { } catch (static $e) { }
