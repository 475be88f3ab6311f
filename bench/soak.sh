#!/usr/bin/env bash
# soak.sh: looks for false alarms. Sweeps programs that nobody has a complaint about, those of the corpus and
# mutants of them, each in one engine beside the reference engine: any finding is a bug of the VM, of the
# harness or of an oracle, and makes it fail.
#
#   bench/soak.sh [--pairs=N] [--time=T] [--dir=DIR] [--jobs=N] [--programs=N] [PATH...]
#
# It goes on until N distinct pairs of program and plan are done in all, or, this time, for T (seconds, or with
# m or h), whichever comes first; for a minute without either. PATHs are more programs to mutate, such as the
# corpus of a fuzz engine. With --programs shards have that many, for a short try. The folder (build/soak) keeps what is done, shard by shard, with a copy of the
# programs that do it: a soak that was ended, in whatever way, goes on behind its last whole shard. Remove the
# folder to start anew.
#
# Why pairs are distinct: no program is swept twice (its file has the hash of its text, and the hashes of all
# earlier shards are known to the one that makes them), it is swept in one engine under one set of settings, and
# a sweep judges each plan once, n going up. Faults while the VM is created do not depend on the program, and do
# not count, nor do faults that were not reached.
#
# Status: 0 no findings, 1 findings, or less than half of the faults reached, 2 wrong usage, 3 could not go on.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Programs of a shard, engine, settings and flags. What each takes is about the same. A threshold of 1 compiles
# what runs at all, the VM's own only what is hot; the second set looks at each exit and each saved opline.
configs=(
    '200 trace hotloop=1 hotfunc=1 hotexit=1'
    '800 tailcall'
    '300 function hotloop=1 hotfunc=1'
    '500 trace'
    '600 hybrid shadow=1 --persist'
    '100 trace hotloop=2 hotfunc=2 hotexit=2 shadow=1 checksnap=1 --limits'
    '500 function shadow=1'
    '600 tailcall shadow=1 helperexit=2'
    '200 trace hotloop=3 hotfunc=3 hotexit=1 --persist'
)
shard_seconds=600 # a shard that takes longer is cut: its other programs are left out

die() {
    echo "soak.sh: $2" >&2
    exit "$1"
}

# seconds_of T: as numbers of --time are written.
seconds_of() {
    [[ $1 =~ ^([1-9][0-9]*)([smh]?)$ ]] || die 2 "--time is '$1', expected a number of seconds, or one with m or h"
    local unit=1
    case ${BASH_REMATCH[2]} in m) unit=60 ;; h) unit=3600 ;; esac
    echo $((BASH_REMATCH[1] * unit))
}

faultline=${FAULTLINE:-build/faultline}
dir=build/soak pairs_wanted=0 time_wanted=0 programs_wanted='' jobs=$(nproc) paths=()
for arg; do
    case $arg in
    --pairs=*) pairs_wanted=${arg#*=} ;;
    --time=*) time_wanted=$(seconds_of "${arg#*=}") ;;
    --dir=*) dir=${arg#*=} ;;
    --jobs=*) jobs=${arg#*=} ;;
    --programs=*) programs_wanted=${arg#*=} ;;
    -*) die 2 "unknown flag '$arg', expected --pairs, --time, --dir, --jobs or --programs" ;;
    *) paths+=("$arg") ;;
    esac
done
[[ $pairs_wanted =~ ^[0-9]+$ && $jobs =~ ^[1-9][0-9]*$ && ${programs_wanted:-1} =~ ^[1-9][0-9]*$ ]] ||
    die 2 "--pairs, --jobs and --programs are '$pairs_wanted', '$jobs' and '$programs_wanted', expected numbers"
[ "$pairs_wanted" -gt 0 ] || [ "$time_wanted" -gt 0 ] || time_wanted=60
command -v jq >/dev/null || die 3 "'jq' is missing, run ci/install-deps"

# ---- what goes on where it was ---------------------------------------------------------------------

# A soak is of one build: counts of two would say nothing about either.
keep_programs() {
    local tool
    mkdir -p "$dir/findings"
    for tool in "$faultline" build/bench/soak-programs; do
        [ -x "$tool" ] || die 3 "there is no '$tool', expected: make soak"
        [ -e "$dir/${tool##*/}" ] || cp "$tool" "$dir/"
        cmp -s "$tool" "$dir/${tool##*/}" ||
            die 2 "'$dir' has the soak of another '$tool', expected: another --dir, or that it is removed"
    done
    faultline=$dir/${faultline##*/}
}

shards_done() {
    find "$dir" -maxdepth 1 -name 'shard-*.json' | wc -l
}

# total FIELD
total() {
    find "$dir" -maxdepth 1 -name 'shard-*.json' -exec cat {} + | jq -s "map(.$1) | add // 0"
}

# ---- one shard -------------------------------------------------------------------------------------

# sweep SECONDS FILE...: a sweep with $flags, cut after so long; its JSON on standard output. A shell that waits
# takes a signal at once, and passes it on.
sweep() {
    local seconds=$1
    shift
    timeout --foreground -s INT -k 60 "$seconds" "$faultline" sweep --vm=refvm --quiet --json --jobs="$jobs" \
        "${flags[@]}" "$@" &
    sweeping=$!
    local status=0
    wait "$sweeping" || status=$?
    [ -z "$interrupted" ] || wait "$sweeping" || true
    sweeping=''
    return "$status"
}

# read_config N: sets $programs and $flags.
read_config() {
    local words word
    read -ra words <<<"${configs[$1 % ${#configs[@]}]}"
    programs=${programs_wanted:-${words[0]}}
    flags=("--engine=${words[1]}")
    for word in "${words[@]:2}"; do
        case $word in
        --*) flags+=("$word") ;;
        *) flags+=("--set=$word") ;;
        esac
    done
}

# How many faults of a sweep strike while the VM is created, which is once for all its files: of a file alone,
# and beside another with the same program, what is left when the second is taken from the first twice.
created() {
    local file="$dir/created-$(($1 % ${#configs[@]}))" one two
    if [ ! -s "$file" ]; then
        mkdir -p "$dir/none"
        echo '<?php' >"$dir/none/a.php"
        echo '<?php' >"$dir/none/b.php"
        one=$(sweep 60 --out=none "$dir/none/a.php" 2>/dev/null | jq '.summary.runs // empty')
        two=$(sweep 60 --out=none "$dir/none" 2>/dev/null | jq '.summary.runs // empty')
        echo $((2 * one - two)) >"$file.new"
        mv "$file.new" "$file"
    fi
    cat "$file"
}

# run_shard N SECONDS: what it leaves last is shard-N.json, which makes it count.
run_shard() {
    local name status=0 before
    name=$dir/shard-$(printf %05d "$1")
    rm -rf "$name" "$name".*
    mkdir "$name"
    read_config "$1"
    before=$(created "$1")
    find "$dir" -maxdepth 1 -name 'shard-*.programs' -exec cat {} + >"$dir/known"
    "$dir/soak-programs" "$1" "$programs" "$dir/known" "$name" corpus/seeds/refvm ${paths[@]+"${paths[@]}"} ||
        die 3 "shard $1: no more programs"
    [ -z "$interrupted" ] || return 0
    sweep "$2" --out="$dir/findings" "$name" >"$name.sweep" 2>"$name.log" || status=$?
    [ -z "$interrupted" ] || return 0
    case $status in # of timeout, when it was cut
    0 | 1 | 124) ;;
    *) die 3 "shard $1: status $status: $(grep -v 'rejected as a program' "$name.log" | tail -n 1)" ;;
    esac
    tail -n 1 "$name.sweep" | jq -c --argjson shard "$1" --argjson created "$before" --argjson status "$status" \
        --arg flags "${flags[*]}" '.summary |
        {shard: $shard, flags: $flags, programs: .cases, pairs: ([.runs - $created, 0] | max), runs: .programs_run, faults,
         not_reached, findings, over_budget, by_kind, oracles_off, restarts: .worker_restarts, seconds,
         cut: ($status == 124)}' >"$name.new" || die 3 "shard $1: the sweep has no summary"
    find "$name" -name '*.php' -printf '%f\n' | sed 's/\.php$//' >"$name.programs"
    finish_shard "$name"
}

# finish_shard NAME: only a finding's programs are kept.
finish_shard() {
    if [ "$(jq .findings "$1.new")" -eq 0 ]; then
        rm -rf "$1" "$1.sweep" "$1.log"
    fi
    mv "$1.new" "$1.json"
    jq -r '"shard \(.shard): \(.flags): \(.programs) programs, \(.pairs) pairs, faults \(.faults), not reached \(.not_reached), " +
        "\(.findings) findings, \(.seconds | floor) s" + if .cut then ", cut" else "" end' "$1.json"
}

# ---- the whole -------------------------------------------------------------------------------------

summarize() {
    find "$dir" -maxdepth 1 -name 'shard-*.json' -exec cat {} + | jq -rs '
        def total(f): map(f) | add // 0;
        def engine: .flags | capture("--engine=(?<e>[a-z]*)").e;
        "soak: \(length) shards, \(total(.programs)) programs, \(total(.pairs)) pairs, each in two engines; " +
            "\(total(.runs)) runs of programs, \(total(.seconds) | floor) s",
        "soak: by engine beside the reference: " +
            (group_by(engine) | map("\(.[0] | engine) \(total(.pairs))") | join(", ")),
        "soak: faults reached \(total(.faults)), not reached \(total(.not_reached)): " +
            (map(.by_kind | to_entries) | add // [] | group_by(.key) | map("\(.[0].key) \(total(.value))") | join(", ")),
        "soak: \(total(.over_budget)) programs over budget, \(total(.restarts)) worker restarts, " +
            "oracles left out: \(map(.oracles_off[]) | unique | if . == [] then "none" else join(" ") end)",
        "soak: \(total(.findings)) findings"'
    local distinct
    distinct=$(find "$dir" -maxdepth 1 -name 'shard-*.programs' -exec cat {} + | sort | uniq -d | wc -l)
    [ "$distinct" -eq 0 ] || die 3 "$distinct programs were swept twice"
}

# Each with the line that repeats it.
name_findings() {
    local file
    for file in "$dir"/findings/*.case; do
        [ ! -e "$file" ] || echo "finding: $(sed -n 's/^expect: finding //p;/^---$/q' "$file"): build/faultline run --check $file"
    done
}

interrupted='' sweeping=''
trap 'interrupted=yes; [ -z "$sweeping" ] || kill "$sweeping"' INT TERM

# In a function, so that the shell has read it all: a soak outlives many a change of this file.
main() {
    local left rest start=$SECONDS
    keep_programs
    while [ -z "$interrupted" ]; do
        left=$shard_seconds
        if [ "$time_wanted" -gt 0 ]; then
            rest=$((time_wanted - (SECONDS - start)))
            [ "$rest" -gt 0 ] || break
            [ "$rest" -ge "$left" ] || left=$rest
        fi
        [ "$pairs_wanted" -eq 0 ] || [ "$(total pairs)" -lt "$pairs_wanted" ] || break
        run_shard "$(shards_done)" "$left"
    done
    summarize
    name_findings
    [ "$(total findings)" -eq 0 ] || exit 1
    [ "$(total faults)" -ge "$(total not_reached)" ] || die 1 "less than half of the faults were reached"
    [ -z "$interrupted" ] || die 3 "interrupted; what was done is kept"
    exit 0
}
main
