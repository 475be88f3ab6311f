<?php
// User code that runs inside an operation on an array takes that array away, or puts another in its place.
class Taker
{
    private $what;
    public function __construct($what)
    {
        $this->what = $what;
    }
    public function __toString()
    {
        ($this->what)();
        return "taken";
    }
}
function drop()
{
    $GLOBALS['list'] = null;
}
function replace()
{
    $GLOBALS['list'] = [7];
}
function fresh()
{
    $made = [];
    foreach (["x", "y", "z"] as $letter) {
        $made[] = $letter . count($made);
    }
    return $made;
}
function show($title)
{
    $list = $GLOBALS['list'];
    echo $title, ": ", is_array($list) ? count($list) . " " . implode(",", $list) : gettype($list), "\n";
}
foreach (['replace', 'drop'] as $what) {
    $list = fresh();
    $list[] = "a" . new Taker($what);
    show("$what before a push");
    $list = fresh();
    $list["k" . new Taker($what)] = 1;
    show("$what while a key is made");
    $list = fresh();
    $last = $list[1] . new Taker($what) . $list[2] ?? "none";
    echo $last, "\n";
    show("$what while an element is read");
}
set_error_handler(function ($number, $message) {
    echo "[", $message, "]";
    ($GLOBALS['at'])();
    return true;
});
foreach (['replace', 'drop'] as $at) {
    $list = fresh();
    $list[0] = $undefined;
    show("$at while an undefined value is assigned");
    $list = fresh();
    echo $list["none"] . $list[1], "\n";
    show("$at while a missing key is read");
}
