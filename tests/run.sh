#!/usr/bin/env bash
# run.sh: `faultline run` says of one case what is there to say, in each of its forms.
set -u
. "$(dirname "$0")/lib.bash"
require jq

good=$work/good.lua
printf 'print("hi")\nprint(1, 2)\n' >"$good"
crash=$seeds/recurse-down-side.lua # without any fault, the compiled code returns too far

# ---- clean and not ---------------------------------------------------------------------------------

expect 'a clean program' 0 "^clean: $good$" -- "$faultline" run "$good"
holds 'a clean program is told in one line' [ "$(wc -l <"$work/stdout")" -eq 1 ]
expect 'standard input' 0 '^clean: -$' -- bash -c '"$0" run --vm=luajit - <"$1"' "$faultline" "$good"
expect 'a fault in a clean program' 0 '^clean: ' -- "$faultline" run --fault=oom@3 "$good"
expect 'every kind of a clean program' 0 '^clean: ' -- "$faultline" run --fault=gc@1 --limit=maxsnap=1 "$good"
expect 'the reference engine' 0 '^clean: ' -- "$faultline" run --engine=interp --fault=oom@1 "$good"
expect 'another VM' 0 '^clean: ' -- "$faultline" run "$(find corpus/seeds/toy -name '*.toy' | sort | head -n 1)"
expect 'a program that does not end' 3 'over budget' -- bash -c \
    'echo "while true do end" | "$0" run --steps=1000 --vm=luajit -' "$faultline"

try "$faultline" run "$crash"
judge 'a finding' 1 '^finding: luajit/[a-z-]+/trace/none/' "^  case: $crash$" \
    "^reproduce: $faultline run --vm=luajit --engine=trace .*$crash$"
holds 'a finding is not called clean' bash -c '! grep -q clean "$1"' - "$work/stdout"
signature=$(sed -n 's/^finding: //p' "$work/stdout" | head -n 1)
line=$(sed -n 's/^reproduce: //p' "$work/stdout" | head -n 1)
expect 'its reproduce line' 1 -- bash -c "$line"
holds 'its reproduce line shows the same' grep -Fxq "finding: $signature" "$work/stdout"

# ---- what a file holds, and what flags make of it --------------------------------------------------

# A case with these header lines and the clean program.
make_case() {
    printf '# faultline case v1\nvm: luajit\n'
    printf '%s\n' "$@" ---
    cat "$good"
}
make_case 'limit: maxsnap=8' 'fault: oom@999999' >"$work/flags.case"
expect 'a fault of the file' 2 "fault 'oom@999999' was not reached" -- "$faultline" run "$work/flags.case"
expect 'a flag replaces it' 0 '^clean: ' -- "$faultline" run --fault=oom@1 "$work/flags.case"
expect 'a flag removes it' 0 '^clean: ' -- "$faultline" run --fault=none "$work/flags.case"
expect 'a limit of the file' 2 "limit 'maxsnap' needs an engine that compiles" -- \
    "$faultline" run --engine=interp --fault=none "$work/flags.case"
expect 'a flag removes the limit' 0 '^clean: ' -- \
    "$faultline" run --engine=interp --fault=none --limit=none "$work/flags.case"

# A finding that a sweep makes without the limit of its file is reproduced without it.
{
    printf '# faultline case v1\nvm: luajit\nlimit: maxsnap=1\n---\n'
    cat "$crash"
} >"$work/limited.case"
try "$faultline" sweep --quiet --kinds=mcode "$work/limited.case"
line=$(grep -m 1 -A 9 "^finding: .*/none/" "$work/stdout" | sed -n 's/^reproduce: //p' | head -n 1)
holds 'the sweep of a file with a limit finds the crash' [ -n "$line" ]
signature=$(grep -m 1 "^finding: .*/none/" "$work/stdout")
expect 'a reproduce line clears the limit of a file' 1 -- bash -c "$line"
holds 'and shows the same' grep -Fxq "$signature" "$work/stdout"

cp "$crash" "$work/-odd name's.lua"
absolute=$PWD/$faultline
case $faultline in /*) absolute=$faultline ;; esac
try bash -c 'cd "$1" && "$2" run -- "-odd name'\''s.lua"' - "$work" "$absolute"
line=$(sed -n 's/^reproduce: //p' "$work/stdout" | head -n 1)
expect 'the reproduce line of a file with an odd name' 1 '^finding: ' -- bash -c "cd '$work' && $line"

# ---- --output --------------------------------------------------------------------------------------

printf 'hi\n1\t2\n' >"$work/wanted"
expect '--output' 0 -- "$faultline" run --output "$good"
same '--output prints what the program prints, and nothing else' "$work/wanted" "$work/stdout"
expect '--output of a run with a fault' 0 -- "$faultline" run --output --fault=oom@1+ "$good"
holds 'without memory, nothing is printed' bash -c '! grep -q hi "$1"' - "$work/stdout"
expect '--output of a program that is not accepted' 0 'rejected' -- \
    bash -c 'echo "print(" | "$0" run --output --vm=luajit -' "$faultline"
holds 'it printed nothing' [ ! -s "$work/stdout" ]
printf 'print(string.char(0, 255, 13, 10), "end")' >"$work/bytes.lua"
printf '\000\377\r\n\tend\n' >"$work/wanted"
try "$faultline" run --output "$work/bytes.lua"
same '--output changes no byte' "$work/wanted" "$work/stdout"
expect '--output of a finding' 1 -- "$faultline" run --output "$crash"
holds '--output prints no finding' bash -c '! grep -q finding "$1"' - "$work/stdout"

# ---- --json ----------------------------------------------------------------------------------------

keys='["case","detail","engine","fault","oracle","reproduce","signature","verdict","vm"]'
totals='["cases","findings","not_reached","oracles_off","runs","seconds","sites_failed","sites_total","suppressed"]'
# shellcheck disable=SC2016
has_keys='$wanted - keys == []'

# json_good TITLE: standard output is as the manual has it, with the totals at the end and only there.
json_good() {
    holds "$1: each line is an object" json_lines "$work/stdout"
    holds "$1: the findings have all keys" jq -se --argjson wanted "$keys" \
        ".[:-1] | all(.verdict == \"finding\" and ($has_keys))" "$work/stdout" >/dev/null
    holds "$1: the last object is the summary, with all keys" jq -se --argjson wanted "$totals" \
        ".[-1].summary | $has_keys" "$work/stdout" >/dev/null
    holds "$1: the summary counts the findings" jq -se '(length - 1) == .[-1].summary.findings' "$work/stdout" >/dev/null
}

expect '--json, clean' 0 -- "$faultline" run --json "$good"
json_good '--json, clean'
expect '--json, a finding' 1 -- "$faultline" run --json "$crash"
json_good '--json, a finding'
expect '--json, not reached' 2 'was not reached' -- "$faultline" run --json --fault=oom@999999 "$good"
json_good '--json, not reached'
holds '--json counts what was not reached' [ "$(jq .summary.not_reached "$work/stdout")" = 1 ]
printf 'error("\\255\\1 \\"quoted\\" \\\\ \\n")' >"$work/text.lua"
expect '--json, text that is no UTF-8' 0 -- "$faultline" run --json "$work/text.lua"
json_good '--json, text that is no UTF-8'

# ---- --check ---------------------------------------------------------------------------------------

expect '--check, nothing expected' 0 '^ok: .*: expected clean$' -- "$faultline" run --check "$good"
make_case 'expect: clean' >"$work/clean.case"
expect '--check, clean expected' 0 '^ok: .*: expected clean$' -- "$faultline" run --check "$work/clean.case"
make_case 'expect: finding luajit/crash/trace/none/x/00000000' >"$work/wrong.case"
expect '--check, a finding expected' 1 '^not met: .*: expected finding luajit/crash' -- \
    "$faultline" run --check "$work/wrong.case"
expect 'without --check, an expectation is nothing' 0 '^clean: ' -- "$faultline" run "$work/wrong.case"
expect '--check, a finding where clean was expected' 1 '^not met: .*: expected clean$' -- \
    "$faultline" run --check "$crash"
try "$faultline" run --out="$work/out" "$crash"
judge 'a finding is saved' 1 '^finding: '
saved=$(find "$work/out" -name '*.case' | head -n 1)
holds 'there is a file' [ -n "$saved" ]
expect '--check of what was saved' 0 '^ok: .*: expected finding luajit/' -- "$faultline" run --check "$saved"
expect '--check and --json' 0 '^ok: ' -- "$faultline" run --check --json "$saved"
json_good '--check and --json'
expect '--check and --output' 0 '^ok: ' -- "$faultline" run --check --output "$work/clean.case"
printf 'hi\n1\t2\n' >"$work/wanted"
same '--check leaves the output alone' "$work/wanted" "$work/stdout"

# ---- --dump ----------------------------------------------------------------------------------------

printf 'local n = 0 for i = 1, 200 do n = n + i end print(n)' >"$work/loop.lua"
expect '--dump=trace' 0 'start 1 ' -- "$faultline" run --dump=trace "$work/loop.lua"
expect '--dump=fault' 0 '^fault oom at ' -- "$faultline" run --dump=trace,fault --fault=oom@3 "$work/loop.lua"
holds 'a dump goes to standard error' bash -c '! grep -q start "$1"' - "$work/stdout"

finish
