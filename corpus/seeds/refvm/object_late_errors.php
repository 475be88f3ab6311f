<?php
// What is done with an object that ends, or whose place does, before it is done: in __toString, in a setter, in a handler.
class Gone { public $p; function __toString() { $GLOBALS['o'] = null; return str_repeat('g', 3); } function __destruct() { throw new Exception('gone'); } }
class Names { public $p = 1; }
function attempt($what, $f) {
    try {
        echo $what, ': ', var_export($f(), true), "\n";
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
foreach ([function () { global $o; return "<$o>"; }, function () { global $o; return $o . '!'; }, function () { global $o; return [(string)$o]; }, function () { global $o; return [1][$o . '']; }, fn() => 'x' . $GLOBALS['o'], fn() => strlen($GLOBALS['o']), fn() => "$GLOBALS[o]!", fn() => (string)$GLOBALS['o'], fn() => in_array('ggg', [$GLOBALS['o']]), fn() => $GLOBALS['o'] == 'ggg', fn() => [1, 'ggg' => 2][(string)$GLOBALS['o']]] as $i => $f) {
    $o = new Gone;
    attempt("string $i", $f);
    $o = null;
}
attempt('sort', function () { $a = [new Names, 2, 1]; set_error_handler(function ($l, $t) { throw new Exception($t); }); try { return sort($a, SORT_NUMERIC); } finally { restore_error_handler(); } });
attempt('array', function () { $n = new Names; $n->{'5'} = 'five'; $n->{'-3'} = 'minus'; $a = (array)$n; return [$a[5], $a[-3], $a['p']]; });
attempt('object', function () { $n = (object)[3 => 'three', 'x' => 'y']; return [$n->{'3'}, $n->x]; });
attempt('dropped property', function () {
    $o = new Names;
    unset($o->p);
    set_error_handler(function ($level, $text) use (&$o) { echo "[$text] "; $o = null; return true; });
    try { $o->p .= 'x'; return $o; } finally { restore_error_handler(); }
});
attempt('clone', function () { $o = new class { public $p; function __clone() { $this->p = null; throw new Exception('in clone'); } }; return clone $o; });
attempt('cloned with result', function () {
    $o = new class { function __clone() { return new Gone; } };
    return clone $o;
});
class Drops implements ArrayAccess {
    public $p;
    function offsetGet($k): mixed { $GLOBALS['o'] = null; return 'read'; }
    function offsetSet($k, $v): void { $GLOBALS['o'] = null; $GLOBALS['k'] = null; }
    function offsetExists($k): bool { $GLOBALS['o'] = null; return true; }
    function offsetUnset($k): void { $GLOBALS['k'] = null; }
    function __get($n) { $GLOBALS['o'] = null; return 'got'; }
    function __destruct() { throw new Exception('holder'); }
}
class Key { function __construct(public $last = false) {} function __destruct() { if ($this->last) { $GLOBALS['o'] = null; } else { throw new Exception('key'); } } }
foreach ([
    function () { global $o; return $o['x']; },
    function () { global $o; return isset($o['x']); },
    function () { global $o; return $o['x'] ?? 'default'; },
    function () { global $o; return $o->none; },
    function () { global $o; return [$o['x'] = 'set']; },
    function () { global $o, $k; $k = new Key; $kept = $o; try { return [$o[$k] = 'set']; } finally { $o = null; unset($kept); } },
    function () { global $o, $k; $k = new Key; $kept = $o; try { unset($o[$k]); return 'unset'; } finally { $o = null; unset($kept); } },
    function () { global $o; $o->p = new Key(true); return [$o->p = 'new']; },
    function () { global $o; $a = ['x' => 'y']; return [$a['x'] .= $o ? 'z' : $o]; },
] as $i => $f) {
    $o = new Drops;
    attempt("dropped $i", $f);
    try { $o = null; } catch (Exception $e) { }
}
attempt('offset result', function () {
    $o = new class implements ArrayAccess {
        function offsetGet($k): mixed { return 5; } function offsetSet($k, $v): void { }
        function offsetExists($k): bool { return true; } function offsetUnset($k): void {}
        function __destruct() { throw new Exception('holder'); }
    };
    $GLOBALS['o'] = $o; unset($o);
    try { return $GLOBALS['o'][new class { function __destruct() { throw new Exception('key'); } }]; } finally { $GLOBALS['o'] = null; }
});
attempt('offset of a temporary', fn() => (new class implements ArrayAccess {
    function &offsetGet($k): mixed { static $x = [1, 2]; return $x[$k]; } function offsetSet($k, $v): void { }
    function offsetExists($k): bool { return true; } function offsetUnset($k): void {}
    function __destruct() { echo '~temporary '; }
})[1]);
attempt('offset by reference', function () {
    $o = new class implements ArrayAccess {
        private $x = ['a' => [1, 2]];
        function &offsetGet($k): mixed { $y = $this->x[$k] ?? []; return $y; } function offsetSet($k, $v): void { $this->x[$k] = $v; }
        function offsetExists($k): bool { return true; } function offsetUnset($k): void {}
    };
    $o['a'][] = 3;
    $o['b' . 1]['c'] = 4;
    return [count($o['a']), $o['b1'] ?? 'none'];
});
attempt('operand', function () {
    $GLOBALS['o'] = new Gone;
    global $o;
    $a = ['x' => 'y'];
    return [$a['x'] .= $o];
});
attempt('operand of a variable', function () { $GLOBALS['o'] = new Gone; global $o; $s = 'y'; return [$s .= $o]; });
attempt('operand of a property', function () { $GLOBALS['o'] = new Gone; global $o; $n = new Names; return [$n->p .= $o]; });
attempt('typed reference', function () {
    $o = new class { public int $i = 1; };
    $r = &$o->i;
    return [$r = 'no number'];
});
attempt('typed reference operator', function () {
    $o = new class { public int $i = 1; };
    $r = &$o->i;
    return [$r .= ' and text'];
});
