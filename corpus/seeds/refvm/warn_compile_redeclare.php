<?php
// Declaring a function twice is a fatal error before anything runs.
echo "never printed\n";
function twice() {
    return 1;
}
function other() {
    return 2;
}
function Twice() {
    return 3;
}
echo twice();
