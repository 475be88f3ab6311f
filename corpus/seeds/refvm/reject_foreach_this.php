<?php // Refused, or warned of, when compiled: this isn't assigned by foreach.
foreach ([1] as $this) {}
