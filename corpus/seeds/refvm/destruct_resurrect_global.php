<?php
// A destructor puts $this back into the variable that is being overwritten or unset.
class R {
    public $n;
    function __construct($n) { $this->n = $n; }
    function __destruct() {
        global $slot;
        echo "destroy {$this->n}, slot was ", is_object($slot) ? $slot->n : gettype($slot), "\n";
        $slot = $this;
    }
}
$slot = new R("one");
$slot = "plain";
echo is_object($slot) ? $slot->n : $slot, "\n";
$slot = null;
echo gettype($slot), "\n";
$slot = new R("two");
unset($slot);
echo isset($slot) ? $slot->n : "unset", "\n";
$slot = new R("three");
$slot = new R("four");
echo $slot->n, "\n";
