<?php
// A __toString declared with another return type is a compile error.
echo "never\n";
class C {
    function __toString(): int { return 1; }
}
