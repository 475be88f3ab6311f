<?php // Refused, or warned of, when compiled: a switch has one default.
switch (1) { default: default: }
