<?php
// Zeros of both signs, through each operation of a hot loop that could be folded away.
function zeros($n)
{
    $minus = -0.0;
    $sums = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    for ($i = 0; $i < $n; $i++) {
        $sums[0] = $minus + 0.0;
        $sums[1] = $minus - 0.0;
        $sums[2] = 0.0 + $minus;
        $sums[3] = $minus * 1.0;
        $sums[4] = $minus + $minus;
        $sums[5] = 0.0 - $minus;
        if ($i == $n - 3) {
            $minus = 0.0;
        }
    }
    return $sums;
}
function last_zero($n)
{
    $zero = -0.0;
    for ($i = 0; $i < $n; $i++) {
        $last = $zero + 0.0;
        $other = $zero - 0.0;
    }
    return [$last, $other];
}
var_dump(zeros(20), last_zero(20));
