<?php
// Declaring the same class twice at run time is a fatal error at the second declaration.
function declare_it($n) {
    if ($n < 3) {
        class Twice {
            public $v = 1;
        }
    }
    return new Twice;
}
var_dump(class_exists("Twice"));
var_dump(declare_it(1));
var_dump(class_exists("twice"));
declare_it(2);
