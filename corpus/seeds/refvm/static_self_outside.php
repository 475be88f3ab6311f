<?php
// self outside a class is a compile error.
function f() {
    return self::X;
}
echo "never\n";
