<?php
// Exceptions thrown and caught in a loop, through two calls and a finally.
function thrower($i)
{
    if ($i % 2)
        throw new Exception('odd');
    return $i;
}

function middle($i)
{
    try {
        return thrower($i);
    } finally {
        global $finallies;
        $finallies++;
    }
}

$caught = 0;
for ($i = 0; $i < 1600000; $i++) {
    try {
        middle($i);
    } catch (Exception $e) {
        $caught += strlen($e->getMessage());
    }
}
echo $caught, ' ', $finallies, "\n";
