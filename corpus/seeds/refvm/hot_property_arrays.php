<?php
// Arrays in properties written to through $this and variables, in hot loops, and elements that may be missing;
// late the property is shared, has another type, is unset, readonly or magic.
class Dies { function __construct(public $id) {} function __destruct() { echo "~", $this->id, " "; } }
class Store {
    public $items = [];
    public array $typed = [];
    public ?array $maybe = null;
    public readonly array $fixed;
    public $grid = [[0, 0], [0, 0]];
    private $counts = ["a" => 0];
    function __construct() { $this->fixed = [1]; }
    function fill($n) {
        for ($i = 0; $i < $n; $i++) {
            $this->items[] = $i;
            $this->items["k" . $i % 5] = $i;
            $this->typed[$i % 7] = "t$i";
            $this->typed[] = $i;
            $this->grid[$i % 2][1] += $i;
            $this->grid[1][$i % 2]++;
            $this->counts["a"]++;
            $this->counts["b$i"] = $this->counts["b" . ($i - 1)] ?? -1;
            $this->maybe[$i % 3] = $i;
        }
        return count($this->items) . " " . count($this->typed) . " " . $this->grid[0][1] . " " . $this->grid[1][0] .
            " " . array_sum($this->counts) . " " . count($this->maybe);
    }
}
class Magic {
    public $data = [];
    private $hidden = [1];
    function &__get($name) { echo "get($name) "; return $this->hidden; }
}
$s = new Store;
echo $s->fill(50), "\n";
$copy = $s->items;
echo $s->fill(20), " ", count($copy), "\n";
function outside($s, $n, $late) {
    for ($i = 0; $i < $n; $i++) {
        $s->items["n$i"] = new Dies($i);
        $s->items["n$i"] = $i;
        $s->typed["x"][$i % 4] = $i;
        if ($i == $n - 3)
            $late($s);
    }
    return is_array($s->items) ? count($s->items) : gettype($s->items);
}
$keep = [];
echo outside($s, 12, function ($s) use (&$keep) { $keep = $s->items; }), " ", count($keep), "\n";
echo outside($s, 12, function ($s) { $s->items = null; }), "\n";
foreach (["text", false, 5] as $value) {
    try {
        echo outside($s, 10, function ($s) use ($value) { $s->items = $value; }), "\n";
    } catch (Error $e) {
        echo $e->getMessage(), "\n";
    }
}
$s->items = [];
$r = &$s->items;
echo outside($s, 10, function ($s) use (&$r) { $r = []; }), " ", count($r), "\n";
try {
    for ($i = 0; $i < 40; $i++) {
        $s->typed["y"] = $i;
        if ($i == 35)
            $s->fixed[] = 2;
    }
} catch (Error $e) {
    echo $i, $e->getMessage(), "\n";
}
$m = new Magic;
for ($i = 0; $i < 30; $i++) {
    $m->data["k$i"][] = $i;
    $m->data["k0"][] = $i;
    if ($i == 26)
        unset($m->data);
}
echo count($m->data), "\n";
function wanted(array $list, array $keys) {
    $out = "";
    foreach ($keys as $k)
        $out .= $list[$k] ?? "-";
    return $out . ($list["x"]["y"]["z"] ?? "none");
}
$keys = array_merge(array_fill(0, 20, "no"), array_fill(0, 20, "yes"), [1, 7, "7", "n1", null, 1.5, true, "no"]);
echo wanted(["yes" => "Y", 1 => "one", "null" => null], $keys), wanted([1, 2, 3], array_merge($keys, [9, 9, 9, 0, -1])), "\n";
