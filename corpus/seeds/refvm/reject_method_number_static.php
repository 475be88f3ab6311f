<?php // Refused, or warned of, when compiled: a static method that is called by a number.
A::{5}();
