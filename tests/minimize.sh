#!/usr/bin/env bash
# minimize.sh: a finding gets smaller and stays the same finding, whatever kind it is; what can't be minimized is
# told.
. "$(dirname "$0")/lib.bash"
require jq

# smaller NAME CASE [FLAG...]: the result shows what the case shows, and is not larger.
smaller() {
    local name=$1 file=$2 base
    shift 2
    base=$(basename "$file" .case)
    expect "$name: is minimized" 0 '^minimized: ' '^reproduce: ' -- \
        "$faultline" minimize --quiet --out="$work" "$@" "$file"
    expect "$name: the result shows the same" 0 '^ok: ' -- "$faultline" run --check "$work/$base.min.case"
    holds "$name: is smaller" [ "$(stat -c %s "$work/$base.min.case")" -lt "$(stat -c %s "$file")" ]
    holds "$name: expects the same" \
        [ "$(grep '^expect: ' "$file")" = "$(grep '^expect: ' "$work/$base.min.case")" ]
}

# program FILE: what follows the header.
program() {
    sed '1,/^---$/d' "$1"
}

bank=corpus/bugbank
smaller 'a leak' $bank/php18638-callback-leak.case
smaller 'a crash' $bank/gh21922-tagged-opline.case
smaller 'a wrong opline' $bank/gh17727-call-opline.case
smaller 'a swallowed fault at a named site' $bank/lj1066-resize-error.case
smaller 'an interrupt at an allocation' $bank/bug81577-interrupt-result.case
smaller 'a stack limit' $bank/lj1471-stack-error.case

# The number of the event follows the program, and settings that are not needed go.
file=$work/bug81577-interrupt-result.min.case
holds 'n was found anew' [ "$(grep -c '^fault: interrupt:throw@' "$file")" -eq 1 ]
sed 's/^set: \(.*\)/set: \1 frames=500 hotloop=3/' $bank/php18638-callback-leak.case >"$work/settings.case"
smaller 'settings' "$work/settings.case"
holds 'settings that do nothing are dropped' \
    [ "$(grep '^set: ' "$work/settings.min.case")" = 'set: bug=php18638-callback-leak' ]

# What is already minimal stays; the result does not depend on the number of workers.
cp "$work/php18638-callback-leak.min.case" "$work/again.case"
try "$faultline" minimize --quiet --out="$work" "$work/again.case"
same 'what is minimal stays' <(program "$work/again.case") <(program "$work/again.min.case")
for jobs in 1 3; do
    try "$faultline" minimize --quiet --jobs=$jobs --out="$work" $bank/php18638-callback-leak.case
    same "--jobs=$jobs gives the same" "$work/again.case" "$work/php18638-callback-leak.min.case"
done

# No line can go from the result.
file=$work/again.case
lines=$(program "$file" | wc -l)
for ((i = 1; i <= lines; i++)); do
    { sed '/^---$/q' "$file"; program "$file" | sed "${i}d"; } >"$work/less.case"
    try "$faultline" run --check "$work/less.case"
    holds "line $i is needed" [ "$status" -ne 0 ]
done

# ---- output ------------------------------------------------------------------------------------------

cp $bank/php18638-callback-leak.case "$work/beside.case"
try "$faultline" minimize --quiet --json "$work/beside.case"
holds 'JSON' jq -e '.signature and .reproduce and .whole and .after.bytes < .before.bytes and
    .after.lines <= .before.lines and .after.tokens <= .before.tokens' "$work/stdout"
holds 'without --out the result lies beside the case' [ -s "$work/beside.min.case" ]
expect 'standard input' 0 '^minimized: ' -- \
    bash -c "'$faultline' minimize --quiet --out='$work' - <'$work/beside.case'"
holds 'its name' [ -s "$work/stdin.min.case" ]
expect 'cut by time' 0 '^minimized: ' 'could get smaller' -- \
    "$faultline" minimize --quiet --time=1 --out="$work" $bank/gh19486-deopt-opline.case
expect 'what there is by then shows the same' 0 '^ok: ' -- \
    "$faultline" run --check "$work/gh19486-deopt-opline.min.case"

# ---- bad input ---------------------------------------------------------------------------------------

printf '<?php echo 1;\n' >"$work/clean.php"
expect 'no finding' 2 'no finding that could be kept' -- "$faultline" minimize "$work/clean.php"
sed 's|^expect: .*|expect: finding refvm/crash/none/none/none/00000000|' "$work/beside.case" >"$work/other.case"
expect 'another finding' 2 'does not show the finding that it expects' -- "$faultline" minimize "$work/other.case"
expect 'no file' 2 'cannot be opened' -- "$faultline" minimize "$work/none.case"
expect 'nothing' 2 'takes FILEs' -- "$faultline" minimize
expect 'a folder for the result that is not there' 3 "can't save" -- \
    "$faultline" minimize --quiet --out="$work/none" "$work/beside.case"
expect 'a flag of another command' 2 -- "$faultline" minimize --kinds=oom "$work/beside.case"
finish
