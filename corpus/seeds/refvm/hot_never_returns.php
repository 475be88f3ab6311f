<?php
// A function that never returns throws in a hot loop; late it tries to return. Return by a hot exit path of each kind.
function fail($i): never {
    if ($i == 105) return_not($i);
    if ($i != 106) throw new LogicException("fail $i");
}
function return_not($i): never { throw new DomainException("deeper $i"); }
function check($i) {
    if ($i % 3 == 0) fail($i);
    return $i;
}
function drive($n) {
    $sum = 0; $caught = [];
    for ($i = 0; $i < $n; $i++) {
        try {
            $sum += check($i);
            if ($i == 106) fail($i);
        } catch (DomainException $e) {
            $caught["domain"] = count($e->getTrace());
        } catch (LogicException $e) {
            $caught["logic"] = ($caught["logic"] ?? 0) + 1;
        } catch (TypeError $e) {
            $caught[$e->getMessage()] = $e->getLine();
        }
    }
    foreach ($caught as $k => $v) $sum .= " $k=$v";
    return $sum;
}
echo drive(60), "\n", drive(105), "\n", drive(108), "\n";
class Post { public $n = 5; public $list = [1, 2]; function down() { return $this->n-- + $this->list[0]--; } }
$p = new Post; $t = 0;
for ($i = 0; $i < 110; $i++) {
    $t += $p->down() + $p->n--;
    if ($i == 100) $p->n = "7.5";
    if ($i == 105) $p->list = ["8"];
    if ($i == 106) $p->list = [null];
    if ($i == 107) { $p->n = null; $p->list = [2]; }
}
var_dump($t, $p);
