<?php // Refused, or warned of, when compiled: a heredoc ends behind spaces and tabs.
$s = <<<A
 	abc
 	A;
