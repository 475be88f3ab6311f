<?php
// What count() gets from a Countable: made into an integer and given back, or refused; an exception on the way.
class Any implements Countable {
    function __construct(private $result) {}
    function count() { return is_callable($this->result) ? ($this->result)() : $this->result; }
}
function show($result) {
    try {
        var_dump(count(new Any($result)));
    } catch (Throwable $e) {
        echo get_class($e), ": ", $e->getMessage(), "\n";
    }
}
show(3);
show(fn() => str_repeat("7", 2));
show(fn() => [1, 2, 3]);
show(fn() => array_fill(0, 3, str_repeat("a", 2)));
show(fn() => 2.75);
show(fn() => "12 monkeys");
show(null);
show(true);
show(fn() => throw new LogicException("no count"));
$list = [];
for ($i = 0; $i < 4; $i++) {
    $list[] = new Any(fn() => str_repeat((string) $i, $i));
}
foreach ($list as $one) {
    echo count($one), " ";
}
echo "\n";
