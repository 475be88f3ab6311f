<?php
// __toString calls down a chain of objects, by interpolation, concatenation and cast in turn.
class Link {
    private $next;
    private $n;
    function __construct($n, $next) { $this->n = $n; $this->next = $next; }
    function __toString(): string {
        switch ($this->n % 3) {
            case 0: return "<{$this->next}>";
            case 1: return "[" . $this->next . "]";
            default: return implode("", ["(", $this->next, ")"]);
        }
    }
}
$chain = "bottom";
for ($i = 0; $i < 60; $i++) {
    $chain = new Link($i, $chain);
}
echo $chain, "\n", strlen($chain), "\n";
class Thrower { function __toString(): string { throw new Exception("at the bottom"); } }
$chain = new Thrower;
for ($i = 0; $i < 60; $i++) {
    $chain = new Link($i, $chain);
}
try {
    echo "never $chain";
} catch (Exception $e) {
    echo $e->getMessage(), " ", count($e->getTrace()), "\n";
}
