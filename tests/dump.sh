#!/usr/bin/env bash
# dump.sh: `run --dump` prints what the reference VM makes of a program, each dump with a legend, on standard
# error; and it changes nothing of the run.
set -u
. "$(dirname "$0")/lib.bash"

cat >"$work/program.php" <<'PHP'
<?php
const LIMIT = 2 * 3;
class Point {
    public $x = 1;
    function move(int $dx = LIMIT) {
        if ($dx > 6) throw new RangeException("too \"far\"\n");
        return $this->x .= "+$dx";
    }
}
function walk(array $steps, $point) {
    foreach ($steps as $step) {
        try {
            echo ucfirst($point->move($step)), "\n";
        } finally {
            echo "step\n";
        }
    }
}
try {
    walk([1, 2, 'k' => 7], new Point, true);
} catch (RangeException $e) {
    echo $e->getMessage();
}
PHP

# dump FLAG...: runs the program, which ends well.
dump() {
    expect "run $*" 0 -- "$faultline" run "$@" "$work/program.php"
}

# ---- each dump -------------------------------------------------------------------------------------

dump --dump=tokens
shows 'tokens' stderr '2 CONST const' '3 CLASS class' '6 VARIABLE $dx' '7 QUOTE "'
holds 'tokens begin with a legend' bash -c 'head -n 1 "$1" | grep -q "^# tokens: "' - "$work/stderr"
holds 'nothing else is dumped' bash -c '! grep -Eq "^# (ast|oplines|live|frames)" "$1"' - "$work/stderr"
holds 'a dump goes to standard error' bash -c '! grep -q CONST "$1"' - "$work/stdout"

dump --dump=ast
shows 'ast' stderr 'LIST_STATEMENTS' "CLASS" "'Point'" 'TRY' 'FOREACH' 'ASSIGN_OP CONCAT' ':10-18'
holds 'the ast begins with a legend' bash -c 'head -n 1 "$1" | grep -q "^# ast: "' - "$work/stderr"

dump --dump=oplines
shows 'oplines' stderr 'walk' 'Point::move' '{main}' 'FE_FETCH_R' 'INIT_METHOD_CALL' '"move"' '$step' 'RECV_INIT' 'THROW'
holds 'oplines begin with a legend' bash -c 'head -n 1 "$1" | grep -q "^# oplines"' - "$work/stderr"

dump --dump=live
shows 'live ranges' stderr 'walk' 'loop' 'try'
holds 'live ranges begin with a legend' bash -c 'head -n 1 "$1" | grep -q "^# live"' - "$work/stderr"

dump --dump=frames
shows 'frames at a raise' stderr 'raised: RangeException#2 "too \"far\"\n"' '#0  Point#1->move(7) line 6, opline' 'THROW' \
    '$dx = 7' '#1  walk(array(3) [0 => 1, 1 => 2, "k" => 7], Point#1, true) line 13, opline' 'DO_FCALL' \
    '$steps = array(3) [0 => 1, 1 => 2, "k" => 7]' '$step = 7' 'argument 3 = true' 'preparing ucfirst()' '#2  {main}() line 20'
holds 'frames begin with a legend' bash -c 'head -n 1 "$1" | grep -q "^# frames "' - "$work/stderr"
holds 'frames are of each raise' [ "$(grep -c '^raised: ' "$work/stderr")" -eq 1 ]

dump --dump=frames --fault=oom@60
shows 'frames at a fatal error' stderr 'raised: fatal error "Allowed memory size of'
dump --dump=frames,fault --fault=oom@60
shows 'with events' stderr 'fault oom at ' 'raise 0 0 0' 'raised: fatal error'

dump --dump=live,tokens,frames,ast,oplines
shows 'all at once' stderr '# tokens' '# ast' '# oplines' '# live' '# frames'

# ---- what is not changed ---------------------------------------------------------------------------

all=tokens,ast,oplines,live,frames,trace
counts() {
    sed -n 's/.*the run has //p' "$work/stderr"
}
try "$faultline" run --fault=oom@999999 "$work/program.php"
plain=$(counts)
try "$faultline" run --fault=oom@999999 --dump=$all "$work/program.php"
holds 'a dump is no event of the program' [ -n "$plain" -a "$plain" = "$(counts)" ]
for engine in call hybrid tailcall; do
    try "$faultline" run --output --engine=$engine "$work/program.php"
    cp "$work/stdout" "$work/wanted"
    expect "dumps in $engine" 0 '^# frames ' -- "$faultline" run --output --engine=$engine --dump=$all "$work/program.php"
    same "the output with dumps in $engine" "$work/wanted" "$work/stdout"
done

# ---- programs that are not run ---------------------------------------------------------------------

printf '<?php\necho 1 +;\n' >"$work/syntax.php"
try "$faultline" run --dump=tokens,ast,oplines,live,frames "$work/syntax.php"
judge 'a syntax error' 0 'rejected by' '^# tokens: ' '2 ECHO echo' '^# frames ' 'no frame: the program is being compiled'
holds 'a syntax error has no tree' bash -c '! grep -Eq "^# (ast|oplines|live)" "$1"' - "$work/stderr"
printf '<?php "\000\377\n$x" ?> \001' >"$work/bytes.php"
expect 'any bytes' 0 -- "$faultline" run --dump=tokens,ast "$work/bytes.php"
holds 'what is not printable is escaped' bash -c '! LC_ALL=C grep -q "[^ -~]" "$1"' - "$work/stderr"

# ---- words -----------------------------------------------------------------------------------------

expect 'an unknown word' 2 \
    "unknown dump 'foo' of vm 'refvm', expected one of: trace fault tokens ast oplines live frames recorder ir snap exits regs mcode$" -- \
    "$faultline" run --dump=tokens,foo "$work/program.php"
expect 'a word of another VM' 2 "unknown dump 'tokens' of vm 'luajit', expected one of: trace fault$" -- \
    bash -c 'echo "print(1)" | "$0" run --vm=luajit --dump=tokens -' "$faultline"
expect 'the list of words' 0 '^refvm +tokens ' '^refvm +frames ' '^any +trace ' -- "$faultline" list dumps

finish
