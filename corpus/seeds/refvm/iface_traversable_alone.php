<?php
// Traversable can't be implemented directly.
class C implements Traversable {
    public $x = 1;
}
echo "never\n";
