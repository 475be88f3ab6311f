<?php // Refused, or warned of, when compiled: a call isn't constant.
class A { const X = strlen('a'); }
