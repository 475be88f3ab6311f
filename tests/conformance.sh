#!/usr/bin/env bash
# conformance.sh: what programs print in the reference VM is what php prints, byte for byte, in each
# interpreter, and they end in a fatal error where they do in php. Without arguments: the seeds of refvm, but for
# those that end at a limit (*_limit_*), where php dies or reports another limit.
#
#   conformance.sh [FILE.php...]
set -u
. "$(dirname "$0")/lib.bash"
require php
require_runner

files=("$@")
if [ ${#files[@]} -eq 0 ]; then
    for file in corpus/seeds/refvm/*.php; do
        [[ $file == *_limit_* ]] || files+=("$file")
    done
fi

for engine in call hybrid tailcall; do
    mkdir "$work/$engine"
    "$runner" -e $engine -d "$work/$engine" "${files[@]}" || fail "programs run in $engine" "exit status $?"
done
number=0
for file in "${files[@]}"; do
    number=$((number + 1))
    timeout 20 php -n -d display_errors=1 -d log_errors=0 "$file" >"$work/php" 2>/dev/null
    status=$?
    [ "$status" -gt 100 ] || status=0 # what a program gives to exit() is its host's affair
    echo "exit status $status" >>"$work/php"
    for engine in call hybrid tailcall; do
        same "$file in $engine prints and returns what php does" "$work/php" "$work/$engine/$number"
    done
done
echo "${#files[@]} programs"

# What is recorded of the seeds, by which sweeps without php tell, is what they print.
if [ $# -eq 0 ]; then
    try_seconds=250
    expect 'the seeds, recorded anew' 0 -- "$faultline" sweep --vm=refvm --kinds=none --quiet --out=none \
        --record="$work/outputs.txt" corpus/seeds/refvm
    same "outputs.txt is up to date, or run 'make record'" corpus/seeds/refvm/outputs.txt "$work/outputs.txt"
fi

finish
