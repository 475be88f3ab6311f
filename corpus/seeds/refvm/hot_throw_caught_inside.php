<?php
// A throw that the loop itself catches: rare at first, then on every iteration, then of another class.
function pick($i) {
    if ($i == 60) throw new Exception("sixty");
    if ($i > 90 && $i < 130) throw new Exception("many");
    if ($i >= 130) throw new DomainException("other");
    return 1;
}
function loop_of($n) {
    $ok = 0; $caught = 0; $domain = 0; $lines = [];
    for ($i = 0; $i < $n; $i++) {
        try {
            $ok += pick($i);
            $ok += 10 * pick($i);
        } catch (DomainException $e) {
            $domain++;
        } catch (Exception $e) {
            $caught += strlen($e->getMessage());
            $lines[$e->getLine()] = ($lines[$e->getLine()] ?? 0) + 1;
        }
    }
    echo "$ok $caught $domain ", implode(",", array_keys($lines)), "\n";
}
class DomainException2 extends Exception {}
loop_of(50); loop_of(70); loop_of(120); loop_of(150);
$n = 0;
for ($i = 0; $i < 150; $i++) {
    try {
        if ($i % 2) throw $i < 100 ? new Exception("a") : new DomainException2("b", $i);
    } catch (DomainException2 $e) {
        $n += $e->getCode();
    } catch (Exception $e) {
        $n++;
    }
}
var_dump($n);
