<?php
// A count() without return type is deprecated, and its result is converted.
class C implements Countable {
    function count() { return "7 apples"; }
}
class D extends C {
    function count() { return []; }
}
var_dump(count(new C));
var_dump(count(new D));
