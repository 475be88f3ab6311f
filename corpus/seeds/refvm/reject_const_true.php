<?php // Refused, or warned of, when compiled: true as a constant.
const TRUE = 1;
