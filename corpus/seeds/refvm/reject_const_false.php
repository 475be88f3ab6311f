<?php // Refused, or warned of, when compiled: false as a constant.
const False = 1;
