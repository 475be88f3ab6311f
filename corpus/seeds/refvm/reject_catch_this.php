<?php // Refused, or warned of, when compiled: this doesn't take an exception.
try { } catch (Exception $this) { }
