<?php
// An exception crosses several frames, some with finally or with a destructor, from inside a hot loop.
class Guard {
    public static $dead = 0;
    function __construct(public $name) {}
    function __destruct() { self::$dead += strlen($this->name); }
}
function a($i) { $g = new Guard("a"); return b($i) + 1; }
function b($i) {
    $g = new Guard("bb");
    try {
        return c($i) + 1;
    } finally {
        Guard::$dead += 1000;
    }
}
function c($i) {
    $g = new Guard("cccc");
    return [$g, $i, d($i)][2] + strlen("x" . d($i));
}
function d($i) {
    if ($i == 70 || $i > 100) throw new Exception("d$i");
    return 1;
}
$ok = 0; $bad = 0;
for ($i = 0; $i < 120; $i++) {
    try {
        $ok += a($i);
    } catch (Exception $e) {
        $bad++;
        if ($i == 70 || $i == 119) {
            foreach ($e->getTrace() as $f) echo $f["function"], ":", $f["line"], " ";
            echo Guard::$dead, "\n";
        }
    }
}
var_dump($ok, $bad, Guard::$dead);
