#!/usr/bin/env bash
# jit_names.sh: what the compilers of the reference VM have names for can be reached by programs, and the trace
# log says those names. Each case trace_*.case says in its header what it is there for, in lines
#
#   # shows: stop 'NAME'                    a reason of stops.def
#   # shows: link 'NAME'                    a link of trace_links
#   # shows: limit NAME                     a limit of limits.def, the only one of the case; without it the log
#                                           lacks a name
#   # shows: flush
#   # shows: side trace
#   # shows: side trace with spill slots    it needs more than its parent, and its parent uses them where it leaves
#
# and that is in the log of the judged run, which is clean. In the end each row of the tables was shown.
set -u
. "$(dirname "$0")/lib.bash"
jit=vm-under-test/refvm/jit

# What no program can show: the row, and why.
exempt=(
    "stop ''|what stands where no reason was given"
    "stop 'IR check failed'|given only for a mistake of the compiler's own, which no program may contain"
    "link 'none'|what stands where a recording has not ended"
)

# names: of the trace log that the last `try` left, in the words of `shows:`.
names() {
    awk '{ name = $0; sub(/^[a-z]+ [0-9]+ [0-9]+ [0-9]+ /, "", name) }
        $1 == "start" { side = $3 != 0 }
        $1 == "abort" { print "stop \047" name "\047" }
        $1 == "stop" { print "link \047" name "\047" }
        $1 == "stop" && side { print "side trace" }
        $1 == "flush" { print "flush" }' "$work/stderr" | LC_ALL=C sort -u
}

# run_case FILE [FLAG...]: it is clean; its names go to $work/names.
run_case() {
    expect "$*" 0 -- "$faultline" run --check --dump=trace "${@:2}" "$1"
    names >"$work/names"
}

# acts FILE LIMIT: the names of the case, in $work/names, are more than those without its limit.
acts() {
    cp "$work/names" "$work/limited"
    holds "$1 has no limit but $2" [ "$(sed '/^---$/q' "$1" | grep '^limit:' | sed 's/=.*//')" = "limit: $2" ]
    run_case "$1" --limit=none
    LC_ALL=C comm -23 "$work/limited" "$work/names" >"$work/gained"
    holds "$1: limit $2 adds a name to the log" [ -s "$work/gained" ]
    cp "$work/limited" "$work/names"
}

# The parent's exit where the first side trace begins, as `exits` has it: the lines of its slots.
parent_exit() {
    local number trace
    read -r number trace < <(sed -n 's/^trace [0-9]*, from exit \([0-9]*\) of trace \([0-9]*\):.*/\1 \2/p' "$1")
    awk -v exit_is="$number" -v trace_is="$trace:" '
        /^trace / { inside = $2 == trace_is }
        /^ +exit / { here = inside && $2 == exit_is; next }
        here && / = /' "$1"
}

# spills FILE: bytes of spill slots, one line a trace.
spills() {
    sed -n 's/^trace [0-9]*, [0-9]* bytes, of them on the stack \([0-9]*\):.*/\1/p' "$1"
}

# has_spills FILE: a root trace, and a side trace that inherits spill slots and needs more.
has_spills() {
    local sizes
    expect "$1 with its machine code" 0 -- "$faultline" run --check --dump=exits,mcode "$1"
    cp "$work/stderr" "$work/dump"
    mapfile -t sizes < <(spills "$work/dump")
    holds "$1: the side trace has more spill slots than its parent" [ "${sizes[1]:-0}" -gt "${sizes[0]:-0}" ]
    parent_exit "$work/dump" >"$work/inherited"
    holds "$1: values are in spill slots where it begins" grep -Fq 'in [rsp' "$work/inherited"
}

# show_one FILE WHAT: the case shows what it says; its names are in $work/names.
show_one() {
    case $2 in
    limit\ *) acts "$1" "${2#limit }" ;;
    'side trace with spill slots') has_spills "$1" ;;
    *)
        if grep -Fxq -e "$2" "$work/names"; then
            pass
        else
            fail "$1" "expected $2, got $(paste -sd, "$work/names")"
            echo "  reproduce: $faultline run --dump=trace $1"
        fi
        ;;
    esac
    echo "$2" >>"$work/shown"
}

# All that is to be shown, a line each.
wanted() {
    sed -n "s/^STOP([A-Z_]*, \"\([^\"]*\)\",.*/stop '\1'/p" $jit/stops.def
    sed -n "s/^ *\[LINK_[A-Z_]*\] = \"\([^\"]*\)\",\$/link '\1'/p" $jit/trace.c
    sed -n 's/^LIMIT([A-Z_]*, "\([a-z]*\)",.*/limit \1/p' $jit/limits.def
    printf '%s\n' flush 'side trace' 'side trace with spill slots'
}

cases=(corpus/seeds/refvm/trace_*.case)
for file in "${cases[@]}"; do
    mapfile -t shown < <(sed -n '/^---$/q; s/^# shows: //p' "$file")
    holds "$file says what it shows" [ ${#shown[@]} -gt 0 ]
    run_case "$file"
    for what in ${shown[@]+"${shown[@]}"}; do
        show_one "$file" "$what"
    done
done

wanted >"$work/wanted"
printf '%s\n' "${exempt[@]%%|*}" >"$work/exempt"
while read -r what; do
    if grep -Fxq -e "$what" "$work/shown" "$work/exempt"; then
        pass
    else
        fail "$what" 'no case shows it'
    fi
done <"$work/wanted"
while read -r what; do
    if ! grep -Fxq -e "$what" "$work/wanted"; then
        fail "$what" 'it is exempt, but no row'
    elif grep -Fxq -e "$what" "$work/shown"; then
        fail "$what" 'it is exempt, but a case shows it'
    else
        pass
    fi
done <"$work/exempt"
echo "${#cases[@]} cases, $(wc -l <"$work/wanted") names"

finish
