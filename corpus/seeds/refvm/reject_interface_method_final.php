<?php // Refused, or warned of, when compiled: methods of interfaces aren't final.
interface I { final function f(); }
