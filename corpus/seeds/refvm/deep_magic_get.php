<?php
// __get, __set, __call, __isset and offsetGet that each go one object further down a chain.
class Deep implements ArrayAccess {
    private $in;
    function __construct($in) { $this->in = $in; }
    function __get($p) { return is_object($this->in) ? $this->in->$p : "bottom $p"; }
    function __set($p, $v) { if (is_object($this->in)) { $this->in->$p = $v; } else { $this->in = "$p=$v"; } }
    function __call($m, $a) { return is_object($this->in) ? $this->in->$m($a[0] + 1) : "$m {$a[0]}"; }
    function __isset($p) { return is_object($this->in) ? isset($this->in->$p) : $p == "yes"; }
    function offsetGet(mixed $o): mixed { return is_object($this->in) ? $this->in[$o + 1] : $o; }
    function offsetSet(mixed $o, mixed $v): void { throw new Exception("set"); }
    function offsetExists(mixed $o): bool { return is_object($this->in) ? isset($this->in[$o]) : false; }
    function offsetUnset(mixed $o): void { if (is_object($this->in)) { unset($this->in[$o]); } else { $this->undefined(1); $this->in[$o] = 1; } }
}
$d = "core";
for ($i = 0; $i < 16; $i++) { $d = new Deep($d); }
echo $d->name, " ", $d->method(0), " ", $d[0], "\n";
var_dump(isset($d->yes), isset($d->no), isset($d["x"]), $d->no ?? "none");
$d->prop = "set";
try {
    unset($d["k"]);
} catch (Error $e) {
    echo $e->getMessage(), " ", count($e->getTrace()), "\n";
}
