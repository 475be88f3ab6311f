<?php // Refused, or warned of, when compiled: a try needs a catch or a finally.
try { echo 1; }
