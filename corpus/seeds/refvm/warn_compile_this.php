<?php
// $this can't be assigned; the whole program is refused with the line.
class C {
    public $v = 1;
    function m() {
        return $this->v;
    }
    function replace($o) {
        $this = $o;
    }
}
echo (new C)->m();
