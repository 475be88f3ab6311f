<?php
// The @ operator around calls, exceptions and nested silences; error_get_last still sees the text.
function noisy($n) {
    echo $undef;
    if ($n == 1) { throw new Exception("thrown under silence"); }
    return @$more_undef . $n;
}
echo @noisy(0), "\n";
echo error_get_last()["message"], "\n";
try {
    @noisy(1);
} catch (Exception $e) {
    echo $e->getMessage(), "\n";
}
echo $loud_again;
$x = @[1, 2][5];
var_dump($x, @$a->b->c, @(1 / 1));
@$arr["k"]["j"] .= "made";
print_r($arr);
echo error_reporting(), "\n";
try {
    @undefined_function();
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
try {
    $f = function () { try { return @noisy(1); } finally { echo $in_finally; } };
    $f();
} catch (Exception $e) {
    echo "end ", error_reporting(), "\n";
}
