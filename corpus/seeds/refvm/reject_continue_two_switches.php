<?php // Refused, or warned of, when compiled: continue 2 from a switch gets a warning.
switch (1) { case 1: switch (2) { case 2: continue 2; } }
echo 'runs';
