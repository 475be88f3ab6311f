<?php
// Functions that return a reference which nobody else holds, and what is done with it: it is a value from then on.
class Holder { public $p; public $list = [1]; function __construct(public $name) {} function &own() { return $this->list; } function __destruct() { echo "~{$this->name} "; } }
function &fresh() { $x = [1, [2]]; return $x; }
function &fresh_object($name) { $o = new Holder($name); return $o; }
foreach (fresh() as &$v) { echo is_array($v) ? 'array' : $v, ' '; }
unset($v);
fresh()[1][] = 3;
fresh_object('assigned')->p = 1;
fresh_object('deep')->list['x']['y'] = 1;
fresh_object('operator')->list[0] .= 'x';
unset(fresh_object('unset')->list[0]);
echo count(fresh_object('read')->list), fresh_object('null')?->p ?? ' none', "\n";
foreach (fresh_object('iterated') as $k => &$w) { echo "$k "; }
unset($w);
foreach (fresh_object('owner')->own() as $i => &$u) { $u .= '!'; echo "$i$u "; }
unset($u);
$r = &fresh()[0];
$r = &fresh_object('bound')->list;
$r[] = 2;
echo count($r), "\n";
function change(&$a) { $a[] = 1; return count($a); }
echo change(fresh()), change(fresh_object('argument')->list), change(fresh()[1]), "\n";
[$a, [$b]] = fresh();
[, &$c] = fresh();
$c[] = 1;
echo $a, $b, count($c), "\n";
set_error_handler(function ($level, $text) { throw new Exception($text); });
foreach ([function () { [$x] = $none; }, function () { [['k' => $x]] = $none; }, function () { [&$x] = fresh_object('list'); }, function () { return fresh_object('element')['x']; }] as $f) {
    try {
        var_dump($f());
    } catch (Throwable $e) {
        echo $e->getMessage(), "\n";
    }
}
class Ends { public $p; function __destruct() { throw new Exception('end of the holder'); } }
class Drops { function __destruct() { $GLOBALS['o'] = null; } }
foreach ([function () { global $o; return [$o->p = 'new']; }, function () { global $o; return [$o->p .= 'new']; }, function () { global $o; $v = 5; $o->p = &$v; return [$o->p = [1]]; }] as $f) {
    try {
        $o = new Ends;
        $o->p = new Drops;
        var_dump($f());
    } catch (Throwable $e) {
        echo $e->getMessage(), "\n";
    }
    try { $o = null; } catch (Exception $e) { echo "later\n"; }
}
