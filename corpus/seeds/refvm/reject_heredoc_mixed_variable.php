<?php // Refused, or warned of, when compiled: a heredoc with a variable ends behind spaces and tabs.
$s = <<<A
	 $x
	 A;
