<?php
// Many open abstract methods are counted, and only the first three are named.
interface I { function a(); function b(); }
interface J extends I { function c(); function d(); }
class C implements J {
    function b() { return 1; }
}
echo "never\n";
