<?php
// Constants, instanceof and properties of what may be null, in hot loops; classes and constants come late.
define("TEXT", "made " . strlen("x"));
const LISTED = [1, 2, 3];
class Animal { public $next = null; public $name = "a"; }
class Cat extends Animal {}
function look($n) {
    $s = 0;
    $animal = new Animal;
    for ($i = 0; $i < $n; $i++) {
        $s += strlen(TEXT) + count(LISTED) + PHP_VERSION_ID % 2;
        if ($animal instanceof Cat) $s += 1000;
        if ($animal instanceof Animal) $s++;
        if ($animal instanceof Later) $s += 100;
        if ($i instanceof Animal) $s += 5000;
        $s += strlen($animal?->next?->name ?? "no");
        $s += strlen($animal->next->name ?? "none");
        $s += isset($animal->next->next) ? 7 : 0;
        if ($i == $n - 6) $animal->next = new Cat;
        if ($i == $n - 4) $animal = new Cat;
        if ($i == $n - 3) $animal = null;
        if ($i == $n - 2) { declare_later(); $animal = new Later; }
        if ($i > $n - 2) $s += LATE;
    }
    return $s;
}
function declare_later() {
    if (!class_exists("Later")) {
        class Later extends Cat {}
        define("LATE", 7);
    }
}
echo look(70), " ", look(30), "\n";
try {
    for ($i = 0; $i < 50; $i++)
        if ($i == 45)
            echo MISSING;
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
function lists(array $lists) {
    $s = 0;
    foreach ($lists as $list) {
        foreach ($list as $k => $v) {
            foreach ([$v, $k] as $x)
                $s += strlen("$x");
        }
    }
    return $s;
}
$copy = &$shared;
$shared = [1, 2];
$lists = array_fill(0, 30, [1, 2, 3]);
$lists[] = [];
$lists[] = $shared;
$lists[] = (object)["a" => 1];
echo lists($lists), " ";
