#!/usr/bin/env bash
# What the in-process sweep is worth: the same faults, in the same programs, judged by the same oracles, once by
# the sweep as it is, and once with a process for each fault. Two kinds of the latter, since either may be
# what one would have built instead:
#
#   create   forked with the library loaded; the child creates its VM
#   ready    forked with a VM that was created before (the fork is the reset)
#
# The three take turns, ROUNDS times, with one worker each. Machines are noisy: look at the ratios.
#
# usage: bench/sweep_luajit.sh [FILE or folder...]      (default: corpus/seeds/luajit)
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${ROUNDS:-3}
kinds=${KINDS:-oom}
[ $# -gt 0 ] || set -- corpus/seeds/luajit

# Prints "faults seconds" of one sweep.
sweep() {
    local flag=$1
    shift
    build/faultline sweep --vm=luajit --kinds="$kinds" --jobs=1 --quiet --json --out=none $flag "$@" 2>/dev/null |
        sed -n 's/^{"summary":.*"faults":\([0-9]*\),.*"seconds":\([0-9.]*\).*/\1 \2/p' || true
}

rate() {
    awk '{ printf "%.0f", $1 / $2 }' <<<"$1"
}

printf '%-6s %14s %14s %14s %10s %10s\n' round 'sweep' 'fork, create' 'fork, ready' 'ratio' 'ratio'
printf '%-6s %14s %14s %14s %10s %10s\n' '' faults/s faults/s faults/s 'to create' 'to ready'
for ((i = 1; i <= rounds; i++)); do
    a=$(rate "$(sweep '' "$@")")
    b=$(rate "$(sweep --fork-each=create "$@")")
    c=$(rate "$(sweep --fork-each=ready "$@")")
    awk -v i="$i" -v a="$a" -v b="$b" -v c="$c" \
        'BEGIN { printf "%-6s %14d %14d %14d %9.1fx %9.1fx\n", i, a, b, c, a / b, a / c }'
done
