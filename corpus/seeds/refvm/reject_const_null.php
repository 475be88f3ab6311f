<?php // Refused, or warned of, when compiled: null as a constant.
const Null = 1;
