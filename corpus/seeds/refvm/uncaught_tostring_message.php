<?php
// The report of an uncaught exception uses its own __toString, which may itself throw.
class Odd extends Exception {
    function __toString(): string {
        echo "(asked for a string)";
        throw new LogicException("inside __toString");
    }
}
class Fine extends Exception { function __toString(): string { return "own text of " . $this->getMessage(); } }
function thrower($e) { throw $e; }
register_shutdown_function(function () { thrower(new Odd("second")); });
thrower(new Fine("first"));
