<?php // Refused, or warned of, when compiled: a heredoc's body is indented less than its end.
echo <<<A
  a
 b
  A;
