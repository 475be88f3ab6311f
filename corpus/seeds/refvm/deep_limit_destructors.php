<?php
// Destructors nested as deep as the list is long: each drops the next object itself.
class N {
    public $next;
    function __destruct() { $this->next = null; }
}
$head = null;
for ($i = 0; $i < 60000; $i++) {
    $n = new N;
    $n->next = $head;
    $head = $n;
}
unset($n);
echo "built\n";
$head = null;
echo "freed\n";
