#!/usr/bin/env bash
# soak.sh: a soak counts what it does, goes on where it was, sweeps no program twice, and names its findings.
. "$(dirname "$0")/lib.bash"
require jq
soak=bench/soak.sh
try_seconds=120

# ---- the programs ------------------------------------------------------------------------------------

programs=build/bench/soak-programs
mkdir "$work/a" "$work/b" "$work/c"
expect 'programs' 0 -- "$programs" 7 20 "$work/none" "$work/a" corpus/seeds/refvm
expect 'the same once more' 0 -- "$programs" 7 20 "$work/none" "$work/b" corpus/seeds/refvm
holds 'as many as were wanted' [ "$(find "$work/a" -name '*.php' | wc -l)" -eq 20 ]
holds 'the same arguments give the same programs' diff -r "$work/a" "$work/b"
find "$work/a" -name '*.php' -printf '%f\n' | sed 's/\.php$//' >"$work/known"
expect 'other programs' 0 -- "$programs" 7 20 "$work/known" "$work/c" corpus/seeds/refvm
holds 'what is known is not made again' [ "$(find "$work/a" "$work/c" -name '*.php' -printf '%f\n' | sort -u | wc -l)" -eq 40 ]
expect 'a corpus without programs' 2 'holds no program' -- "$programs" 7 20 "$work/none" "$work/c" corpus/dictionaries/php.dict
expect 'no corpus' 2 '^usage: ' -- "$programs" 7 20 "$work/none" "$work/c"

# ---- the shards --------------------------------------------------------------------------------------

expect 'a shard' 0 '^shard 0: --engine=trace .*: 2 programs, [1-9][0-9]* pairs' '^soak: 1 shards, 2 programs' \
    '^soak: 0 findings' 'oracles left out: none' -- $soak --pairs=1 --programs=2 --dir="$work/soak"
before=$(jq .pairs "$work/soak/shard-00000.json")
expect 'nothing is left to do' 0 '^soak: 1 shards' -- $soak --pairs=1 --programs=2 --dir="$work/soak"
expect 'it goes on' 0 '^shard 1: --engine=tailcall' '^soak: 2 shards, 4 programs' -- \
    $soak --pairs=$((before + 1)) --programs=2 --dir="$work/soak"
holds 'no program twice' [ "$(cat "$work"/soak/shard-*.programs | sort -u | wc -l)" -eq 4 ]
holds 'clean shards leave no programs' [ -z "$(find "$work/soak" -path '*/shard-*' -name '*.php')" ]

# What a shard that was ended left behind is not counted, and made anew.
rm "$work/soak/shard-00001.json"
expect 'the last shard once more' 0 '^shard 1: ' '^soak: 2 shards, 4 programs' -- \
    $soak --pairs=$((before + 1)) --programs=2 --dir="$work/soak"

# Pairs are what the engine under test ran: a program's own and its faults, less those of the VM's creation,
# which are the same for a sweep of one file and of two.
"$faultline" sweep --vm=refvm --quiet --json --out=none --engine=tailcall "$work"/a/*.php 2>/dev/null >"$work/sweep"
created=$(cat "$work/soak/created-1")
holds "faults while the VM is created, $created" [ "$created" -gt 100 ]
holds 'less than all' [ "$created" -lt "$(jq '.summary.by_kind.oom // empty' "$work/sweep")" ]

# A signal ends it soon, and what it had begun does not count.
$soak --pairs=1000000000 --dir="$work/ended" >"$work/stdout" 2>"$work/stderr" &
ended=$!
for ((i = 0; i < 300; i++)); do
    [ ! -s "$work/ended/created-0" ] || break
    sleep 0.1
done
kill -TERM "$ended"
command="$soak, ended"
wait "$ended"
status=$?
judge 'it is ended' 3 'interrupted; what was done is kept' '^soak: 0 shards'
holds 'nothing counts' [ -z "$(find "$work/ended" -name 'shard-*.json')" ]

# ---- findings ----------------------------------------------------------------------------------------

printf '#!/bin/sh\nexec %s "$@" --set=bug=lj1066-resize-error\n' "$faultline" >"$work/buggy"
chmod +x "$work/buggy"
FAULTLINE=$work/buggy expect 'findings' 1 '^soak: [1-9][0-9]* findings' \
    '^finding: refvm/.*: build/faultline run --check ' -- $soak --pairs=1 --programs=2 --dir="$work/buggy.soak"
holds 'their programs are kept' [ "$(find "$work/buggy.soak" -path '*/shard-00000/*.php' | wc -l)" -eq 2 ]
line=$(sed -n 's/^finding: .*: build\/faultline run --check //p' "$work/stdout" | head -n 1)
expect 'the line of a finding repeats it' 0 -- "$faultline" run --check "$line"
FAULTLINE=$work/buggy expect 'findings stay' 1 '^soak: 1 shards' -- $soak --pairs=1 --programs=2 --dir="$work/buggy.soak"

# ---- bad input ---------------------------------------------------------------------------------------

cp "$work/soak/shard-00000.json" "$work/soak/faultline"
expect 'another build' 2 'has the soak of another' -- $soak --pairs=1 --dir="$work/soak"
expect 'no time' 2 "expected a number of seconds" -- $soak --time=soon --dir="$work/x"
expect 'no number' 2 'expected numbers' -- $soak --pairs=many --dir="$work/x"
expect 'no flag' 2 "unknown flag '--shards=1'" -- $soak --shards=1

finish
