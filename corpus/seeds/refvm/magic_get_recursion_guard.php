<?php
// Inside __get the same name is read plainly, another name calls __get again.
class G {
    public $depth = 0;
    function __get($n) {
        $this->depth++;
        echo str_repeat(" ", $this->depth), "get $n\n";
        $r = $n == "a" ? $this->b : $this->$n;
        $this->depth--;
        return $r . "<$n>";
    }
}
class S {
    function __set($n, $v) {
        echo "set $n\n";
        $this->$n = $v;
        if ($n == "x") {
            $this->y = $v + 1;
        }
    }
    function __isset($n) { echo "isset $n\n"; return isset($this->$n); }
    function __unset($n) { echo "unset $n\n"; unset($this->$n); }
}
$g = new G;
echo $g->a, "\n", $g->depth, "\n";
$s = new S;
$s->x = 1;
$s->x = 2;
var_dump(isset($s->x), isset($s->z));
unset($s->z, $s->x);
var_dump($s);
