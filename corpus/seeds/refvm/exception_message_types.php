<?php
// Messages of exceptions that are no strings: they are converted where they are printed, which may fail.
class Word { function __construct(private $word) {} function __toString() { if ($this->word === '') { throw new LogicError('no word'); } return $this->word; } }
class LogicError extends Error {}
class Any extends Exception { function __construct($message, $previous = null) { parent::__construct('', 0, $previous); $this->message = $message; } }
function attempt($what, $f) {
    try {
        echo $what, ': ', explode("\n", $f())[0], "\n";
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
foreach ([5, 1.5, true, null, [1], new Word('object'), new Word('')] as $message) {
    attempt(gettype($message), fn() => (string)new Any($message));
    attempt('previous', fn() => (string)new Exception('outer', 1, new Any($message)));
}
set_error_handler(function ($level, $text) { throw new ErrorException($text); });
attempt('array', fn() => (string)new Any([1]));
restore_error_handler();
function shutdown() { echo "end\n"; }
register_shutdown_function('shutdown');
throw new Any(new Word('uncaught'), new Any([2]));
