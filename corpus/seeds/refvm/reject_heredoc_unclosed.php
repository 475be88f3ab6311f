<?php // Refused, or warned of, when compiled: a heredoc has no end.
$s = <<<A
abc

