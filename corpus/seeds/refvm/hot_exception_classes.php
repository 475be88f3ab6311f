<?php
// catch clauses tried in order for exceptions of classes that change late: parents, interfaces, several in one clause.
interface Tag {}
class E1 extends Exception {}
class E2 extends E1 implements Tag {}
class E3 extends Error implements Tag {}
function raise($i) {
    switch ($i < 100 ? $i % 2 : $i % 5) {
        case 0: return "none";
        case 1: throw new E1("e1");
        case 2: throw new E2("e2");
        case 3: throw new E3("e3");
        default: throw new ErrorException("ee", 1, 2, "file", 77);
    }
}
function sort_out($n) {
    $c = [];
    for ($i = 0; $i < $n; $i++) {
        try {
            $w = raise($i);
        } catch (E2 | E3 $e) {
            $w = $e instanceof Tag ? "tag " . $e->getMessage() : "bad";
        } catch (MissingClass $e) {
            $w = "missing";
        } catch (E1) {
            $w = "parent";
        } catch (Throwable $t) {
            $w = get_class($t) . $t->getLine();
        } finally {
            $c[$w] = ($c[$w] ?? 0) + 1;
        }
    }
    foreach ($c as $w => $k) echo "$w=$k ";
    echo "\n";
}
sort_out(80);
sort_out(130);
