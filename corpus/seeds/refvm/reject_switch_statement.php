<?php // Refused, or warned of, when compiled: a switch holds cases.
switch (1) { echo 1; }
