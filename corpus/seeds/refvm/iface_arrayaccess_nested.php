<?php
// Writing into an array that offsetGet returned is an indirect modification notice without effect.
class A implements ArrayAccess {
    public $d = ["list" => [1, 2]];
    function offsetExists(mixed $o): bool { return isset($this->d[$o]); }
    function offsetGet(mixed $o): mixed { return $this->d[$o]; }
    function offsetSet(mixed $o, mixed $v): void { $this->d[$o] = $v; }
    function offsetUnset(mixed $o): void { unset($this->d[$o]); }
}
$a = new A;
$a["list"][] = 3;
$a["list"][0] = "x";
unset($a["list"][1]);
$r = &$a["list"];
$r = "cut";
print_r($a->d);
$a["obj"] = new A;
$a["obj"]["deep"] = "set";
echo $a["obj"]["deep"], " ", isset($a["obj"]["list"][1]) ? "yes" : "no", "\n";
foreach ($a["list"] as $k => $v) {
    echo "$k=>$v ";
}
echo $a["missing"]["more"] ?? "nothing", "\n";
echo $a["missing"];
