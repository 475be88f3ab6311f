<?php
// Line numbers in reports of expressions and calls that span lines.
$a = [
    "x" => 1,
    "y" => $undef_line_5,
    "z" => "str" .
        $undef_line_7,
];
function f(
    $p,
    $q = UNDEFINED_DEFAULT
) {
    return $p
        + $undef_line_14;
}
f(
    1,
    $undef_line_18
);
echo $a["x"],
    $a["nokey_line_21"],
    "\n";
if ($undef_line_23
    && true) {
}
$r = $a
    ["nokey_line_27"]
    ["again"];
try {
    f(
        "x"
    );
} catch (Error $e) {
    echo $e->getMessage(), " line ", $e->getLine(), "\n";
}
throw
    new Exception(
        "thrown"
    );
