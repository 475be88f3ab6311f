#!/usr/bin/env bash
# reproduce.sh [N FILE...]: the line that a finding ends with gives the same finding, every time.
#
# With arguments: each FILE holds what a sweep printed with --json; the reproduce line of each of its findings
# is run N times, and for each is printed how often its signature came back. Without: five findings of a small
# sweep, 20 times each.
set -u
. "$(dirname "$0")/lib.bash"
require jq

# Runs one line so often; prints how many times it gave the signature.
count_agreeing() {
    local times=$1 signature=$2 line=$3 agreed=0 i
    for ((i = 0; i < times; i++)); do
        timeout 60 bash -c "$line" 2>/dev/null </dev/null | grep -Fxq -e "finding: $signature" && agreed=$((agreed + 1))
    done
    echo "$agreed"
}

# reproduce N FILE: each finding in the file.
reproduce() {
    local times=$1 signature line agreed
    while IFS=$'\t' read -r signature line; do
        agreed=$(count_agreeing "$times" "$signature" "$line")
        printf '%d of %d  %s  %s\n' "$agreed" "$times" "$signature" "${line##* }"
        if [ "$agreed" -eq "$times" ]; then
            pass
        else
            fail "$signature" "came back $agreed of $times times"
            printf '  command: %s\n' "$line"
        fi
    done < <(jq -r 'select(.verdict == "finding") | .signature + "\t" + .reproduce' "$2")
}

if [ $# -gt 0 ]; then
    times=$1
    shift
    case $times in
    '' | *[!0-9]* | 0)
        echo "reproduce: N is '$times', expected a number from 1 on" >&2
        exit 2
        ;;
    esac
    [ $# -gt 0 ] || {
        echo 'usage: tests/reproduce.sh [N FILE...]' >&2
        exit 2
    }
    for file; do
        [ -r "$file" ] && json_lines "$file" || {
            echo "reproduce: '$file' is not what a sweep prints with --json" >&2
            exit 2
        }
        reproduce "$times" "$file"
    done
    finish
fi

# One finding of each oracle, then others, up to five.
"$faultline" sweep --quiet --json \
    $seeds/{recurse-down-side,coro-yield-pcall,pcall-alloc-string,vararg-hot-loop}.lua >"$work/all.json"
jq -sc '[.[] | select(.verdict)] | unique_by(.signature) | group_by(.oracle)
    | map(to_entries[]) | sort_by(.key) | map(.value) | .[:5][]' "$work/all.json" >"$work/five.json"
holds 'the sweep has five findings' [ "$(wc -l <"$work/five.json")" -eq 5 ]
reproduce 20 "$work/five.json"
finish
