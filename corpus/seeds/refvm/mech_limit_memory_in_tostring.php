<?php
// Memory runs out inside __toString, half-way through an interpolated string.
ini_set("memory_limit", "2M");
class S {
    private $parts = ["a"];
    function __toString(): string {
        for (;;) {
            $this->parts[] = $this->parts;
            $copy = implode(",", array_map(function ($p) { return is_array($p) ? count($p) . str_repeat("z", 500) : $p; }, $this->parts));
            $this->parts[] = $copy;
        }
    }
}
$s = new S;
echo "start\n";
$x = "one {$s} two $s three";
echo "never\n";
