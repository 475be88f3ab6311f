<?php
// isset and empty of declared properties: of $this, of variables and of what calls return; unset, null and references come late.
class Plain {
    public $a = 1, $n, $r;
    public int $typed;
    function own() { return (isset($this->a) ? 1 : 0) + (isset($this->n) ? 2 : 0) + (isset($this->r) ? 4 : 0) + (isset($this->typed) ? 8 : 0); }
    function blank() { return (empty($this->a) ? 1 : 0) + (empty($this->n) ? 2 : 0) + (empty($this->none) ? 4 : 0); }
    function itself() { return $this; }
    function __destruct() { echo "~", $this->own(), "\n"; }
}
function asked($o) { return (isset($o->a) ? 1 : 0) + (isset($o->n) ? 2 : 0) + (isset($o->r) ? 4 : 0) + (isset($o->typed) ? 8 : 0); }
function returned($o) { return isset($o->itself()->n) ? 1 : 0; }
function made($i) { return isset((new Plain)->a) && !isset((new Plain)->n) ? $i : 0; }
$o = new Plain;
$s = 0;
for ($i = 0; $i < 14; $i++) {
    $s = ($s * 17 + $o->own() + 16 * $o->blank() + asked($o) + returned($o)) % 1000003;
    if ($i == 4) { $o->n = $i; }
    if ($i == 6) { $value = null; $o->r = &$value; }
    if ($i == 8) { $value = 5; $o->typed = 3; }
    if ($i == 10) { unset($o->a, $o->n); }
    if ($i == 12) { $o->a = new Plain; unset($o->typed); $o->n = 0; }
}
echo $s, "\n";
for ($i = $s = 0; $i < 4; $i++) { $s += made($i); }
echo $s, "\n";
