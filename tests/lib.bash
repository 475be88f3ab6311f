# shellcheck shell=bash
# lib.bash: what the tests of the command line share. A script sources it first; it is then in the root of
# the project, has a folder of its own in $work that goes away at the end, and ends with `finish`.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
faultline=${FAULTLINE:-build/faultline}
seeds=corpus/seeds/luajit
if [ ! -x "$faultline" ]; then
    echo "'$faultline' is missing, run 'make build'" >&2
    exit 1
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/faultline-test.XXXXXX") || exit 1
chmod 755 "$work"
mounted=
cleanup() {
    [ -z "$mounted" ] || umount "$mounted"
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

passed=0
failed=0

pass() {
    passed=$((passed + 1))
}

# fail TITLE WHY
fail() {
    failed=$((failed + 1))
    printf 'not ok: %s: %s\n' "$1" "$2"
}

skip() {
    printf 'skipped: %s: %s\n' "$1" "$2"
}

# settle TITLE WHY: passed when there is nothing in WHY, otherwise failed by what the last `try` shows.
settle() {
    if [ -z "$2" ]; then
        pass
    else
        fail "$1" "$2"
        show
    fi
}

# What the last command of `try` was, and what it printed.
show() {
    printf '  command: %s\n' "$command"
    sed 's/^/  stdout: /' "$work/stdout" | head -n 20
    sed 's/^/  stderr: /' "$work/stderr" | head -n 20
}

# try COMMAND...: leaves its output in $work/stdout and $work/stderr, and its exit status in $status. It is given
# $try_seconds.
try_seconds=50
try() {
    command=${*@Q}
    timeout -k 1 "$try_seconds" "$@" >"$work/stdout" 2>"$work/stderr"
    status=$?
}

# expect TITLE STATUS [PATTERN...] -- COMMAND...: the command ends with this status, and each pattern (an
# extended regular expression) stands in what it prints on either output.
expect() {
    local title=$1 wanted=$2 patterns=()
    shift 2
    while [ "$1" != -- ]; do
        patterns+=("$1")
        shift
    done
    shift
    try "$@"
    judge "$title" "$wanted" ${patterns[@]+"${patterns[@]}"}
}

# judge TITLE STATUS [PATTERN...]: the same for a command that `try` has run.
judge() {
    local title=$1 wanted=$2 pattern why=
    shift 2
    [ "$status" -eq "$wanted" ] || why="expected exit status $wanted, got $status"
    for pattern; do
        cat "$work/stdout" "$work/stderr" | grep -Eq -e "$pattern" || why="$why${why:+; }expected '$pattern'"
    done
    settle "$title" "$why"
}

# shows TITLE FILE TEXT...: each text stands within a line of what the last `try` left in this file: stdout or
# stderr.
shows() {
    local title=$1 file=$2 text why=
    shift 2
    for text; do
        grep -Fq -e "$text" "$work/$file" || why="$why${why:+; }expected '$text'"
    done
    settle "$title" "$why"
}

# holds TITLE COMMAND...: the command is true.
holds() {
    local title=$1
    shift
    if "$@"; then pass; else fail "$title" "not true: ${*@Q}"; fi
}

# same TITLE FILE FILE
same() {
    if cmp -s "$2" "$3"; then
        pass
    else
        fail "$1" "expected the same in '$2' and '$3'"
        diff "$2" "$3" | head -n 20
    fi
}

# Each line for itself is an object in JSON.
json_lines() {
    [ -s "$1" ] && jq -R 'fromjson | objects // error("no object")' "$1" >/dev/null
}

# The findings of a file in JSON Lines: signature and case, sorted.
pairs() {
    jq -r 'select(.verdict == "finding") | [.signature, .case] | @tsv' "$1" | LC_ALL=C sort
}

require() {
    local tool
    for tool; do
        command -v "$tool" >/dev/null && continue
        echo "'$tool' is missing, run ci/install-deps" >&2
        exit 1
    done
}

# The reference VM without the harness, as $runner.
require_runner() {
    runner=${REFVM_RUN:-build/bench/refvm-run}
    [ -x "$runner" ] && return
    echo "'$runner' is missing, run 'make build/bench/refvm-run'" >&2
    exit 1
}

finish() {
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
    exit
}
