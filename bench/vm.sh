#!/usr/bin/env bash
# vm.sh: how fast the reference VM's interpreters are beside `php -n` (JIT off): each kernel of
# bench/kernels in all of them in turn, several rounds, the best time of each counts. What a process needs
# to start is measured with an empty program and taken off.
#
#   bench/vm.sh [ROUNDS] [KERNEL...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rounds=${1:-5}
shift || true
run=build/bench/refvm-run
[ -x $run ] || { echo "vm.sh: there is no '$run', expected: make bench-vm" >&2; exit 3; }
command -v php >/dev/null || { echo "vm.sh: there is no 'php', expected: apt-get install php8.2-cli" >&2; exit 3; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo '<?php' >"$work/empty.php"

ways='php hybrid tailcall call armed'
start_way() { # start_way WAY FILE
    case $1 in
    php) php -n "$2" ;;
    armed) $run -s check=0 -s memory=49152 -a -e hybrid "$2" ;;
    *) $run -s check=0 -s memory=49152 -e "$1" "$2" ;;
    esac
}

measure() { # measure WAY FILE: microseconds of one run
    local from=${EPOCHREALTIME/./}
    start_way "$1" "$2" >"$work/out.$1"
    echo $((${EPOCHREALTIME/./} - from))
}

best() { # best FILE: for each way the least time, as "WAY MICROSECONDS" lines
    local round way
    for ((round = 0; round < rounds; round++)); do
        for way in $ways; do
            echo "$way $(measure "$way" "$1")"
        done
    done | awk '!($1 in t) || $2 < t[$1] { t[$1] = $2 } END { for (w in t) print w, t[w] }'
}

kernels=("$@")
[ ${#kernels[@]} -gt 0 ] || kernels=(bench/kernels/*.php)
best "$work/empty.php" | sed 's/^/empty /' >"$work/times"
printf '%-12s %9s %9s %9s %9s   %s\n' kernel 'php ms' 'hybrid' 'tailcall' 'call' 'times php; armed / not armed'
for kernel in "${kernels[@]}"; do
    name=$(basename "$kernel" .php)
    best "$kernel" | sed "s/^/$name /" >>"$work/times"
    for way in $ways; do
        cmp -s "$work/out.php" "$work/out.$way" || { echo "vm.sh: '$name' prints something else in $way than in php" >&2; exit 1; }
    done
    awk -v name="$name" '
        $1 == "empty" { start[$2] = $3 }
        $1 == name { t[$2] = $3 - start[$2] }
        END {
            printf "%-12s %9.1f %9.2f %9.2f %9.2f   %.3f\n", name, t["php"] / 1000, t["hybrid"] / t["php"],
                t["tailcall"] / t["php"], t["call"] / t["php"], t["armed"] / t["hybrid"]
        }' "$work/times" | tee -a "$work/table"
done
awk '{ for (i = 3; i <= 6; i++) sum[i] += log($i); n++ }
    END { printf "%-12s %9s %9.2f %9.2f %9.2f   %.3f\n", "geometric", "", exp(sum[3] / n), exp(sum[4] / n), exp(sum[5] / n), exp(sum[6] / n) }' "$work/table"
