<?php // Refused, or warned of, when compiled: two colons without a name.
A:: ;
