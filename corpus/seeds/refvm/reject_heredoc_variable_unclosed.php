<?php // Refused, or warned of, when compiled: a heredoc with a variable has no end.
$s = <<<A
abc $x

