<?php
// An interface that does not exist is an Error at run time.
echo "before\n";
class B implements NoSuchInterface {
    function f() {}
}
echo "never\n";
