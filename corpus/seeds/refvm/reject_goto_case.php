<?php // Refused, or warned of, when compiled: a case without a switch.
case 1: echo 1;
