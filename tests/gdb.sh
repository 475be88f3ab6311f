#!/usr/bin/env bash
# gdb.sh: the reference VM's pretty-printers show what a program's author would say, in a program built with
# optimization, stopped inside C functions of the VM.
set -u
. "$(dirname "$0")/lib.bash"
printers=vm-under-test/refvm/gdb/refvm_gdb.py
require gdb
require_runner

cat >"$work/program.php" <<'PHP'
<?php
class Point {
    public $x = 1;
    protected $y = 2.5;
    private ?string $name = null;
    static function make() { return new Point; }
    function move($dx, $extra = []) {
        $list = [1, 'two' => 2, [3]];
        $list['same'] = &$dx;
        return "m" . strlen(ucfirst(str_repeat("abc", 2))) . $this->show($list, true, 'more');
    }
    function show($what) { return strrev("olleh"); }
}
function outer(int $n, $text) {
    $p = Point::make();
    $p->dynamic = [4, 5];
    $closure = function ($z) use ($n) { return $n; };
    $numbers = [10, -20];
    unset($numbers[0]);
    $numbers[] = null;
    foreach ($numbers as $k => $v) {
        $r = $n . $p->move($n);
    }
    return $r;
}
function thrower($n) {
    try {
        if ($n > 0) {
            throw new LogicException("it's \"bad\"\n", 7);
        }
    } finally {
        echo "f";
    }
}
echo outer(7, "caf\xc3\xa9 \$x\t\0end"), "\n";
try {
    thrower(1);
} catch (LogicException $e) {
    echo get_class($e), "\n";
}
function odds(&$a, $b = LIMIT, ?Point $c = null) {
    static $n = [1, 2.0, -0.5];
    $a .= "x" . 2.0;
    $a["k"][] -= $b ** 2;
    try {
        $c->x["$a, $b"]->y++ . $c?->x()?->y;
    } catch (TypeError) {
        list('a' => $a, 'b' => list(, $b)) = @$n;
    } catch (Error $e) {
        throw $e ?: new Exception;
    }
    switch ($b ?? $$a) {
    case 1:
        while ($b--) {
            unset($a->$b, Point::$x);
        }
    default:
        return $b === 1 ? static fn() => $a : [$n, 'k' => &$a];
    }
}
PHP

# debug COMMAND...: runs gdb with these commands; the program runs in the engine of $engine.
engine=hybrid
debug() {
    local options=()
    for line; do
        options+=(-ex "$line")
    done
    try gdb -nx -batch -ex 'set confirm off' -ex 'set width 0' -ex 'set debuginfod enabled off' -x "$printers" \
        "${options[@]}" --args "$runner" -e $engine "$work/program.php"
}

# Everything that follows is worth nothing if gdb could not load the printers, or did not stop.
debug 'break builtin_strrev' 'run' 'print *call' 'refvm-frames'
judge 'gdb runs' 0 'Breakpoint 1, .*builtin_strrev'
holds 'gdb has nothing to complain about' bash -c '! grep -E "Error|Traceback|No symbol" "$1"' - "$work/stderr"

# ---- frames ----------------------------------------------------------------------------------------

shows 'a native frame' stdout '= strrev("olleh") native'
shows 'the backtrace of the VM' stdout '#0 ' 'strrev("olleh") native' \
    'Point#1->show(array(4) [0 => 1, "two" => 2, 1 => array(1), "same" => &...], true, "more") line 12, opline' \
    'Point#1->move(&7) line 10, opline' 'outer(7, "caf\xc3\xa9 \$x\t\x00end") line 22, opline' \
    '{main}() line 35, opline' ', entry'
shows 'a pointer to a frame, an object, a function' stdout 'call=0x' ' strrev("olleh") native'
debug 'break builtin_strrev' 'run' 'print *vm->frame->prev' 'print *vm->frame->prev->prev' \
    'print *vm->frame->prev->prev->prev' 'print vm->frame->prev->self' 'print vm->frame->prev->func' \
    'print vm->frame->prev->func->scope' 'print *vm->frame->prev->self' 'print/r vm->frame->prev->arg_count'
shows 'a user frame' stdout '= Point#1->show(array(4)' '$what = array(4) [0 => 1, "two" => 2, 1 => array(1) [0 => 3], "same" => &7]' \
    'argument 2 = true' 'argument 3 = "more"'
shows 'a live temporary' stdout 'Point#1->move' '= "m6"'
shows 'variables of a frame, a reference and an undefined one' stdout '$dx = &7' '$r = undef' '$numbers = array(2) [1 => -20, 2 => null]'
shows 'a pointer to an object' stdout ' Point#1'
shows 'a pointer to a function' stdout ' Point::show'
shows 'a pointer to a class' stdout ' Point'
shows 'an object' stdout 'Point#1 (refcount ' 'x = 1' 'y = 2.5' 'name = null' 'dynamic = array(2) [0 => 4, 1 => 5]'
shows 'raw' stdout '= 3'

# ---- calls under preparation -----------------------------------------------------------------------

debug 'break builtin_str_repeat' 'run' 'refvm-frames'
shows 'a call that is being prepared' stdout 'preparing ucfirst()' '#1 ' 'Point#1->move(&7)'

# ---- values ----------------------------------------------------------------------------------------

value() {
    debug 'break builtin_strrev' 'run' 'set $outer = vm->frame->prev->prev->prev' \
        "set \$slot = (struct value *)\$outer + FRAME_SLOTS + $1" 'print *$slot' "${@:2}"
}
value 1 'print *$slot->s' 'print $slot->s'
shows 'a string' stdout '= "caf\xc3\xa9 \$x\t\x00end"' '(length 13, '
value 3 'print *$slot->o'
shows 'a closure' stdout '= Closure#2' 'function = 0x' 'variables = array(1)'
value 4 'print *$slot->a' 'print -elements 1 -- *$slot->a'
shows 'an array' stdout '= array(2) (packed, refcount ' '[1] = -20' '[2] = null'
debug 'break builtin_strrev' 'run' 'print *((struct value *)vm->frame->prev->prev + FRAME_SLOTS)->r'
shows 'a reference' stdout '= &7 (refcount '
debug 'break builtin_strrev' 'run' 'print *((struct value *)vm->frame->prev + FRAME_SLOTS)->a'
shows 'an array with string keys, in order' stdout '= array(4) (hash, ' \
    '[0] = 1, ["two"] = 2, [1] = array(1) [0 => 3], ["same"] = &7'

# ---- oplines ---------------------------------------------------------------------------------------

debug 'break builtin_strrev' 'run' 'refvm-oplines outer' 'refvm-oplines point::MAKE' 'refvm-oplines' \
    'print *vm->frame->prev->opline' 'print vm->frame->prev->opline' 'refvm-oplines nothing'
shows 'oplines of a function' stdout 'outer: ' '   0  line 14   RECV #1 = $n' 'ASSIGN_DIM' 'FE_RESET_R $numbers, ->' 'FE_FETCH_R' 'end ->' \
    'RETURN $r' 'CONCAT $n, ' 'INIT_METHOD_CALL $p, "move"'
shows 'the line that runs' stdout '=>   19  line 22   DO_FCALL = V1' 'live T0: 15 to 23, loop'
shows 'a method by name' stdout 'Point::make: ' 'NEW ' 'RETURN V'
shows 'the innermost function' stdout 'Point::show: ' 'INIT_FCALL' '"strrev"'
shows 'an opline' stdout '= DO_FCALL'
shows 'a pointer to an opline' stdout 'Point::show:12 opline' 'DO_FCALL'
judge 'an unknown function' 1 "no function 'nothing' in the program, expected one of: "

debug 'break hook_event' 'run' 'up' 'refvm-frames' 'refvm-oplines thrower' 'print *vm->exception' 'print vm->exception'
shows 'an exception' stdout 'LogicException#' 'message = "it' 'code = 7' 'line = 29'
shows 'a try region' stdout 'try from ' 'finally '
shows 'the frame that throws' stdout 'thrower(1) line 29, opline' 'THROW'
shows 'a jump' stdout 'JMPZ T0, ->'

# The same lines as `run --dump=oplines` prints, so that both know what an operand is.
"$faultline" run --vm=refvm --engine=$engine --dump=oplines "$work/program.php" 2>"$work/dump" >"$work/clean"
for function in outer thrower odds Point::make Point::move '{main}'; do
    debug 'break builtin_strrev' 'run' "refvm-oplines $function"
    awk -v head="$function: " 'index($0, head) == 1 { on = 1 } /^live |^try / { on = 0 } on' "$work/stdout" |
        sed 's/^=>/  /' >"$work/got"
    awk -v head="$function: " '/^[^ ]/ { on = index($0, head) == 1 } on' "$work/dump" >"$work/wanted"
    holds "there are oplines of $function" [ -s "$work/wanted" ]
    same "oplines of $function are those of the dump" "$work/wanted" "$work/got"
done

# ---- other engines ---------------------------------------------------------------------------------

for engine in call tailcall; do
    debug 'break builtin_strrev' 'run' 'refvm-frames'
    shows "the backtrace in $engine" stdout 'Point#1->show(array(4) ' 'line 12, opline' '{main}() line 35'
done

# ---- machine code ----------------------------------------------------------------------------------

cat >"$work/hot.php" <<'PHP'
<?php
class Sum {
    function walk($n) {
        $s = 0;
        for ($i = 0; $i < $n; $i++) {
            $s += strlen(strrev("ab" . $i));
        }
        return $s;
    }
}
for ($k = 0; $k < 3; $k++) {
    echo (new Sum)->walk(40), "\n";
}
PHP

# compiled ENGINE DEBUG: the backtrace of a C function that a handler called, and machine code that.
compiled() {
    try gdb -nx -batch -ex 'set confirm off' -ex 'set width 0' -ex 'set debuginfod enabled off' \
        -ex 'break builtin_strrev' -ex 'ignore 1 100' -ex 'run' -ex 'backtrace' -ex 'delete' -ex 'continue' \
        --args "$runner" -e "$1" -s hotloop=2 -s hotfunc=2 -s debug="$2" "$work/hot.php"
}
compiled trace 1
shows 'a trace has a name' stdout ' in trace_1:Sum::walk ()' ' helper_do_native ('
shows 'the backtrace goes through a trace' stdout ' interp_execute (' ' run_job ('
shows 'and the program goes on to its end' stdout 'exited normally'
compiled function 1
shows 'a function has a name' stdout ' in function_1:Sum::walk ()'
shows 'the backtrace goes through a function' stdout ' interp_execute (' ' run_job ('
compiled trace 0
holds 'without debug=1 there are no names' bash -c '! grep -q "trace_1" "$1"' - "$work/stdout"

# ---- without a VM ----------------------------------------------------------------------------------

engine=tailcall
debug 'refvm-frames'
judge 'without a running program' 1 "no variable 'vm' in these C frames"
debug 'break builtin_strrev' 'run' 'set $refvm = vm' 'up 100' 'refvm-frames' 'refvm-oplines {main}'
shows 'where it was said where the VM is' stdout 'Point#1->show' '{main}: '

finish
