<?php // Refused, or warned of, when compiled: a modifier needs a member.
class A { public }
