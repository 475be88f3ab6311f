#!/usr/bin/env bash
# refvm_sweep.sh: faults leave nothing behind and look the same in each engine: a sample of the seeds swept, some
# where each kind of trace runs, the ways of tailcall to take an interrupt out of a helper, the shadowed
# interpreters; and programs that end at a limit end there by a normal error, also with sanitizers.
set -u
. "$(dirname "$0")/lib.bash"
# A sweep tries every fault of each program.
try_seconds=250

# sample EVERY: that share of the seeds. Those for the compilers are long: loops have to get hot.
sample() {
    find corpus/seeds/refvm -name '*.php' ! -name '*_limit_*' ! -name 'hot_*' ! -name 'reject_*' | sort |
        awk -v every="$1" 'NR % every == 0'
}

# sweep TITLE FLAG-OR-FILE...
sweep() {
    local title=$1
    shift
    expect "$title" 0 -- "$faultline" sweep --vm=refvm --quiet --out=none "$@"
}

# shellcheck disable=SC2046
{
    sweep 'a sample of the seeds, all engines' $(sample 12)
    sweep 'faults in machine code' corpus/seeds/refvm/trace_link_*.case
    sweep 'interrupts out of helpers: the tag is tested' corpus/seeds/refvm/mech_*.case
    sweep 'interrupts out of helpers: back to the main loop' \
        --engine=tailcall --set=helperexit=1 $(sample 30) corpus/seeds/refvm/mech_*.case
    sweep 'interrupts out of helpers: a sentinel opline' \
        --engine=tailcall --set=helperexit=2 $(sample 30) corpus/seeds/refvm/mech_*.case
    sweep 'saved oplines beside the shadow' --set=shadow=1 $(sample 40)
}

# all_forced FILE: of a summary in JSON.
all_forced() {
    jq -e '.summary | .exits_executed > 400 and .exits_forced == .exits_executed and
        .exits_never_ran == .exits_total - .exits_executed' "$1" >"$work/said"
}

# exits TITLE EVERY FLAG...: in the programs for the tracing compiler, and in that share of the hot ones, each
# exit of machine code that runs is forced.
exits() {
    local title=$1 every=$2
    shift 2
    # shellcheck disable=SC2046
    expect "$title" 0 -- "$faultline" sweep --vm=refvm --engine=trace --kinds=exit --json --quiet --out=none "$@" \
        corpus/seeds/refvm/trace_*.case $(find corpus/seeds/refvm -name 'hot_*.php' | sort | awk "NR % $every == 0")
    tail -n 1 "$work/stdout" >"$work/exits.json"
    holds "$title: each one" all_forced "$work/exits.json"
}
exits 'exits, thresholds as they are' 10
exits 'exits, thresholds of 1' 60 --set=hotloop=1 --set=hotfunc=1 --set=hotexit=1

for file in corpus/seeds/refvm/*_limit_*.php; do
    expect "$file ends normally" 0 -- "$faultline" run --vm=refvm --engine=hybrid "$file"
    expect "$file ends normally with sanitizers" 0 -- build/asan/faultline run --vm=refvm --engine=hybrid "$file"
done

finish
