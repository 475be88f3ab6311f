<?php // Refused, or warned of, when compiled: continue 2 that ends at a switch in a loop.
for (;;) { switch (1) { case 1: while (1) { continue 2; } }
break; }
echo 'runs';
