<?php
// Every array operation on an ArrayAccess object calls exactly the method that PHP calls.
class A implements ArrayAccess {
    private $d = ["k" => "v", "n" => null, "z" => 0];
    function offsetExists(mixed $o): bool { echo "exists(", gettype($o), ") "; return isset($this->d[$o]); }
    function offsetGet(mixed $o): mixed { echo "get(", gettype($o), ") "; return $this->d[$o] ?? null; }
    function offsetSet(mixed $o, mixed $v): void {
        echo "set(", gettype($o), ",", gettype($v), ") ";
        if ($o === null) { $this->d[] = $v; } else { $this->d[$o] = $v; }
    }
    function offsetUnset(mixed $o): void { echo "unset(", gettype($o), ") "; unset($this->d[$o]); }
}
$a = new A;
var_dump($a["k"], $a["none"]);
var_dump(isset($a["k"]), isset($a["n"]), isset($a["q"]), empty($a["k"]), empty($a["z"]), empty($a["q"]));
var_dump($a["k"] ?? "d", $a["q"] ?? "d", $a["n"] ?? "d");
var_dump($a[] = 5, $a["new"] = 6, $a["new"] += 2, $a["new"]++, $a["q"] ??= 9);
unset($a["k"], $a["zip"]);
var_dump($a[1.5], $a[true], $a[null] ?? "null offset");
["a" => $x, "b" => [$y]] = ["a" => $a[0], "b" => [$a["new"]]];
["new" => $z] = $a;
var_dump($x, $y, $z);
