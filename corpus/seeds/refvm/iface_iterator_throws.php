<?php
// Each Iterator method throws at each place; the loop variable keeps what it had and nothing leaks.
class It implements Iterator {
    private $i = 0;
    private $where;
    function __construct($where) { $this->where = $where; }
    function at($m) { if ($this->where == $m . $this->i) { throw new Exception($this->where); } }
    function rewind(): void { $this->at("rewind"); }
    function valid(): bool { $this->at("valid"); return $this->i < 2; }
    function current(): mixed { $this->at("current"); return [$this->i, "tail"]; }
    function key(): mixed { $this->at("key"); return "k" . $this->i; }
    function next(): void { $this->i++; $this->at("next"); }
    function __destruct() { echo " destroyed"; }
}
foreach (["rewind0", "valid0", "current0", "key0", "next1", "valid1", "current1", "key1", "next2", "valid2", "none"] as $where) {
    $v = "unset";
    $k = "unset";
    try {
        foreach (new It($where) as $k => $v) {
            $inner = $k;
            foreach ([1] as $once) { $inner .= $once; }
        }
        echo "finished";
    } catch (Exception $e) {
        echo "caught ", $e->getMessage();
    }
    echo " k=", $k, " v=", is_array($v) ? $v[0] : $v, "\n";
}
