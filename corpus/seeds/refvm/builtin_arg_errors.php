<?php
// Built-ins given the wrong number or type of arguments: each text names function, position and parameter.
class T { public function __toString() { return "abc"; } }
$calls = [
    ['strlen', [[]]], ['strlen', [new stdClass]], ['strlen', [new T]], ['strlen', [12.5]], ['str_repeat', ["a", "b"]], ['str_repeat', ["a", 1.5]],
    ['count', []], ['in_array', [1]], ['array_keys', ["x"]], ['array_values', [null]], ['array_merge', [1]], ['array_pop', [[1]]],
    ['implode', [",", [[], null, 1.5]]], ['explode', [",", null]], ['ord', [[]]], ['abs', [[]]], ['intdiv', ["x", 1]], ['intdiv', [1.5, 1]],
    ['array_flip', [5]], ['array_fill', [0, "3", "x"]], ['array_combine', [[1, 2]]], ['array_sum', []], ['array_map', ['strlen']], ['usort', [[1]]],
    ['array_slice', [[1, 2, 3], "1", null, 5]], ['str_pad', ["x", null]], ['substr', [null, 0]], ['ucfirst', [new T]], ['max', []], ['chr', [null]],
    ['is_callable', []], ['function_exists', [[]]], ['define', ["x"]], ['constant', [5]], ['trim', ["x", []]], ['range', [1]], ['gettype', []], ['dechex', [1, 2]],
];
foreach ($calls as [$f, $args]) {
    try {
        $r = call_user_func_array($f, $args);
        echo $f, " gives ", is_array($r) ? "[" . implode(",", $r) . "]" : gettype($r) . $r, "\n";
    } catch (Error $e) {
        echo get_class($e), ": ", $e->getMessage(), "\n";
    }
}
