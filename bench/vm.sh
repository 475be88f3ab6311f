#!/usr/bin/env bash
# vm.sh: how fast the reference VM's engines are, beside php (JIT off, function, tracing) and LuaJIT (JIT off and
# on): each kernel of bench/kernels in all of them in turn, several rounds, the least processor time of each
# counts. What a process needs to start is measured with an empty program and taken off. Each number says how
# many times as fast as `hybrid`, our fastest interpreter, an engine is; then come the time with armed counters
# as a part of that without, and the share of oplines that ran in machine code. All are of the release build, but
# `test`, the same interpreter with seeded bugs in it (all off), and the shares.
#
# A tool that is missing is named, and its columns are left out.
#
#   bench/vm.sh [ROUNDS] [KERNEL.php...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rounds=${1:-5}
shift || true
run=${REFVM_RUN:-build/release/refvm-run}
test_run=${REFVM_TEST_RUN:-build/bench/refvm-run}
[ -x "$run" ] && [ -x "$test_run" ] || { echo "vm.sh: there is no '$run' or no '$test_run', expected: make bench-vm" >&2; exit 3; }
command -v php >/dev/null || { echo "vm.sh: there is no 'php', expected: apt-get install php8.2-cli" >&2; exit 3; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo '<?php' >"$work/empty.php"
: >"$work/empty.lua"

opcache=(-d zend_extension=opcache -d opcache.enable_cli=1 -d opcache.file_update_protection=0
    -d opcache.jit_buffer_size=64M)
refvm=(-s check=0 -s memory=49152)

# start_way WAY FILE.php
start_way() {
    case $1 in
    php) php -n "$2" ;;
    php-f) php -n "${opcache[@]}" -d opcache.jit=function "$2" ;;
    php-t) php -n "${opcache[@]}" -d opcache.jit=tracing "$2" ;;
    lua-off) luajit -joff "${2%.php}.lua" ;;
    luajit) luajit "${2%.php}.lua" ;;
    test) "$test_run" "${refvm[@]}" -e hybrid "$2" ;;
    armed-hybrid | armed-trace) "$run" "${refvm[@]}" -a -e "${1#armed-}" "$2" ;;
    *) "$run" "${refvm[@]}" -e "$1" "$2" ;;
    esac
}

# ---- what there is -----------------------------------------------------------------------------------

missing() {
    echo "vm.sh: there is no $1, its columns are left out, expected: $2" >&2
}

# has_engine ENGINE [OPTION...]: the runner has this engine, and takes these options.
has_engine() {
    "$run" "${@:2}" -e "$1" "$work/empty.php" >/dev/null 2>&1
}

ways='php hybrid test'
shares=
for engine in call tailcall function trace; do
    if ! has_engine $engine; then
        missing "engine '$engine'" 'a build by clang of all of refvm'
        continue
    fi
    ways+=" $engine"
    case $engine in
    function | trace) ! "$test_run" -c -s shadow=1 -e $engine "$work/empty.php" >/dev/null 2>&1 || shares+=" $engine" ;;
    esac
done
if php -n -d zend_extension=opcache -v 2>/dev/null | grep -q OPcache; then
    ways+=' php-f php-t'
else
    missing "'opcache'" 'apt-get install php8.2-opcache'
fi
if command -v luajit >/dev/null; then
    ways+=' lua-off luajit'
else
    missing "'luajit'" 'apt-get install luajit'
fi
ways+=' armed-hybrid'
[[ " $ways " != *' trace '* ]] || ways+=' armed-trace'

# ---- measuring ---------------------------------------------------------------------------------------

# measure WAY FILE: microseconds of processor time of one run.
measure() {
    local TIMEFORMAT='%U %S' status=0
    { time start_way "$1" "$2" >"$work/out.$1" 2>"$work/err.$1" || status=$?; } 2>"$work/time"
    [ "$status" -eq 0 ] || printf 'vm.sh: %s ends with exit status %s in %s\n' "$2" "$status" "$1" >&2
    awk '{ printf "%.0f\n", ($1 + $2) * 1e6 }' "$work/time"
}

# best FILE: for each way the least time, as "WAY MICROSECONDS" lines.
best() {
    local round way
    for ((round = 0; round < rounds; round++)); do
        for way in $ways; do
            [[ $way == lua* && ! -f ${1%.php}.lua ]] || echo "$way $(measure "$way" "$1")"
        done
    done | awk '!($1 in t) || $2 < t[$1] { t[$1] = $2 } END { for (w in t) print w, t[w] }'
}

# share FILE: for each compiling engine the part of oplines that ran in machine code, as "native-ENGINE PERCENT"
# lines. With the shadow opline each of them is counted; how many there are is what the engine `call` runs.
share() {
    local engine
    for engine in ${shares:+call} $shares; do
        "$test_run" "${refvm[@]}" -c -s shadow=1 -e "$engine" "$1" 2>&1 >/dev/null |
            awk -v engine="$engine" '$1 == "oplines" { print engine, $2, $4 }'
    done | awk '$1 == "call" { all = $2; next } all > 0 { printf "native-%s %.1f\n", $1, 100 * $3 / all }'
}

check_output() {
    local way
    for way in $ways; do
        [[ $way == lua* && ! -f ${kernel%.php}.lua ]] || cmp -s "$work/out.php" "$work/out.$way" ||
            { echo "vm.sh: '$name' prints something else in $way than in php" >&2; exit 1; }
    done
}

# ---- the table ---------------------------------------------------------------------------------------

# The columns after the kernel's name and the time of hybrid: "COLUMN WIDTH HEADING".
columns=$(
    for way in $ways; do
        case $way in
        hybrid) ;;
        armed-hybrid) echo "$way 10 hybrid" ;;
        armed-trace) echo "$way 7 trace" ;;
        *) echo "$way $((${#way} < 6 ? 7 : ${#way} + 1)) $way" ;;
        esac
    done
    for engine in $shares; do echo "native-$engine 7 ${engine:0:5}"; done
)

# table TIMES NAME...: a line for each name, from lines "NAME COLUMN VALUE"; the time of the name `empty` is
# taken off. After several names comes the geometric mean.
table() {
    awk -v columns="$columns" -v names="${*:2}" '
        function cell(column, name,    t, base) {
            if (column ~ /^native-/)
                return value[name, column] == "" ? "-" : sprintf("%.1f", value[name, column])
            t = time(column, name)
            base = time("hybrid", name)
            if (t == "")
                return "-"
            if (column ~ /^armed-/)
                return sprintf("%.3f", t / time(substr(column, 7), name))
            return sprintf("%.2f", base / t)
        }
        function time(column, name,    t) {
            if (value[name, column] == "")
                return ""
            t = value[name, column] - value["empty", column]
            return t < 500 ? 500 : t
        }
        { value[$1, $2] = $3 }
        END {
            n = split(columns, column, "\n")
            count = split(names, name, " ")
            for (k = 1; k <= count; k++) {
                printf "%-11s %9.1f", name[k], time("hybrid", name[k]) / 1000
                for (i = 1; i <= n; i++) {
                    split(column[i], c, " ")
                    text = cell(c[1], name[k])
                    printf "%*s", c[2], text
                    if (text != "-" && text > 0) {
                        sum[i] += log(text)
                        terms[i]++
                    }
                }
                print ""
            }
            if (count < 2)
                exit
            printf "%-11s %9s", "geometric", ""
            for (i = 1; i <= n; i++) {
                split(column[i], c, " ")
                digits = c[1] ~ /^armed-/ ? 3 : c[1] ~ /^native-/ ? 1 : 2
                printf "%*s", c[2], terms[i] ? sprintf("%.*f", digits, exp(sum[i] / terms[i])) : "-"
            }
            print ""
        }' "$1"
}

head_lines() {
    local column width heading times=0 armed=0 native=0
    while read -r column width heading; do
        case $column in
        armed-*) armed=$((armed + width)) ;;
        native-*) native=$((native + width)) ;;
        *) times=$((times + width)) ;;
        esac
    done <<<"$columns"
    printf "%21s%*s%*s%*s\n" '' "$times" 'times as fast as hybrid' "$armed" 'armed/not' "$native" "${shares:+native %}"
    printf '%-11s %9s' kernel 'hybrid ms'
    while read -r column width heading; do
        printf '%*s' "$width" "$heading"
    done <<<"$columns"
    echo
}

kernels=("$@")
[ ${#kernels[@]} -gt 0 ] || kernels=(bench/kernels/*.php)
best "$work/empty.php" | sed 's/^/empty /' >"$work/times"
head_lines
names=()
for kernel in "${kernels[@]}"; do
    name=$(basename "$kernel" .php)
    { best "$kernel"; share "$kernel"; } | sed "s/^/$name /" >>"$work/times"
    check_output
    table "$work/times" "$name"
    names+=("$name")
done
[ ${#names[@]} -lt 2 ] || table "$work/times" "${names[@]}" | tail -n 1

# What the goals are about: our compilers beside our interpreter, and beside others of the same kind.
awk -v names="${names[*]}" '
    { value[$1, $2] = $3 }
    function time(way, name) { return value[name, way] - value["empty", way] }
    function beside(ours, theirs,    i, n, sum, name, slower) {
        n = split(names, name, " ")
        for (i = 1; i <= n; i++) {
            if (value[name[i], ours] == "" || value[name[i], theirs] == "")
                return
            sum += log(time(theirs, name[i]) / time(ours, name[i]))
            if (time(ours, name[i]) > time(theirs, name[i]))
                slower = slower " " name[i]
        }
        printf "%s is %.2f times as fast as %s, geometric mean; slower in: %s\n", ours, exp(sum / n), theirs,
            slower == "" ? "none" : substr(slower, 2)
    }
    END {
        beside("function", "hybrid")
        beside("trace", "hybrid")
        beside("function", "php-f")
        beside("trace", "php-t")
        beside("trace", "luajit")
    }' "$work/times"
