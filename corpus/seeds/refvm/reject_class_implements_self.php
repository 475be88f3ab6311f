<?php // Refused, or warned of, when compiled: nothing implements self.
class A implements self {}
