#!/usr/bin/env bash
# conformance.sh: what programs print in the reference VM is what php prints, byte for byte, in each
# interpreter. Without arguments: the seeds of refvm, but for those that end at a limit (*_limit_*), where
# php dies or reports another limit.
#
#   conformance.sh [FILE.php...]
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 3
faultline=build/faultline
engines='call hybrid tailcall'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
command -v php >/dev/null || { echo "conformance.sh: there is no 'php', expected: apt-get install php8.2-cli" >&2; exit 3; }

files=("$@")
if [ ${#files[@]} -eq 0 ]; then
    for file in corpus/seeds/refvm/*.php; do
        [[ $file == *_limit_* ]] || files+=("$file")
    done
fi

passed=0
failed=0
for file in "${files[@]}"; do
    timeout 20 php -n -d display_errors=1 -d log_errors=0 "$file" >"$work/php" 2>/dev/null
    for engine in $engines; do
        timeout 20 $faultline run --output --vm=refvm --engine=$engine --against=$engine "$file" >"$work/refvm" 2>"$work/err"
        status=$?
        if [ $status -le 1 ] && cmp -s "$work/php" "$work/refvm"; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
            echo "not so: $file in $engine prints what php prints (status $status)"
            diff "$work/php" "$work/refvm" | head -n 6
        fi
    done
done
echo "${#files[@]} programs"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
