#!/usr/bin/env bash
# rate.sh: how many programs a second one process gets through, each from a VM as it was created to what the
# program has shown: the reference VM alone (its own reset), and through the harness (its memory put back,
# checked, what was seen translated), plain and with ASan, beside PHP's embed library (a request for each,
# no opcache). All in turn, several rounds, the best of each counts.
#
#   bench/rate.sh [ROUNDS] [PROGRAM]
#
# Without a program it is the trivial one, `<?php echo 1;`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rounds=${1:-5}
seconds=1
for tool in refvm-run refvm-run-asan rate rate-asan; do
    [ -x build/bench/$tool ] || { echo "rate.sh: there is no 'build/bench/$tool', expected: make bench-rate" >&2; exit 3; }
done
ways='alone alone-asan harness harness-asan'
if [ -x build/bench/php-embed ]; then
    ways="$ways php"
else
    echo "rate.sh: PHP is left out, expected: apt-get install php8.2-dev libphp8.2-embed" >&2
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
program=${2:-$work/trivial.php}
[ $# -ge 2 ] || printf '<?php echo 1;' >"$work/trivial.php"

start_way() { # start_way WAY: prints "... N programs/s..."
    case $1 in
    alone) build/bench/refvm-run -n "$times" "$program" ;;
    alone-asan) build/bench/refvm-run-asan -n $((times / 5 + 2)) "$program" 2> >(grep -v swapcontext >&2) ;;
    harness) build/bench/rate refvm "$program" $seconds ;;
    harness-asan) build/bench/rate-asan refvm "$program" $seconds ;;
    php) build/bench/php-embed "$program" $seconds ;;
    esac
}

rate_of() { # rate_of WAY
    start_way "$1" | sed -n 's/^\(.*: \)\{0,1\}\([0-9]*\) programs.*/\2/p'
}

# As many as the VM alone takes about a second for.
times=200
times=$(($(rate_of alone) + 2))
for ((round = 0; round < rounds; round++)); do
    for way in $ways; do
        echo "$way $(rate_of "$way")"
    done
done | awk '
    !($1 in best) || $2 > best[$1] { best[$1] = $2 }
    function row(text, way) {
        if (!(way in best))
            return
        printf "%-32s %12d", text, best[way]
        if ("php" in best)
            printf " %10.2f", best[way] / best["php"]
        printf "\n"
    }
    END {
        printf "%-32s %12s %10s\n", "", "programs/s", "php" in best ? "times PHP" : ""
        row("refvm alone", "alone")
        row("refvm alone, ASan", "alone-asan")
        row("refvm through the harness", "harness")
        row("refvm through the harness, ASan", "harness-asan")
        row("PHP embed, no opcache", "php")
    }'
