#!/usr/bin/env bash
# jit_dump.sh: `run --dump` prints what the reference VM's compilers made of a program, at the moment when they
# made it; and it changes nothing of the run.
set -u
. "$(dirname "$0")/lib.bash"
require_runner

cat >"$work/program.php" <<'PHP'
<?php
class Sum {
    public $n = 0;
    function add(int $d) { $this->n += $d; return $this->n; }
}
function walk($n, $sum) {
    $s = 0;
    $f = 0.5;
    for ($i = 0; $i < $n; $i++) {
        $s += $i * 3;
        $f = $f + $i;
        if ($i % 7 == 0) {
            $s -= $sum->add(2);
        }
        if ($i % 5 == 0) {
            $t = $s * 5; $u = $i * 7; $v = $s - $n;
            $s += strlen(strrev("ab" . $i)) + $t % 3 + ($u ^ $v) % 5 + $n % 3 + ($v ^ $t);
        }
    }
    return $s . " " . $f;
}
for ($k = 0; $k < 4; $k++) {
    echo walk(100, clone new Sum), "\n";
}
PHP

# dump ENGINE WORDS: runs the program, which ends well.
dump() {
    expect "run --engine=$1 --dump=$2" 0 -- \
        "$faultline" run --engine="$1" --set=hotloop=2 --set=hotfunc=2 --set=hotexit=2 --dump="$2" "$work/program.php"
}

# ---- traces ----------------------------------------------------------------------------------------

dump trace recorder
shows 'what was recorded' stderr '# recorder: ' 'trace 1: walk:' ' -> loop' ' MUL $i, 3 = T0' ' and JMPNZ'
shows 'a side trace' stderr ', from exit ' ' of trace 1: walk:' ' -> root 1'
shows 'an inlined call' stderr 'Sum::add:' 'ASSIGN_OBJ_OP -, "n" ext ADD'
holds 'what handlers do is marked' grep -Eq '^\* +[0-9]+  line [0-9]+ +CLONE ' "$work/stderr"
holds 'what is in the IR is not' bash -c '! grep -Eq "^\*.* MUL " "$1"' - "$work/stderr"

dump trace ir
shows 'the IR' stderr '# ir: ' ' SLOAD ' ' MUL ' ' LOOP' ' PHI ' 'snapshot '

dump trace snap
shows 'snapshots' stderr '# snapshots of a trace' 'safepoint of the jump to walk:' '      $s = 0' '     ($n = 0'

dump trace exits
shows 'exits' stderr '# exits of a trace' '  exit 0 ' 'snapshot ' '      $s = int in '
holds 'a float is in its register' grep -Eq '^      \$f = float in xmm[0-9]+ \([0-9]+\)' "$work/stderr"
holds 'each exit has its snapshot' bash -c '! grep -q "snapshot ?" "$1"' - "$work/stderr"

dump trace regs
shows 'registers' stderr '# regs of a trace' 'trace 1: walk:' ', from exit ' '  float  ADD        xmm' ' goes on as '
holds 'a value goes to its spill slot' grep -Eq '^ {10}[0-9]{4}  r[a-z0-9]+ -> \[rsp\+0(x[0-9a-f]+)?\]$' "$work/stderr"
holds 'and comes back' grep -Eq '^ {10}[0-9]{4}  \[rsp\+0(x[0-9a-f]+)?\] -> r[a-z0-9]+$' "$work/stderr"
holds 'a float is in its register' grep -Eq '^  [0-9]{4}  float  SLOAD      xmm[0-9]+' "$work/stderr"
holds 'addresses are with their users' grep -Eq '^  [0-9]{4}  word   SADDR      fused$' "$work/stderr"
holds 'all is as it was made' bash -c '! grep -q "this is not how" "$1"' - "$work/stderr"

dump trace mcode
shows 'machine code' stderr '# mcode ' 'trace 1, ' ' imul ' '; $i.info' '; vm.safepoint_left' ' -> exit 0 of trace 1' '; exit 0 of trace 1'
shows 'names of what is called' stderr '; handler of CLONE'
shows 'the way from a trace to another' stderr '; entry of trace 1'
holds 'all of it is known' bash -c '! grep -Eq "^ +[0-9a-f]+  byte 0x" "$1"' - "$work/stderr"

# ---- functions -------------------------------------------------------------------------------------

dump function mcode
shows 'a function' stderr 'function 1, ' ' bytes: walk' ' bytes: Sum::add' '; $d.info' '; cache 0 of Sum::add' '; handler of RETURN' '; jit_leave_checked'
holds 'oplines stand at their code' grep -Eq '^ +[0-9]+  line 10 +MUL \$i, 3 = T0' "$work/stderr"
holds 'a jump to an opline' grep -Eq '^ +[0-9a-f]+  j[a-z]+ 0x[0-9a-f]+ +-> walk:[0-9]+' "$work/stderr"
holds 'all of it is known' bash -c '! grep -Eq "^ +[0-9a-f]+  byte 0x" "$1"' - "$work/stderr"

dump function recorder,ir,snap,exits,regs
holds 'a function has nothing else' [ ! -s "$work/stderr" ]
dump hybrid recorder,ir,snap,exits,regs,mcode
holds 'an interpreter has nothing' [ ! -s "$work/stderr" ]

# ---- what is not changed ---------------------------------------------------------------------------

all=recorder,ir,snap,exits,regs,mcode,trace
counts() {
    sed -n 's/.*the run has //p' "$work/stderr"
}
for engine in function trace; do
    try "$faultline" run --engine=$engine --fault=jit-oom@999999 "$work/program.php"
    plain=$(counts)
    try "$faultline" run --engine=$engine --fault=jit-oom@999999 --dump=$all "$work/program.php"
    holds "a dump is no event of the compiler in $engine" [ -n "$plain" -a "$plain" = "$(counts)" ]
    try "$faultline" run --output --engine=$engine "$work/program.php"
    cp "$work/stdout" "$work/wanted"
    expect "dumps in $engine" 0 '^# mcode ' -- \
        "$faultline" run --output --engine=$engine --dump=$all "$work/program.php"
    same "the output with dumps in $engine" "$work/wanted" "$work/stdout"
done

# ---- words -----------------------------------------------------------------------------------------

expect 'the list of words' 0 '^refvm +recorder ' '^refvm +ir ' '^refvm +snap ' '^refvm +exits ' '^refvm +regs ' '^refvm +mcode ' -- \
    "$faultline" list dumps

# ---- debuggers and profilers -----------------------------------------------------------------------

# profile ENGINE DEBUG: the file that perf reads, if there is one, goes to $work/map. An older process may have left
# one of the same name.
profile() {
    rm -f "$work/map"
    touch -d '1 second ago' "$work/before"
    "$runner" -e "$1" -s hotloop=2 -s hotfunc=2 -s debug="$2" "$work/program.php" >"$work/stdout" &
    wait $!
    [ ! "/tmp/perf-$!.map" -nt "$work/before" ] || mv "/tmp/perf-$!.map" "$work/map"
}
profile trace 2
holds 'perf has names of traces' grep -Eq '^[0-9a-f]+ [0-9a-f]+ trace_1:walk$' "$work/map"
profile function 2
holds 'perf has names of functions' grep -Eq '^[0-9a-f]+ [0-9a-f]+ function_[0-9]+:Sum::add$' "$work/map"
profile trace 1
holds 'without debug=2 no file is written' [ ! -e "$work/map" ]

finish
