<?php // Refused, or warned of, when compiled: continue in a switch in a loop gets a warning.
for ($i = 0; $i < 2; $i++) { switch ($i) { case 1: continue; } echo $i; }
