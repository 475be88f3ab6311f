<?php // Refused, or warned of, when compiled: parent as the class that is extended.
class A extends parent {}
