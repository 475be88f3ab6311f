<?php // Refused, or warned of, when compiled: self as an interface of an interface.
interface I extends self {}
