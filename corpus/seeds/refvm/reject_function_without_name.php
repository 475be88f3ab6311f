<?php // Refused, or warned of, when compiled: a function without a name as a statement.
function () {}
