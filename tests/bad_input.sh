#!/usr/bin/env bash
# bad_input.sh: whatever is wrong with a file, a flag, the VM or the place for output is told in a message
# that names it, with the right exit status.
set -u
. "$(dirname "$0")/lib.bash"

echo 'print("hi")' >"$work/good.lua"
good=$work/good.lua

# header TITLE STATUS PATTERN TEXT: a case file with this text.
header() {
    printf '%b' "$4" >"$work/header.case"
    expect "$1" "$2" "$3" -- "$faultline" run "$work/header.case"
}

# ---- files -----------------------------------------------------------------------------------------

: >"$work/empty.lua"
expect 'an empty file' 2 'empty\.lua: file is empty' -- "$faultline" run "$work/empty.lua"
expect 'a missing file' 2 'missing\.lua: .*No such file' -- "$faultline" run "$work/missing.lua"
expect 'a folder for run' 2 'is a folder, expected a file' -- "$faultline" run "$work"
mkfifo "$work/fifo.lua"
expect 'a FIFO' 2 'fifo\.lua: is no regular file' -- "$faultline" run "$work/fifo.lua"

head -c 4096 "$faultline" >"$work/binary.lua"
printf '\033LJ\002\000junk' >"$work/bytecode.lua"
echo 'print(1' >"$work/syntax.lua"
for name in binary bytecode syntax; do
    expect "a program that is not accepted: $name" 0 "^clean: .*$name\.lua" "$name\.lua: rejected by 'luajit'" \
        -- "$faultline" run "$work/$name.lua"
done
expect 'the reason of a rejection' 0 "rejected by .*: program:.*'\\)' expected" -- \
    "$faultline" run "$work/syntax.lua"
expect 'a rejected program in a sweep' 0 'syntax\.lua: rejected as a program' 'summary: 1 cases' -- \
    "$faultline" sweep --quiet "$work/syntax.lua"

truncate -s 100M "$work/big.lua"
start=$(date +%s%N)
expect 'a file of 100 MB' 2 'big\.lua: file is larger than 16 MiB' -- "$faultline" run "$work/big.lua"
holds 'a file of 100 MB is refused in less than a second' [ $((($(date +%s%N) - start) / 1000000)) -lt 1000 ]
head -c $((16 << 20)) /dev/zero | tr '\0' ' ' >"$work/limit.lua"
expect 'a file that its header makes too large' 2 'limit\.lua: too large' -- "$faultline" run "$work/limit.lua"
expect 'the same in a sweep' 2 'limit\.lua: too large' -- "$faultline" sweep "$work/limit.lua"

unreadable() {
    local as=()
    if [ "$(id -u)" -eq 0 ]; then
        as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
        "${as[@]}" test -x "$faultline" 2>/dev/null || {
            skip 'an unreadable file' "no user but root can run '$faultline'"
            return
        }
    fi
    cp "$good" "$work/secret.lua"
    chmod 0 "$work/secret.lua"
    expect 'an unreadable file' 2 'secret\.lua: .*Permission denied' -- \
        ${as[@]+"${as[@]}"} "$faultline" run "$work/secret.lua"
    expect 'an unreadable file in a sweep' 2 'secret\.lua: .*Permission denied' 'summary: 1 cases' -- \
        ${as[@]+"${as[@]}"} "$faultline" sweep --quiet "$work/secret.lua" "$good"
}
unreadable

cp "$good" "$work/noname"
expect 'a program of an unknown language' 2 'noname: .*say --vm=VM' -- "$faultline" run "$work/noname"

# ---- headers ---------------------------------------------------------------------------------------

first='# faultline case v1\n'
header 'another version' 2 "header\.case:1: .*expected exactly '# faultline case v1'" '# faultline case v2\nvm: luajit\n---\n'
header 'CR LF in the first line' 2 'header\.case:1: .*CR LF, expected LF' '# faultline case v1\r\nvm: luajit\r\n---\r\n'
header 'CR LF further down' 2 'header\.case:2: .*CR LF, expected LF' "${first}vm: luajit\r\n---\n"
header 'no ---' 2 "header\.case:[0-9]+: .*'---'" "${first}vm: luajit\n"
header 'an unknown key' 2 "header\.case:3: unknown key 'colour', expected one of.* vm" "${first}vm: luajit\ncolour: red\n---\n"
header 'no colon' 2 "header\.case:2: no colon in 'vm luajit', expected 'key: value'" "${first}vm luajit\n---\n"
header 'a key twice' 2 "header\.case:3: .*'vm'.*twice" "${first}vm: luajit\nvm: luajit\n---\n"
header 'not UTF-8' 2 'header\.case:2: invalid UTF-8' "${first}origin: \xff\n---\n"
header 'an unknown fault in a file' 2 "header\.case:3: unknown fault kind 'boom', expected one of oom" \
    "${first}vm: luajit\nfault: boom@1\n---\n"
header 'an unknown expectation' 2 "header\.case:2: unknown expectation 'fine', expected 'clean'" "${first}expect: fine\n---\n"
header 'an unknown VM in a file' 2 "header\.case: unknown vm 'foo', expected one of: luajit" "${first}vm: foo\n---\n"

# ---- keys and flags --------------------------------------------------------------------------------

# flag PATTERN FLAG...: status 2, and the pattern in the message.
flag() {
    local pattern=$1
    shift
    expect "run $*" 2 "$pattern" -- "$faultline" run "$@" "$good"
}

flag "unknown vm 'foo', expected one of: luajit" --vm=foo
flag "unknown engine 'foo' of vm 'luajit', expected one of: interp trace" --engine=foo
flag "unknown engine 'foo' of vm 'luajit', expected one of: interp trace" --against=foo
flag "unknown fault kind 'foo', expected one of oom" --fault=foo@1
flag "'oom' is no form of 'oom', expected oom@N" --fault=oom
flag "n counts from 1, got 'oom@0'" --fault=oom@0
flag 'oom@x' --fault=oom@x
flag 'oom@-1' --fault=oom@-1
flag 'oom@99999999999999999999999' --fault=oom@99999999999999999999999
flag "fault 'jit-oom@1' can't be injected into engine 'trace'.* expected one of: oom" --fault=jit-oom@1
flag "fault 'mcode@1' can't be injected into engine 'interp'" --engine=interp --fault=mcode@1
flag "unknown setting 'foo' of vm 'luajit', expected one of: " --set=foo=1
flag "setting 'foo' has no '=', expected NAME=VALUE" --set=foo
flag "setting 'hotloop' is 'x', expected a number from" --set=hotloop=x
flag "setting 'move' is '2', expected 0 or 1" --set=move=2
flag "unknown limit 'foo' of vm 'luajit', expected one of: " --limit=foo=1
flag "limit 'maxsnap' is '0', expected a number from 1 to" --limit=maxsnap=0
flag "limit 'maxsnap' needs an engine that compiles" --engine=interp --limit=maxsnap=8
flag "--jobs is '0', expected a number from 1 to 64" --jobs=0
flag "--jobs is '65', expected a number from 1 to 64" --jobs=65
flag "--jobs is '-1', expected a number" --jobs=-1
flag "--steps is 'x', expected a number" --steps=x
flag "--steps is '1x', expected a number" --steps=1x
flag "unknown dump 'foo' of vm 'luajit', expected one of: trace fault$" --dump=foo
flag "unknown dump '' of vm 'luajit'" --dump=trace,
flag "unknown dump 'trac' of vm 'luajit'" --dump=fault,trac
flag "unrecognized option '--bogus'" --bogus
flag 'kinds is a flag of .sweep., not of .run.' --kinds=oom
flag 'both --output and --json' --output --json
sites() {
    expect "a fault at $1" 2 "$2" -- "$faultline" run --vm=toy --fault="$1" "$toy"
}
toy=$(find corpus/seeds/toy -name '*.toy' | sort | head -n 1)
sites oom@var.txt#1 "unknown site 'var.txt' of vm 'toy', did you mean 'var.text'\?"
sites oom@nothing-like-it#1 "unknown site 'nothing-like-it' of vm 'toy', see 'faultline list sites'"
sites oom@var.text#0 'n counts from 1'
sites oom@var.text#9999 'was not reached: .* safepoints'
flag "vm 'luajit' has no named sites" --fault=oom@lj_str_new#1
expect '--from without list sites' 2 "from is a flag of 'list sites'" -- "$faultline" list vms --from=x
expect '--from for sweep' 2 "from is a flag of 'list', not of 'sweep'" -- "$faultline" sweep --from=x "$good"
expect 'a missing file for --from' 2 'missing\.json: No such file' -- \
    "$faultline" list sites --from="$work/missing.json"
expect 'a file without a summary for --from' 2 'good\.lua: holds no summary with named sites' -- \
    "$faultline" list sites --from="$good"
expect '--time without a value' 2 "option '--time' requires an argument" -- "$faultline" fuzz --time
expect '--time=x' 2 "--time is 'x', expected a number of seconds" -- "$faultline" fuzz --time=x
expect '--check for sweep' 2 "check is a flag of 'run', not of 'sweep'" -- "$faultline" sweep --check "$good"
expect 'an unknown kind' 2 "--kinds: unknown fault kind 'foo', expected one of: oom" -- \
    "$faultline" sweep --kinds=oom,foo "$good"
expect 'an unknown VM for sweep' 2 "unknown vm 'foo'" -- "$faultline" sweep --vm=foo "$work"
expect 'an unknown VM for list' 2 "unknown vm 'foo'" -- "$faultline" list vms --vm=foo

expect 'n past the end' 2 "fault 'oom@999999' was not reached: the run has [0-9]+ allocations" -- \
    "$faultline" run --fault=oom@999999 "$good"
holds 'what was not reached is not called clean' [ ! -s "$work/stdout" ]
expect 'n past the end, checked' 2 'was not reached' -- "$faultline" run --check --fault=mcode@999999 "$good"
holds 'what was not reached meets no expectation' [ ! -s "$work/stdout" ]

expect 'no FILE for run' 2 'run takes one FILE, got 0' -- "$faultline" run
expect 'two FILEs for run' 2 'run takes one FILE, got 2' -- "$faultline" run "$good" "$good"
expect 'no FILE for sweep' 2 'sweep takes at least one FILE' -- "$faultline" sweep
expect 'nothing to list' 2 'list takes one of: vms' -- "$faultline" list
expect 'an unknown list' 2 'list takes one of: vms' -- "$faultline" list foo
expect 'no command' 2 'usage: faultline COMMAND' -- "$faultline"
expect 'an unknown command' 2 "unknown command 'foo'" 'usage: faultline COMMAND' -- "$faultline" foo
expect '--help' 0 'usage: faultline COMMAND' 'sweep' 'Exit status: 0 clean' -- "$faultline" --help
holds 'asked for, help goes to standard output' [ -s "$work/stdout" ]
for name in run sweep fuzz list; do
    expect "$name --help" 0 "Usage: faultline $name" '--fault=FAULT' '--kinds' 'Exit status: 0 clean' -- \
        "$faultline" $name --help
done
for name in vms engines faults actions limits settings sites states oracles dumps commands; do
    expect "list $name" 0 -- "$faultline" list $name
    holds "list $name prints something" [ -s "$work/stdout" ]
done

# ---- the VM ----------------------------------------------------------------------------------------

apt='apt-get install libluajit-5\.1-2'
mkdir "$work/folder" "$work/search"
echo 'no library' >"$work/text.so"
expect 'a library that is not there' 3 "can't load '/nonexistent\.so' as LuaJIT: .*No such file" "$apt" -- \
    "$faultline" run --lib=/nonexistent.so "$good"
expect 'the same in a setting' 3 "can't load '/nonexistent\.so'" "$apt" -- \
    "$faultline" run --set=lib=/nonexistent.so "$good"
expect 'the same in a sweep' 3 "good\.lua: can't load '/nonexistent\.so'" "$apt" -- \
    "$faultline" sweep --lib=/nonexistent.so "$good"
expect 'the same in a list' 0 'not available: ' "to get it: $apt" -- \
    "$faultline" list vms --vm=luajit --lib=/nonexistent.so
expect 'a text for a library' 3 "can't load '$work/text\.so'" -- "$faultline" run "--lib=$work/text.so" "$good"
expect 'a folder for a library' 3 "can't load '$work/folder'" -- "$faultline" run "--lib=$work/folder" "$good"
expect 'another library' 3 "'libm\.so\.6' is not a LuaJIT library: expected function '" -- \
    "$faultline" run --lib=libm.so.6 "$good"
# The loader finds this one before the system's, and can do nothing with it.
cp "$work/text.so" "$work/search/libluajit-5.1.so.2"
expect 'the system has no usable library' 3 "can't load 'libluajit-5\.1\.so\.2' as LuaJIT" "$apt" -- \
    env LD_LIBRARY_PATH="$work/search" "$faultline" run "$good"

# ---- no room for the output ------------------------------------------------------------------------

# A shell opens or closes standard output, then is the program.
for words in "run" "run --json" "run --output" "run --check" "sweep --quiet" "sweep --quiet --json"; do
    # shellcheck disable=SC2016
    expect "$words, disk full" 3 "can't write to standard output" -- \
        bash -c 'exec "$0" "$@" >/dev/full' "$faultline" $words "$good"
    # shellcheck disable=SC2016
    expect "$words, output closed" 3 "can't write to standard output" -- \
        bash -c 'exec "$0" "$@" >&-' "$faultline" $words "$good"
done
for words in --help "run --help" "list vms" "list oracles"; do
    # shellcheck disable=SC2016
    expect "$words, disk full" 3 "can't write to standard output" -- \
        bash -c 'exec "$0" "$@" >/dev/full' "$faultline" $words
done
# shellcheck disable=SC2016
expect 'nothing but standard output is open' 0 '^clean: ' -- bash -c 'exec "$0" "$@" <&- 2>&-' "$faultline" run "$good"

finish
