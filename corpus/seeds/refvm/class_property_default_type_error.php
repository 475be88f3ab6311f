<?php
// A default of the wrong type is a compile error.
echo "never\n";
class T {
    public int $ok = 1;
    public int $bad = "text";
}
