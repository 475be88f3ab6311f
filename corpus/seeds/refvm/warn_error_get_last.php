<?php
// error_get_last keeps the last unhandled report; handlers and exceptions leave it alone.
var_dump(error_get_last());
echo $first;
$e = error_get_last();
unset($e["file"]);
var_dump($e);
@$silent["x"]->y;
echo error_get_last()["message"], " line ", error_get_last()["line"], "\n";
set_error_handler(function () { return true; });
echo $handled;
echo error_get_last()["message"], "\n";
set_error_handler(function () { return false; });
echo @$fallback;
echo error_get_last()["message"], "\n";
set_error_handler(null);
var_dump(isset(error_get_last()["file"]), count(error_get_last()));
try {
    throw new Exception("not an error");
} catch (Exception $x) {
    echo error_get_last()["message"], "\n";
}
register_shutdown_function(function () {
    $e = error_get_last();
    echo $e["type"], ": ", substr($e["message"], 0, 22), " line ", $e["line"], "\n";
});
undefined_function_call();
