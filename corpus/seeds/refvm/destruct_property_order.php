<?php
// An object's properties are released after its destructor, in declaration order; nested chains too.
class P {
    private $n;
    function __construct($n) { $this->n = $n; }
    function __destruct() { echo "{$this->n} "; }
}
class Owner extends P {
    public $second;
    public $first;
    private $hidden;
    function __construct($n) {
        parent::__construct($n);
        $this->first = new P("$n.first");
        $this->hidden = new P("$n.hidden");
        $this->second = new P("$n.second");
        @$this->dynamic = new P("$n.dynamic");
    }
}
$o = new Owner("o");
unset($o);
echo "| ";
$p = new Owner("p");
$p->first = new Owner("q");
$keep = $p->second;
$p = null;
echo "| end ";
