<?php
// A byte-code machine in the language: a hot loop with a dense switch, a stack in an array, calls and rare opcodes late.
function run($code, $arg) {
    $stack = [$arg]; $pc = 0; $steps = 0; $out = "";
    while (true) {
        if (++$steps > 900) throw new RuntimeException("too long at $pc");
        [$op, $x] = $code[$pc++];
        switch ($op) {
            case "push": $stack[] = $x; break;
            case "add": $b = array_pop($stack); $a = array_pop($stack); $stack[] = $a + $b; break;
            case "mul": $b = array_pop($stack); $a = array_pop($stack); $stack[] = $a * $b; break;
            case "dup": $stack[] = $stack[count($stack) - 1]; break;
            case "swap": $n = count($stack); [$stack[$n - 1], $stack[$n - 2]] = [$stack[$n - 2], $stack[$n - 1]]; break;
            case "jnz": if (array_pop($stack) != 0) $pc = $x; break;
            case "out": $out .= end($stack) . " "; break;
            case "end": return $out . count($stack) . " $steps";
            default: throw new LogicException("unknown '$op' at step $steps");
        }
    }
}
$factorial = [["push", 1], ["swap", 0], ["dup", 0], ["push", -1], ["add", 0], ["swap", 0], ["push", 0], ["add", 0], ["end", 0]];
$countdown = [["push", -1], ["add", 0], ["dup", 0], ["jnz", 0], ["out", 0], ["end", 0]];
$power = [["push", 3], ["mul", 0], ["out", 0], ["dup", 0], ["push", -19683], ["add", 0], ["jnz", 0], ["end", 0]];
$broken = [["push", -1], ["add", 0], ["dup", 0], ["jnz", 0], ["halt", 0]];
foreach ([[$factorial, 6], [$countdown, 50], [$countdown, 3.0], [$power, 1], [$power, 27], [$countdown, 0.5], [$broken, 110]] as [$code, $arg]) {
    try {
        echo run($code, $arg), "\n";
    } catch (RuntimeException | LogicException $e) {
        echo get_class($e), " ", $e->getMessage(), "\n";
    }
}
