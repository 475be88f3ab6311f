<?php
// The iterator's own variable is overwritten, unset or rewound in the loop body.
class It implements Iterator {
    public $i = 0;
    function rewind(): void { $this->i = 0; }
    function valid(): bool { return $this->i < 4; }
    function current(): mixed { return $this->i; }
    function key(): mixed { return $this->i; }
    function next(): void { $this->i++; }
    function __destruct() { echo "gone "; }
}
$it = new It;
foreach ($it as $v) {
    $it = "replaced";
    echo $v, " ";
}
echo $it, "\n";
$it = new It;
foreach ($it as $it) {
    echo $it, " ";
}
echo $it, "\n";
$it = new It;
foreach ($it as $k => $v) {
    unset($it);
    if ($k == 1) {
        continue;
    }
    if ($k == 2) {
        break;
    }
    echo $k, " ";
}
echo "end\n";
$it = new It;
foreach ($it as $v) {
    $it->i += 1;
    echo $v, " ";
}
echo $it->i, "\n";
