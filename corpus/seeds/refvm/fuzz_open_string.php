<?php
// Lines are not counted in a single-quoted string that has no end.
echo "never reached\n";
$a = [1, 2];
echo $a 'this string

is \'open\' over
several lines, up to the end;
