#!/usr/bin/env bash
# bank.sh: each seeded bug is found by the oracle that its case names, the same cases are clean without it, and a
# release build has none of them. `faultline bank` takes each verdict 20 times; here it is 3.
. "$(dirname "$0")/lib.bash"
require jq

# ---- the bank ----------------------------------------------------------------------------------------

bugs=$("$faultline" list bugs --vm=refvm | wc -l)
holds "there are bugs, $bugs" [ "$bugs" -gt 0 ]
try_seconds=240
expect 'the bank' 0 "^$bugs bugs: $bugs reached, $bugs triggered, $bugs detected; 0 false alarms" -- \
    "$faultline" bank --quiet --repeat=3
try "$faultline" bank --quiet --repeat=1 --ablate --json
holds 'JSON Lines' json_lines "$work/stdout"
holds 'an object for each bug' [ "$(jq -c 'select(.bug and .reached and .triggered and .detected)' "$work/stdout" | wc -l)" -eq "$bugs" ]
holds 'an object for each oracle' [ "$(jq -c 'select(.without)' "$work/stdout" | wc -l)" -eq "$("$faultline" list oracles | wc -l)" ]
holds 'the oracle that is expected is one of those that find the bug' \
    [ "$(jq -c 'select(.bug) | .oracle as $o | select(.oracles | index($o) | not)' "$work/stdout" | wc -l)" -eq 0 ]
try_seconds=50

# Every case of the bank is for `run --check`, too.
for file in corpus/bugbank/*.case; do
    expect "$file" 0 -- "$faultline" run --check "$file"
done

# ---- without the bank's own cases --------------------------------------------------------------------

seed=corpus/seeds/refvm/site_arrays_in_place.php
rest="--rest --quiet --time=10 --set=bug=gh18482-sort-shared"
# shellcheck disable=SC2086
{
    expect 'a bug is found in other programs' 0 '^gh18482-sort-shared .* found ' \
        'reproduce: .* run .*--set=bug=gh18482-sort-shared' \
        '^1 bugs: 1 detected without their own cases; 0 false alarms' -- "$faultline" bank $rest "$seed"
    try "$faultline" bank $rest --json "$seed"
    holds 'an object for it' jq -e --arg seed "$seed" '.bug == "gh18482-sort-shared" and .detected and .reached and .runs > 0 and
        (.oracle | type) == "string" and .case == $seed' "$work/stdout" >/dev/null
    bash -c "$(jq -r .reproduce "$work/stdout")" >"$work/again"
    holds 'its line finds it again' [ $? -eq 1 ]
    printf '<?php echo 1;\n' >"$work/none.php"
    expect 'a program that does not reach it' 0 '^gh18482-sort-shared .* escaped ' \
        '^escaped: gh18482-sort-shared$' -- "$faultline" bank $rest "$work/none.php"
    expect 'one flag too many' 2 'does not go with --rest' -- "$faultline" bank $rest --ablate
}
expect 'no such bug' 2 "expected 'bug=NAME'" -- "$faultline" bank --rest --set=bug=nonsense "$work/none.php"
expect 'something else than a bug' 2 "expected 'bug=NAME'" -- "$faultline" bank --rest --set=hotloop=1 "$work/none.php"
expect 'a time without --rest' 2 '--time goes with --rest only' -- "$faultline" bank --time=5
expect 'nothing to sweep' 2 'No such file' -- "$faultline" bank --rest "$work/nowhere"

# ---- bad input ---------------------------------------------------------------------------------------

printf '<?php echo 1;\n' >"$work/plain.php"
expect 'no bug is switched on' 2 'switches no seeded bug on' -- "$faultline" bank "$work/plain.php"
expect 'no such bug' 2 "unknown bug 'nonsense'" -- "$faultline" run --set=bug=nonsense "$work/plain.php"
expect 'a VM without bugs' 2 'has no seeded bugs' -- "$faultline" run --vm=toy --set=bug=nonsense "$work/plain.php"
expect 'no such folder' 2 'No such file' -- "$faultline" bank "$work/none"
expect 'a flag of another command' 2 -- "$faultline" bank --engine=trace

# A bug whose case finds something else, or nothing, is told.
file=$(printf '%s\n' corpus/bugbank/*.case | head -n 1)
sed 's|^expect: .*|expect: finding refvm/crash/none/none/none/00000000|' "$file" >"$work/other.case"
expect 'not as expected' 1 'not as expected' '0 detected' -- "$faultline" bank --quiet --repeat=1 "$work/other.case"
sed '/^---$/q' "$file" | grep -v '^fault:' >"$work/nothing.case"
echo '<?php' >>"$work/nothing.case"
expect 'not detected' 1 '0 detected' -- "$faultline" bank --quiet --repeat=1 "$work/nothing.case"

# ---- the release build -------------------------------------------------------------------------------

release=build/release/faultline
if [ ! -x "$release" ]; then
    echo "'$release' is missing, run 'make release'" >&2
    exit 1
fi
holds 'the release build lists no bug' [ -z "$("$release" list bugs)" ]
expect 'nor has it a bank' 3 'no vm has seeded bugs' -- "$release" bank
expect 'nor switches one on' 2 'has no seeded bugs in this build' -- "$release" run --set=bug=x "$work/plain.php"
expect 'nor writes shadow oplines' 2 "'shadow' is '1'" -- "$release" run --set=shadow=1 "$work/plain.php"
expect 'but runs' 0 clean -- "$release" run --engine=trace "$work/plain.php"
"$faultline" list bugs --vm=refvm | awk '{ print $2 }' >"$work/names"
holds 'no name of a bug stands in it' [ "$(strings "$release" | grep -Fcxf "$work/names")" -eq 0 ]
finish
