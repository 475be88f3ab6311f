#!/usr/bin/env bash
# refvm_sweep.sh: faults of the language leave nothing behind and look the same in each interpreter: a sample of
# the seeds swept, the ways of tailcall to take an interrupt out of a helper, the shadowed interpreters; and
# programs that end at a limit end there by a normal error, also with sanitizers.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 3
faultline=build/faultline
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

check() { # check TEXT COMMAND...
    local text=$1
    shift
    if "$@" >"$work/out" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "not so: $text (status $?)"
        grep -A 5 '^finding' "$work/out" | head -n 12
    fi
}

sample() { # sample EVERY: that share of the seeds
    find corpus/seeds/refvm -name '*.php' ! -name '*_limit_*' | sort | awk -v every="$1" 'NR % every == 0'
}

sweep() {
    $faultline sweep --vm=refvm --quiet --out=none "$@"
}

# shellcheck disable=SC2046
{
    check 'a sample of the seeds, all engines' sweep $(sample 8)
    check 'interrupts out of helpers: the tag is tested' sweep corpus/seeds/refvm/*.case
    check 'interrupts out of helpers: back to the main loop' \
        sweep --engine=tailcall --set=helperexit=1 $(sample 30) corpus/seeds/refvm/*.case
    check 'interrupts out of helpers: a sentinel opline' \
        sweep --engine=tailcall --set=helperexit=2 $(sample 30) corpus/seeds/refvm/*.case
    check 'saved oplines beside the shadow' sweep --set=shadow=1 $(sample 20)
}
for file in corpus/seeds/refvm/*_limit_*.php; do
    check "$file ends normally" $faultline run --vm=refvm --engine=hybrid "$file"
    check "$file ends normally with sanitizers" build/asan/faultline run --vm=refvm --engine=hybrid "$file"
done

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
