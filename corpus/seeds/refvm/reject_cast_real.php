<?php // Refused, or warned of, when compiled: the real cast is gone.
echo (real)'1';
