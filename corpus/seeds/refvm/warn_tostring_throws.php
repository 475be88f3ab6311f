<?php
// __toString that throws or returns wrongly, inside concatenation, built-ins, comparison and keys.
class S { public $m; function __construct($m) { $this->m = $m; } function __toString() { if ($this->m == "throw") throw new Exception("in __toString"); if ($this->m == "int") return 5; if ($this->m == "array") return []; echo "[str]"; return $this->m; } }
$uses = [
    function ($s) { return "a" . $s . "b"; },
    function ($s) { return "in {$s} ter"; },
    function ($s) { echo $s; return "echoed"; },
    function ($s) { return strlen($s); },
    function ($s) { return implode(",", [1, $s, 2]); },
    function ($s) { return $s == "ok" ? "equal" : "different"; },
    function ($s) { return in_array("ok", ["x", $s]) ? "in" : "not in"; },
    function ($s) { return str_replace("o", $s, "foo"); },
    function ($s) { $a = ["ok" => "key"]; return $a[(string)$s]; },
    function ($s) { switch ($s) { case "a": return "a"; case "ok": return "case"; } return "none"; },
    function ($s) { $x = "pre"; $x .= $s; return $x; },
    function ($s) { return explode("k", $s)[0]; },
];
foreach (["ok", "throw", "int", "array"] as $mode) {
    foreach ($uses as $i => $f) {
        try {
            echo $i, "=", $f(new S($mode)), " ";
        } catch (Throwable $e) {
            echo $mode == "array" || $i == 0 ? get_class($e) . ":" . $e->getMessage() : "!", " ";
        }
    }
    echo "\n";
}
