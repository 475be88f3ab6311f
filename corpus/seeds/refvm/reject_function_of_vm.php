<?php // Refused, or warned of, when compiled: a function of the VM is declared again.
function strlen($s) {}
