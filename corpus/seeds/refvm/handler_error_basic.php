<?php
// An error handler gets number, text and line; returning false lets php print after all.
function h($no, $msg, $file, $line) {
    echo "[$no: $msg @$line]\n";
    return $no != E_WARNING;
}
var_dump(set_error_handler("h"));
echo $undefined;
echo [1][5] ?? "quiet", "\n";
echo "5 a" + 1, "\n";
$f = function () { return $inner; };
var_dump($f());
echo implode(",", [[1], 2]), "\n";
echo "a" + 0;
