<?php // Refused, or warned of, when compiled: a constructor declares no return type.
class A { function __construct(): int {} }
