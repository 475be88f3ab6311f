<?php // Refused, or warned of, when compiled: static as a type outside of classes.
function f(): static {}
