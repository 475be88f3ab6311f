#!/usr/bin/env bash
# interrupted.sh: a sweep that is interrupted, or loses any of its processes, leaves whole files, says what
# it found so far, and leaves no process behind.
set -u
. "$(dirname "$0")/lib.bash"
require jq

# The processes below this one, and theirs.
descendants() {
    local child
    for child in $(cat /proc/[0-9]*/stat 2>/dev/null | sed 's/^\([0-9]*\) (.*) [A-Za-z] \([0-9]*\) .*/\1 \2/' |
        awk -v parent="$1" '$2 == parent { print $1 }'); do
        echo "$child"
        descendants "$child"
    done
}

# Those of the processes given that still run.
still_there() {
    local pid
    for pid; do
        grep -q '^State:[[:space:]]*[^ZX[:space:]]' "/proc/$pid/status" 2>/dev/null && echo "$pid"
    done
}

# gone TITLE PID...: within two seconds none of these runs any more.
gone() {
    local title=$1 i
    shift
    for ((i = 0; i < 20; i++)); do
        [ -n "$(still_there "$@")" ] || break
        sleep 0.1
    done
    holds "$title" [ -z "$(still_there "$@")" ]
}

# wait_until SECONDS COMMAND...: until the command is true.
wait_until() {
    local i limit=$(($1 * 20))
    shift
    for ((i = 0; i < limit; i++)); do
        "$@" && return 0
        sleep 0.05
    done
    return 1
}

saved() {
    [ "$(find "$1" -name '*.case' 2>/dev/null | wc -l)" -ge "$2" ]
}

saved_or_ended() {
    saved "$@" || [ -z "$(still_there "$sweep")" ]
}

# start NAME FLAG...: a sweep in the background, which leaves its output in $work/NAME.out and .err, and its
# findings in the folder $work/NAME. Its process is $sweep.
start() {
    local name=$1
    shift
    command="$faultline sweep ${*@Q}"
    "$faultline" sweep --quiet --out="$work/$name" "$@" >"$work/$name.out" 2>"$work/$name.err" &
    sweep=$!
}

# ended NAME [SIGNAL]: sends the sweep a signal, twice, as timeout(1) does to a process and its group, and waits
# for its end; then `judge` may look at it.
ended() {
    {
        [ $# -eq 1 ] || kill "-$2" "$sweep" "$sweep"
        wait "$sweep"
    } 2>/dev/null # or the shell tells that it was killed
    status=$?
    cp "$work/$1.out" "$work/stdout"
    cp "$work/$1.err" "$work/stderr"
}

# whole NAME: every case file in the folder is one, and shows what it says it shows.
whole() {
    local file
    for file in "$work/$1"/*.case; do
        expect "$1: a saved finding" 0 '^ok: .*: expected finding ' -- "$faultline" run --check "$file"
    done
}

# ---- a signal that asks ----------------------------------------------------------------------------

for signal in INT TERM; do
    start $signal --jobs=2 $seeds
    holds "SIG$signal: it finds something before" wait_until 20 saved "$work/$signal" 3
    below=$(descendants "$sweep")
    holds "SIG$signal: it has workers" [ "$(echo "$below" | wc -l)" -ge 2 ]
    ended $signal $signal
    judge "SIG$signal" 1 '^summary: [0-9]+ cases, ' '^summary: [1-9][0-9]* findings' \
        'interrupted after [0-9]+ of [0-9]+ files'
    # shellcheck disable=SC2086
    gone "SIG$signal: no process is left" $below
    holds "SIG$signal: nothing half-written is left" [ -z "$(find "$work/$signal" -name '*.part')" ]
    whole $signal
done

# What was not looked at is not clean.
start nothing --kinds=gc $seeds
sleep 0.3
ended nothing INT
if grep -q '^summary: 0 findings' "$work/stdout"; then
    judge 'interrupted without findings' 3 'interrupted after'
else
    judge 'interrupted with findings' 1 'interrupted after'
fi

# ---- a signal that does not ------------------------------------------------------------------------

start killed --jobs=2 $seeds
holds 'the parent killed: it finds something before' wait_until 20 saved "$work/killed" 3
below=$(descendants "$sweep")
ended killed KILL
holds 'the parent killed: it ends by that' [ "$status" -eq 137 ]
# shellcheck disable=SC2086
gone 'the parent killed: its workers end by themselves' $below
whole killed

# The same while a worker is in one long run, and so has nothing to tell.
echo 'local t = 0 for i = 1, 3e7 do t = t + i % 7 end print(t)' >"$work/long.lua"
start long --steps=1000000000 "$work/long.lua"
sleep 0.5
below=$(descendants "$sweep")
holds 'the parent of a long run killed: it has workers' [ -n "$below" ]
ended long KILL
# shellcheck disable=SC2086
gone 'the parent of a long run killed: its workers end by themselves' $below

# ---- a worker that is killed from outside ----------------------------------------------------------

programs=$(printf '%s\n' $seeds/{recurse-down-side,coro-yield-pcall,pcall-alloc-string,stitch-uncaught-gsub}.lua)
# shellcheck disable=SC2086
"$faultline" sweep --quiet --json --jobs=1 $programs >"$work/calm.json"
pairs "$work/calm.json" >"$work/calm.pairs"

# disturbed TITLE WHICH: kills the first or the last of the sweep's processes several times.
disturbed() {
    local i victim found kills=0
    # shellcheck disable=SC2086
    start "$2" --json --jobs=1 $programs
    for ((i = 1; i <= 6; i++)); do
        # One that is killed again before it got any further is given up. What the one before had found is
        # saved by now.
        [ "$i" -eq 1 ] || sleep 0.1
        found=$(find "$work/$2" -name '*.case' 2>/dev/null | wc -l)
        wait_until 10 saved_or_ended "$work/$2" $((found + 1))
        victim=$(descendants "$sweep" | "$2" -n 1)
        [ -n "$victim" ] && kill -KILL "$victim" 2>/dev/null && kills=$((kills + 1))
    done
    ended "$2"
    judge "$1: the sweep goes on to its end" 1 '"summary"'
    holds "$1: some were" [ "$kills" -ge 1 ]
    holds "$1: the output is whole" json_lines "$work/$2.out"
    pairs "$work/$2.out" | grep -v SIGKILL >"$work/$2.pairs"
    LC_ALL=C comm -23 "$work/calm.pairs" "$work/$2.pairs" >"$work/$2.lost"
    holds "$1: no finding is lost" [ ! -s "$work/$2.lost" ]
    sed 's/^/  lost: /' "$work/$2.lost"
}
disturbed 'workers that run programs are killed' tail
disturbed 'workers that start others are killed' head

finish
