<?php // Refused, or warned of, when compiled: continue in a switch gets a warning.
switch (1) { case 1: continue; }
echo 'runs';
