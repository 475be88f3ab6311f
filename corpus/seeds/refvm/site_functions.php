<?php
// Functions about functions, variables and iterators, past the room that they begin with.
function args() { return func_get_args(); }
echo implode(args(1, 2, 3, 4, 5, 6, 7, 8, 9)), call_user_func_array("args", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])[9], "\n";
echo implode(call_user_func_array("args", [3 => "not ", 1 => "packed"])), "\n";
var_dump(function_exists('\args'));
function locals($a) {
    extract(["b" => 1, "c" => 2, "d" => 3, "e" => 4, "f" => 5, "g" => 6, "h" => 7, "i" => 8, "j" => 9, "k" => 10]);
    extract(["a" => "new", "1" => "one"], EXTR_PREFIX_ALL, "p");
    $p_a .= "!";
    return count(get_defined_vars()) . $b . $k . $p_a . $p_1;
}
echo locals(0), "\n";
class It implements Iterator {
    private $i = 0;
    function __construct(private $n) {}
    function rewind(): void { $this->i = 0; }
    function valid(): bool { return $this->i < $this->n; }
    function current(): mixed { return $this->i * 2; }
    function key(): mixed { return "k" . $this->i; }
    function next(): void { $this->i++; }
}
echo implode(",", iterator_to_array(new It(10))), implode(",", array_keys(iterator_to_array(new It(9)))), implode(iterator_to_array(new It(9), false)), implode(iterator_to_array(["a" => 1, 2, 3], false)), "\n";
for ($n = 0; $n < 6; $n++) { set_error_handler(fn($no, $text) => print("<$n $text>")); set_exception_handler("strlen"); set_exception_handler("trim"); }
echo $undefined, "\n";
for ($n = 0; $n < 6; $n++) { restore_error_handler(); restore_exception_handler(); }
@strlen($undefined);
print_r(error_get_last()["message"]);
for ($n = 0; $n < 9; $n++) { define("CONSTANT_$n", "$n"); }
echo CONSTANT_8, defined("P::A") ? "yes" : "no", constant("P::A"), constant("Fields::FIRST"), "\n";
class Fields { const FIRST = "first"; }
class P { const A = "a"; public $x = 1, $y = [1]; static $s = 2; protected $hidden = 3; function f() { return ["f"]; } function named() { return ["parent", "named"]; } }
class C extends P { function f() { return implode(call_user_func([$this, "parent::named"])); } }
echo (new C)->f(), "\n";
print_r(get_class_vars("P"));
print_r(get_mangled_object_vars(new P));
echo class_exists('\Fields') ? "yes" : "no", get_debug_type(new class {}) , "\n";
register_shutdown_function(function ($a, $b, $c) { echo "bye $a$b$c\n"; }, 1, "two", [3][0]);
