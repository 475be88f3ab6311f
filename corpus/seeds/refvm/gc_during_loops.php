<?php
// Collections in the middle of foreach, sort and array building leave live values alone.
class N { public $n; public $self; function __construct($n) { $this->n = $n; $this->self = $this; } }
class S { public $c; function __toString(): string { $this->c = $this; gc_collect_cycles(); return "held"; } }
$list = [];
foreach ([3, 1, 2] as $i) {
    new N("garbage");
    $list[] = [$i, gc_collect_cycles(), new N($i)];
}
usort($list, function ($a, $b) {
    new N("more");
    $a[2]->self->self = $a[2];
    gc_collect_cycles();
    return $a[0] <=> $b[0];
});
foreach ($list as $k => &$item) {
    $list[$k][2]->self = &$list[$k];
    gc_collect_cycles();
    echo $item[0], $item[1] > 0 ? "+" : "-", $item[2]->n, " ";
}
unset($item);
echo implode(",", array_map(function ($x) { new N("m"); gc_collect_cycles(); return $x[2]->self[0] * 2; }, $list)), "\n";
$s = "start";
$s .= new S;
echo $s, "\n";
