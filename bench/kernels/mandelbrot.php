<?php
// Floating point arithmetic.
function mandelbrot($size)
{
    $sum = 0;
    for ($y = 0; $y < $size; $y++) {
        $ci = 2.0 * $y / $size - 1.0;
        for ($x = 0; $x < $size; $x++) {
            $cr = 2.0 * $x / $size - 1.5;
            $zr = 0.0;
            $zi = 0.0;
            $i = 0;
            while ($i < 50 && $zr * $zr + $zi * $zi < 4.0) {
                $t = $zr * $zr - $zi * $zi + $cr;
                $zi = 2.0 * $zr * $zi + $ci;
                $zr = $t;
                $i++;
            }
            $sum += $i;
        }
    }
    return $sum;
}
echo mandelbrot(600), "\n";
