#!/usr/bin/env bash
# minimize.sh: `faultline minimize` beside C-Vise, afl-tmin and libFuzzer's -minimize_crash, on the same findings
# and with the same test: the finding's signature stays. Each tool has SECONDS_EACH for a program.
#
#   minimize.sh [CASE...]        cases that expect a finding; without any, a sample of the bug bank
#
# The others only make the program smaller, with the plan as it stands; `minimize` also drops settings and finds the
# number of the event anew. Sizes are those of the program. A result that does not show the finding, run by itself,
# is counted as lost.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 3
seconds_each=${SECONDS_EACH:-120}
faultline=$PWD/build/faultline
targets=$PWD/build/bench
tools='faultline cvise afl-tmin libfuzzer'
export FAULTLINE_WORKER=$faultline
for tool in cvise afl-tmin jq; do
    command -v "$tool" >/dev/null || { echo "minimize.sh: '$tool' is missing, run 'apt-get install cvise afl++ jq'" >&2; exit 3; }
done
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT

# Every second case of the bank, whatever stands there: 20 and more.
files=("$@")
if [ ${#files[@]} -eq 0 ]; then
    i=0
    for file in corpus/bugbank/*.case; do
        [ $((i++ % 2)) -eq 1 ] || files+=("$file")
    done
fi

header() {
    sed '/^---$/q' "$1"
}
program() {
    sed '1,/^---$/d' "$1"
}

# still FILE PROGRAM: does the case with this program show what it expects?
still() {
    { header "$1"; cat "$2"; } >"$work/still.case"
    timeout 30 "$faultline" run --check "$work/still.case" >/dev/null 2>&1
}

# One function a tool: FILE and a copy of its program; the result is what it leaves in $work/out.
by_faultline() {
    timeout -s INT "$seconds_each" "$faultline" minimize --quiet --out="$work" "$1" >/dev/null 2>&1
    program "$work/$(basename "$1" .case).min.case" >"$work/out"
    cp "$work/$(basename "$1" .case).min.case" "$work/whole.case"
}
by_cvise() {
    local folder=$work/cvise
    mkdir "$folder"
    header "$1" >"$folder/header"
    cp "$2" "$folder/program.txt"
    printf '#!/bin/sh\ncat %s program.txt >test.case && exec %s run --check test.case >/dev/null 2>&1\n' \
        "$folder/header" "$faultline" >"$folder/test.sh"
    chmod +x "$folder/test.sh"
    (cd "$folder" && timeout "$seconds_each" cvise --not-c --n "$(nproc)" --timeout 10 ./test.sh program.txt) \
        >"$folder/log" 2>&1
    cp "$folder/program.txt" "$work/out"
    rm -rf "$folder"
}
by_afl_tmin() {
    FAULTLINE_CASE=$1 AFL_NO_UI=1 AFL_NO_AFFINITY=1 AFL_SKIP_CPUFREQ=1 timeout "$seconds_each" \
        afl-tmin -i "$2" -o "$work/out" -t 5000 -m none -- "$targets/minimize-afl" >"$work/log" 2>&1 ||
        cp "$2" "$work/out"
}
by_libfuzzer() {
    FAULTLINE_CASE=$1 timeout $((seconds_each + 10)) "$targets/minimize-libfuzzer" -minimize_crash=1 \
        -max_total_time="$seconds_each" -timeout=30 -exact_artifact_path="$work/out.libfuzzer" "$2" >"$work/log" 2>&1
    cp "$2" "$work/out"
    [ ! -s "$work/out.libfuzzer" ] || mv "$work/out.libfuzzer" "$work/out"
}

tokens() {
    grep -oE '[A-Za-z0-9_]+|[^A-Za-z0-9_[:space:]]' "$1" | wc -l
}

printf '%-34s %9s' case bytes
for tool in $tools; do printf ' %20s' "$tool"; done
echo
for file in "${files[@]}"; do
    program "$file" >"$work/program"
    still "$file" "$work/program" || { echo "minimize.sh: '$file' does not show what it expects" >&2; exit 1; }
    name=$(basename "$file" .case)
    printf '%-34s %9d' "$name" "$(stat -c %s "$work/program")"
    for tool in $tools; do
        rm -f "$work/out"
        cp "$work/program" "$work/in"
        start=$(date +%s.%N)
        "by_${tool//-/_}" "$file" "$work/in"
        seconds=$(echo "$start $(date +%s.%N)" | awk '{ printf "%.1f", $2 - $1 }')
        lost=
        if [ "$tool" = faultline ]; then
            timeout 30 "$faultline" run --check "$work/whole.case" >/dev/null 2>&1 || lost=lost
        else
            still "$file" "$work/out" || lost=lost
        fi
        bytes=$(stat -c %s "$work/out")
        printf ' %20s' "$bytes B ${lost:-$(tokens "$work/out") tok} $seconds s"
        echo "$tool $bytes $(tokens "$work/out") $seconds ${lost:-kept}" >>"$work/table"
    done
    echo
done

# median COLUMN TOOL
median() {
    awk -v tool="$2" -v column="$1" '$1 == tool { print $column }' "$work/table" | sort -n |
        awk '{ v[NR] = $1 } END { print (NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2) }'
}
echo
printf '%-12s %14s %14s %14s %6s\n' tool 'median bytes' 'median tokens' 'median seconds' lost
for tool in $tools; do
    printf '%-12s %14s %14s %14s %6d\n' "$tool" "$(median 2 "$tool")" "$(median 3 "$tool")" "$(median 4 "$tool")" \
        "$(awk -v tool="$tool" '$1 == tool && $5 == "lost"' "$work/table" | wc -l)"
done
