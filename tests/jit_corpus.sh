#!/usr/bin/env bash
# jit_corpus.sh: what programs show in compiled code is what they show in the reference interpreter. Without
# arguments: the seeds of refvm, but for those that end at a limit (*_limit_*) or are refused (reject_*). Output,
# exit status and the VM's own complaints are compared in both engines with the thresholds as they are, with all
# of them at 1, and so with each switch of options.def the other way round; the whole observation, by every
# oracle, with the thresholds as they are and at 1, and then with each side exit checked, and with the shadow.
#
#   jit_corpus.sh [FILE.php...]
set -u
. "$(dirname "$0")/lib.bash"
require jq
require_runner
options=vm-under-test/refvm/jit/options.def
hot='hotloop=1 hotfunc=1 hotexit=1'

files=("$@")
if [ ${#files[@]} -eq 0 ]; then
    for file in corpus/seeds/refvm/*.php; do
        [[ $file == *_limit_* || $file == */reject_* ]] || files+=("$file")
    done
fi

# The switches of options.def, each turned the other way round.
flipped() {
    sed -n 's/^OPTION([A-Z_]*, "\([a-z_]*\)", [A-Z0-9_]*, \([0-9]*\),.*/\1 \2/p' "$options" |
        while read -r name initial; do
            echo "$name=$((initial == 0))"
        done
}

# What is tried, one a line: an engine, and what is set there.
list_ways() {
    local engine switch
    for engine in function trace; do
        echo "$engine"
        echo "$engine $hot"
        for switch in $(flipped); do
            echo "$engine $hot $switch"
        done
    done
}

# run_way FOLDER ENGINE [NAME=VALUE...]: what each program prints there and how it ends, in a file each, which
# has the number of the program as its name.
run_way() {
    local folder=$1 engine=$2 setting sets=()
    shift 2
    for setting; do
        sets+=(-s "$setting")
    done
    mkdir "$folder"
    xargs -d '\n' "$runner" -e "$engine" ${sets[@]+"${sets[@]}"} -d "$folder" <"$work/files"
}

# compare_way FOLDER ENGINE [NAME=VALUE...]: programs that showed something else than in `call` fail, each with
# the command that shows it again.
compare_way() {
    local folder=$1 number file settings
    shift
    settings=${*:2}
    passed=$((passed + ${#files[@]}))
    for number in $(diff -rq "$work/call" "$folder" | sed -n 's/^Files .*\/\([0-9]*\) and .*/\1/p' | sort -n); do
        passed=$((passed - 1))
        file=${files[number - 1]}
        fail "$file in $*" "it shows something else than in call"
        diff "$work/call/$number" "$folder/$number" | head -n 6 | sed 's/^/  /'
        printf '  reproduce: %s -e %s%s %s\n' "$runner" "$1" "${settings:+ -s ${settings// / -s }}" "$file"
    done
}

# observe ENGINE [NAME=VALUE...]: every oracle looks at each program in the engine, beside the interpreter; without
# faults, or with those of $kinds.
observe() {
    local engine=$1 sets=() setting
    local title="no oracle finds anything in $*"
    shift
    for setting; do
        sets+=("--set=$setting")
    done
    try "$faultline" sweep --quiet --json --kinds="${kinds:-none}" --out=none --vm=refvm --engine="$engine" \
        ${sets[@]+"${sets[@]}"} "${files[@]}"
    if [ "$status" -eq 0 ]; then
        pass
    else
        fail "$title" "expected exit status 0, got $status"
        jq -r 'select(.verdict == "finding") | "  " + .signature + "\n  reproduce: " + .reproduce' "$work/stdout" |
            head -n 40
        [ "$status" -eq 1 ] || tail -n 5 "$work/stderr"
    fi
}

export -f run_way
export runner work
printf '%s\n' "${files[@]}" >"$work/files"
programs=${#files[@]}
list_ways >"$work/ways"
{
    echo "$work/call call"
    nl -ba -w1 -s' ' "$work/ways" | sed "s|^|$work/way|"
} | xargs -P "$(nproc)" -L1 bash -c 'run_way "$@"' run_way

number=0
while read -r -a way; do
    number=$((number + 1))
    compare_way "$work/way$number" "${way[@]}"
done <"$work/ways"

try_seconds=100
for engine in function trace; do
    observe $engine
    # shellcheck disable=SC2086
    observe $engine $hot
done
# Each side exit beside the interpreter at the same place, and the host's stack at each loop's head.
# shellcheck disable=SC2086
observe trace $hot checksnap=1
# shellcheck disable=SC2086
observe trace $hot shadow=1
# Under faults each run notes exits of its own, also where a sweep runs what lies before the fault only once.
files=(corpus/seeds/refvm/hot_silence.php)
# shellcheck disable=SC2086
kinds=exit,interrupt,flush observe trace $hot checksnap=1
echo "$programs programs, $number ways"

finish
