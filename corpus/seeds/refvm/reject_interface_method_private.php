<?php // Refused, or warned of, when compiled: methods of interfaces are public.
interface I { private function f(); }
