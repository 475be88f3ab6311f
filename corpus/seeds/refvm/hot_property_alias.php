<?php
// Two variables with one object or two: what one writes in a hot loop, by whatever kind of opline, the other reads.
class Box
{
    public $text = "s";
    public $count = 0;
    public $list = [];
    public ?Box $next = null;
}
function texts(Box $a, Box $b, $n)
{
    $grown = 0;
    for ($i = 0; $i < $n; $i++) {
        $before = $a->text;
        $b->text .= "x";
        $grown += strlen($a->text) - strlen($before);
    }
    return $grown;
}
function counts(Box $a, Box $b, $n)
{
    $seen = 0;
    for ($i = 0; $i < $n; $i++) {
        $before = $a->count;
        $b->count += 2;
        $b->count++;
        $seen += $a->count - $before;
    }
    return $seen;
}
function lists(Box $a, Box $b, $n)
{
    $seen = 0;
    for ($i = 0; $i < $n; $i++) {
        $before = count($a->list);
        $b->list[] = $i;
        $seen += count($a->list) - $before;
    }
    return $seen;
}
function links(Box $a, Box $b, $n)
{
    $same = 0;
    for ($i = 0; $i < $n; $i++) {
        $b->next = $i % 3 ? $a : new Box;
        $same += $a->next === $b->next ? 1 : 0;
    }
    $a->next = $b->next = null;
    return $same;
}
foreach (['texts', 'counts', 'lists', 'links'] as $test) {
    $one = new Box;
    $two = new Box;
    echo $test, " ", $test($one, $one, 25), " ", $test($one, $two, 25), " ", $test($two, $two, 5), "\n";
}
