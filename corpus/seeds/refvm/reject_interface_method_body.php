<?php // Refused, or warned of, when compiled: methods of interfaces have no body.
interface I { function f() {} }
