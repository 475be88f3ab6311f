<?php
// if, while, foreach, switch and try blocks nested in one another, left by a single break.
function ifs($x) {
if ($x > 0) { if ($x > 1) { if ($x > 2) { if ($x > 3) { if ($x > 4) { if ($x > 5) { if ($x > 6) { if ($x > 7) { if ($x > 8) { if ($x > 9) { if ($x > 10) { if ($x > 11) { 
if ($x > 12) { if ($x > 13) { if ($x > 14) { if ($x > 15) { if ($x > 16) { if ($x > 17) { if ($x > 18) { if ($x > 19) { if ($x > 20) { if ($x > 21) { if ($x > 22) { 
if ($x > 23) { if ($x > 24) { if ($x > 25) { if ($x > 26) { if ($x > 27) { if ($x > 28) { if ($x > 29) { if ($x > 30) { if ($x > 31) { if ($x > 32) { if ($x > 33) { 
if ($x > 34) { if ($x > 35) { if ($x > 36) { if ($x > 37) { if ($x > 38) { if ($x > 39) { if ($x > 40) { if ($x > 41) { if ($x > 42) { if ($x > 43) { if ($x > 44) { 
if ($x > 45) { if ($x > 46) { if ($x > 47) { if ($x > 48) { if ($x > 49) { return "all"; } } } } } } } } } } } } } } } } } } } } } } } } } } } } } } } } } } } } } } } } 
} } } } } } } } } } 
    return "not all";
}
function elses($x) {
if ($x == 0) { return 0; } elseif ($x == 1) { return 2; } elseif ($x == 2) { return 4; } elseif ($x == 3) { return 6; } elseif ($x == 4) { return 8; } 
elseif ($x == 5) { return 10; } elseif ($x == 6) { return 12; } elseif ($x == 7) { return 14; } elseif ($x == 8) { return 16; } elseif ($x == 9) { return 18; } 
elseif ($x == 10) { return 20; } elseif ($x == 11) { return 22; } elseif ($x == 12) { return 24; } elseif ($x == 13) { return 26; } elseif ($x == 14) { return 28; } 
elseif ($x == 15) { return 30; } elseif ($x == 16) { return 32; } elseif ($x == 17) { return 34; } elseif ($x == 18) { return 36; } elseif ($x == 19) { return 38; } 
elseif ($x == 20) { return 40; } elseif ($x == 21) { return 42; } elseif ($x == 22) { return 44; } elseif ($x == 23) { return 46; } elseif ($x == 24) { return 48; } 
elseif ($x == 25) { return 50; } 
    return -1;
}
function loops() {
    $n = 0;
foreach ([1, 2] as $v0) { $n++; foreach ([1, 2] as $v1) { $n++; foreach ([1, 2] as $v2) { $n++; foreach ([1, 2] as $v3) { $n++; foreach ([1, 2] as $v4) { $n++; 
foreach ([1, 2] as $v5) { $n++; foreach ([1, 2] as $v6) { $n++; foreach ([1, 2] as $v7) { $n++; foreach ([1, 2] as $v8) { $n++; foreach ([1, 2] as $v9) { $n++; 
foreach ([1, 2] as $v10) { $n++; foreach ([1, 2] as $v11) { $n++; foreach ([1, 2] as $v12) { $n++; foreach ([1, 2] as $v13) { $n++; foreach ([1, 2] as $v14) { $n++; 
foreach ([1, 2] as $v15) { $n++; foreach ([1, 2] as $v16) { $n++; foreach ([1, 2] as $v17) { $n++; foreach ([1, 2] as $v18) { $n++; foreach ([1, 2] as $v19) { $n++; 
foreach ([1, 2] as $v20) { $n++; foreach ([1, 2] as $v21) { $n++; foreach ([1, 2] as $v22) { $n++; foreach ([1, 2] as $v23) { $n++; foreach ([1, 2] as $v24) { $n++; 
break 25; } } } } } } } } } } } } } } } } } } } } } } } } } 
    return $n;
}
function tries() {
    $n = 0;
try { try { try { try { try { try { try { try { try { try { try { try { try { try { try { try { try { try { try { try { throw new Exception("t"); } finally { $n++; } 
} finally { $n++; } } finally { $n++; } } finally { $n++; } } finally { $n++; } } finally { $n++; } } finally { $n++; } } finally { $n++; } } finally { $n++; } 
} finally { $n++; } } finally { $n++; } } finally { $n++; } } finally { $n++; } } finally { $n++; } } finally { $n++; } } finally { $n++; } } finally { $n++; } 
} finally { $n++; } } finally { $n++; } } catch (Exception $e) { return $n; }
}
function switches($x) {
switch ($x) { case 1: switch ($x) { case 1: switch ($x) { case 1: switch ($x) { case 1: switch ($x) { case 1: switch ($x) { case 1: switch ($x) { case 1: 
switch ($x) { case 1: switch ($x) { case 1: switch ($x) { case 1: switch ($x) { case 1: switch ($x) { case 1: switch ($x) { case 1: switch ($x) { case 1: 
switch ($x) { case 1: switch ($x) { case 1: switch ($x) { case 1: switch ($x) { case 1: switch ($x) { case 1: switch ($x) { case 1: return "inside"; } } } } } } } } } } 
} } } } } } } } } } 
    return "outside";
}
echo ifs(49), ifs(50), elses(12), elses(25), elses(60), loops(), tries(), switches(1), switches(2), "\n";
