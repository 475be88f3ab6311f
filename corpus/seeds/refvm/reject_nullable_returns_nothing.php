<?php // Refused, or warned of, when compiled: a nullable function returns nothing.
function f(): ?int { return; }
