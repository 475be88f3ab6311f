<?php
// __toString that needs itself as a string without end.
class S {
    function __toString(): string { return "s" . $this; }
}
echo "start\n";
echo new S;
echo "never\n";
