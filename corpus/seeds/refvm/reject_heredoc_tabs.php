<?php // Refused, or warned of, when compiled: a heredoc's body mixes tabs and spaces.
echo <<<A
  a
	b
  A;
