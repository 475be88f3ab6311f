#!/usr/bin/env bash
# fuzz.sh: both fuzz engines, end to end: what they find is saved, told, and found again by `run`.
set -u
. "$(dirname "$0")/lib.bash"

is() { [ "$1" = "$2" ] || { echo "got '$1', expected '$2'"; return 1; }; }
less() { [ "$1" -lt "$2" ] || { echo "got $1, expected less than $2"; return 1; }; }

status_of() {
    "$@" >"$work/out" 2>"$work/err"
    echo $?
}

number() { # number KEY FILE: a number of the summary object
    sed -n 's/.*"summary".*"'"$1"'":\([0-9]*\).*/\1/p' "$2"
}

# The signatures that a command prints.
signatures() {
    "$@" 2>&1 | sed -n 's/^finding: //p' | sort
}

# ---- usage
holds 'an unknown engine is bad usage' is "$(status_of "$faultline" fuzz --with=nope)" 2
holds 'an unknown vm is bad usage' is "$(status_of "$faultline" fuzz --vm=nope)" 2
mkdir "$work/bin"
cp "$faultline" "$work/bin/"
holds 'without an engine it cannot run' is "$(status_of "$work/bin/faultline" fuzz --time=1)" 3
holds 'and says how to get one' grep -q 'make fuzz' "$work/err"

# ---- the toy breaks no law
holds 'the toy is clean' is "$(status_of "$faultline" fuzz --vm=toy --time=3 --jobs=1 --out="$work/toy" --json)" 0
holds 'many inputs were tried' less 500 "$(number cases "$work/out")"
holds 'nothing was found' is "$(number findings "$work/out")" 0

# ---- the reference VM, which is the default, breaks no law either
holds 'refvm is clean' is "$(status_of "$faultline" fuzz --time=10 --jobs=1 --out="$work/refvm" --json)" 0
holds 'refvm: its seeds were taken' less 300 "$(find "$work/refvm/seeds" -name '*.php' | wc -l)"
holds 'refvm: inputs were tried' less 30 "$(number cases "$work/out")"
holds 'refvm: nothing was found' is "$(number findings "$work/out")" 0
holds 'refvm: the engine saw its paths' grep -qE 'cov: [1-9][0-9]{3}' "$work/refvm/log/engine-0.txt"
printf '<?php echo 1;' >"$work/one.php"
holds 'refvm: afl runs it' is "$(FAULTLINE_VM=refvm status_of build/fuzz/faultline-afl "$work/one.php")" 0

# ---- any bytes as a program, in one process
program=build/fuzz/fuzz-program
holds 'all seeds end alike in each interpreter' \
    is "$(status_of $program -runs=0 corpus/seeds/refvm)" 0
holds 'any bytes are a program' is "$(status_of $program -seed=1 -runs=300 -max_len=256 -timeout=20 \
    -artifact_prefix="$work/" -dict=corpus/dictionaries/php.dict corpus/dictionaries)" 0

# ---- more than a VM should take
repeated() { # repeated BEFORE TEXT TIMES AFTER: a program
    printf '%s' "$1"
    yes -- "$2" | head -n "$3" | tr -d '\n'
    printf '%s' "$4"
}

prints() { # prints TEXT: the program in $work/large.php prints this, and breaks no law
    is "$(status_of "$faultline" run --output "$work/large.php")" 0 || return 1
    grep -qF "$1" "$work/out" && return
    head -c 300 "$work/out" "$work/err"
    return 1
}

repeated '<?php echo 1' '+1' 5000000 ';' >"$work/large.php"
holds 'a program of 10 MB is a clear error' prints 'is larger than the 4194304 bytes that this VM takes'
repeated '<?php echo 1' '+1' 2000000 ';' >"$work/large.php"
holds 'one that does not fit is a clear error' prints 'Allowed memory size of 16777216 bytes exhausted'
for one in '(' '[' '!' '-(' '(int)' 'fn() => ' 'function(){' 'new class(' '[1 => ' 'clone '; do
    repeated '<?php echo 1 + ' "$one" 300000 '' >"$work/large.php"
    holds "300,000 times '$one' is a clear error" prints ' error: '
done
repeated '<?php var_dump(' 9 4000000 ' === INF);' >"$work/large.php"
holds 'a number of 4 MB is infinite' prints 'bool(true)'
repeated '<?php var_dump(0x' f 4000000 ' === INF);' >"$work/large.php"
holds 'in base 16 too' prints 'bool(true)'
repeated "<?php echo strlen('" x 4000000 "');" >"$work/large.php"
holds 'a string of 4 MB is one' prints 4000000

# ---- LuaJIT, from one small clean case, with each engine
cat >"$work/one.case" <<'END'
# faultline case v1
vm: luajit
---
local function down(n)
  if n == 0 then return 0 end
  return 1 + down(n - 1)
end
local t = {}
for i = 1, 10 do
  t[i] = down(i % 4) .. 'x'
end
print(#t)
END
holds 'the seed is clean' is "$(status_of "$faultline" run "$work/one.case")" 0

# A fuzzer promises no finding within seconds, least of all on a busy machine: it gets three tries, each
# longer than the one before.
campaign() { # campaign ENGINE OUT: prints the status of the first try with findings, or of the last
    local seconds status
    for seconds in 6 25 90; do
        rm -rf "$2"
        status=$(status_of "$faultline" fuzz --vm=luajit --with="$1" --time=$seconds --jobs=1 \
            --corpus="$work/one.case" --out="$2" --json)
        [ "$status" = 0 ] || break
    done
    echo "$status"
}

for engine in libfuzzer afl; do
    out=$work/$engine
    status=$(campaign $engine "$out")
    cp "$work/out" "$out.json"
    holds "$engine: there are findings" is "$status" 1
    holds "$engine: inputs were tried" less 50 "$(number cases "$out.json")"
    holds "$engine: faults were injected" less 10 "$(number faults "$out.json")"
    holds "$engine: sites were failed" less 3 "$(number sites_failed "$out.json")"
    found=$(find "$out" -maxdepth 1 -name '*.case' | wc -l)
    holds "$engine: a file for each finding" is "$found" "$(number findings "$out.json")"
    for file in $(find "$out" -maxdepth 1 -name '*.case' | sort | head -n 6); do
        holds "$engine: '$file' is found again" is "$(status_of "$faultline" run --check "$file")" 0
    done
    holds "$engine: nothing unfinished is left" is "$(find "$out" -maxdepth 1 -name '*.part' | wc -l)" 0
done

# ---- one verdict, whoever reads the case
file=$(find "$work/libfuzzer" -maxdepth 1 -name '*.case' | sort | head -n 1)
holds 'there is a finding' test -n "$file"
expected=$(signatures "$faultline" run "$file")
holds 'libfuzzer says the same' is "$(signatures build/fuzz/faultline-libfuzzer "$file")" "$expected"
holds 'afl says the same' is "$(signatures build/fuzz/faultline-afl "$file")" "$expected"
holds 'afl reads standard input' is "$(signatures build/fuzz/faultline-afl - <"$file")" "$expected"

# ---- Ctrl-C
start=$SECONDS
# A shell without job control starts its background jobs deaf to SIGINT; env gives them their ears back.
env --default-signal=INT "$faultline" fuzz --time=100 --jobs=1 --out="$work/cut" >"$work/cut.txt" 2>&1 &
pid=$!
sleep 3
kill -INT $pid
wait $pid
holds 'an interrupted campaign has a status' test $? -le 1
holds 'it ends soon' less $((SECONDS - start)) 20
holds 'and sums up' grep -q '^summary: libfuzzer' "$work/cut.txt"

finish
