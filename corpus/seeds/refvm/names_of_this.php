<?php
// $this and variables that are found by name.
class A {
    public $p = 1;
    function unset_it() { $n = 'this'; unset($$n); }
    function unset_in() { $n = 'this'; unset($$n->p); return isset($this->p); }
    function unset_element() { $n = 'this'; unset($$n['x']); }
    function write() { $n = 'this'; $$n = 1; }
    function add() { $n = 'this'; $$n .= 'x'; }
    function read() { $n = 'this'; $o = $$n; return $o === $this && $$n->p === 1; }
    function asked() { $n = 'this'; return [isset($$n), empty($$n), isset($this->p), isset($this->q), empty($this->p), empty($this->q)]; }
    function passed() { $n = 'this'; return take($$n); }
    static function nothing() { $n = 'this'; return [isset($$n), $$n ?? 'none']; }
}
function take($o) { return get_class($o); }
function attempt($f) {
    try {
        echo json_of($f()), "\n";
    } catch (Error $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
function json_of($v) { return is_array($v) ? '[' . implode(' ', array_map('json_of', $v)) . ']' : var_export($v, true); }
$o = new A;
foreach (['unset_it', 'unset_in', 'unset_element', 'write', 'add', 'read', 'asked', 'passed'] as $method) {
    echo $method, ': ';
    attempt([$o, $method]);
}
attempt(['A', 'nothing']);
attempt(function () { $n = 'missing'; unset($$n['x']); return isset($missing); });
attempt(function () { $n = 'missing'; unset($$n['x']['y'], $$n->p); return get_defined_vars(); });
attempt(function () { $n = 'made'; $$n['x'][] = 1; $$n['x'][] = 2; return $made; });
attempt(function () { $n = 'made'; $$n ??= 'default'; $$n .= '!'; return $made; });
attempt(function () { $n = 'counted'; return [@$$n++, $$n += 2, $counted]; });
attempt(function () { $a = $b = $c = $d = $e = $f = $g = 1; $n = 'ninth'; @$$n .= 'x'; $n = 'tenth'; @$$n[0][] = $a; $n = 'eleventh'; @$$n++; return $ninth . count($tenth) . $eleventh; });
attempt(function () { foreach (['u', 'v', 'w', 'x', 'y', 'z', 'p', 'q', 'r'] as $i => $n) { @$$n += $i; } return count(get_defined_vars()); });
