#!/usr/bin/env bash
# conformance.sh: what programs print in the reference VM is what php prints, byte for byte, in each
# interpreter. Without arguments: the seeds of refvm, but for those that end at a limit (*_limit_*), where
# php dies or reports another limit.
#
#   conformance.sh [FILE.php...]
set -u
. "$(dirname "$0")/lib.bash"
require php
try_seconds=20

files=("$@")
if [ ${#files[@]} -eq 0 ]; then
    for file in corpus/seeds/refvm/*.php; do
        [[ $file == *_limit_* ]] || files+=("$file")
    done
fi

for file in "${files[@]}"; do
    timeout "$try_seconds" php -n -d display_errors=1 -d log_errors=0 "$file" >"$work/php" 2>/dev/null
    for engine in call hybrid tailcall; do
        title="$file in $engine prints what php prints"
        try "$faultline" run --output --vm=refvm --engine=$engine --against=$engine "$file"
        if [ "$status" -le 1 ]; then
            same "$title" "$work/php" "$work/stdout"
        else
            fail "$title" "exit status $status"
        fi
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
