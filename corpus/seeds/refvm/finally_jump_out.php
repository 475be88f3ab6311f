<?php
// Jumping out of a finally block is a compile error when the target lies outside of it.
foreach ([1, 2] as $v) {
    try {
        echo $v, "\n";
    } finally {
        foreach ([3] as $w) {
            break 2;
        }
    }
}
echo "never\n";
