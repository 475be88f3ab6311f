<?php // Refused, or warned of, when compiled: constants of interfaces are public.
interface I { private const X = 1; }
