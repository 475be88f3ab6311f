<?php
// A parent that does not exist is an Error at the declaration, after what ran before.
echo "before\n";
if (true) {
    class B extends NoSuchParent {
        public $x = 1;
    }
}
echo "never\n";
