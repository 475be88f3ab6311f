<?php
// break and continue through finally blocks, several levels, with foreach temporaries live.
class D { public $n; function __construct($n) { $this->n = $n; } function __destruct() { echo "-{$this->n} "; } }
function run() {
    foreach ([new D("outer"), 2] as $o) {
        foreach ([new D("inner"), 2] as $i) {
            try {
                try {
                    if (!is_object($i)) { break 2; }
                    continue;
                } finally {
                    echo "f1 ";
                }
            } finally {
                echo "f2 ";
            }
        }
    }
    echo "left ";
    for ($i = 0; ; $i++) {
        try {
            switch ($i) {
                case 0: continue 2;
                case 1: break;
                case 2: try { break 2; } finally { echo "deep "; }
            }
            echo "after$i ";
        } finally {
            echo "fin$i ";
        }
    }
    return $i;
}
echo run(), "\n";
