<?php
// A handler called from a hot loop looks at its backtrace and at the line; the same operation on several lines.
function note($no, $text, $file, $line) {
    global $notes;
    $frames = [];
    foreach (debug_backtrace() as $f) $frames[] = $f["function"] . ":" . ($f["line"] ?? "-");
    $notes["$line $text " . implode(" ", $frames)] = ($notes["$line $text " . implode(" ", $frames)] ?? 0) + 1;
    return true;
}
set_error_handler("note");
class Reader {
    public $known = 1;
    function read($i, $o) {
        $n = $i > 100
            ? $o->unknown
            : $o->known;
        return $n +
            ($i > 102 ? $o->list[$i] : 1) +
            $this->deeper($i);
    }
    private function deeper($i) { return $i > 103 ? $i . [] : $i; }
}
$r = new Reader; $notes = []; $sum = 0;
for ($i = 0; $i < 106; $i++)
    $sum += (int)$r->read($i, $r);
var_dump($sum);
foreach ($notes as $text => $n) echo "$n $text\n";
$notes = [];
array_map(fn($i) => $i > 100 ? $r->read($i, $r) : $i, range(0, 104));
foreach ($notes as $text => $n) echo "$n $text\n";
