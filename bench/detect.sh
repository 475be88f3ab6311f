#!/usr/bin/env bash
# detect.sh: how long does a campaign take to find each seeded bug of the reference VM, from a corpus that has no case
# of the bug bank? One engine (libFuzzer), one worker with sanitizers, one trial for each bug and three for a sample of
# twelve; and the sample once more `--bare`: the same target with the engine's own mutations of bytes and no faults.
#
#   detect.sh [BUG...]           those bugs alone; without any, all of `faultline list bugs`
#
#   SECONDS_EACH=600   a trial ends then; what was not found is told as more than that
#   PARALLEL=1         so many trials side by side; they share the processors
#   DIR=build/detect   results.jsonl there has a line for each trial; what has one is not tried again
#
# A campaign of this VM finds nothing when no bug is switched on, so any finding is the bug's.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 3
seconds_each=${SECONDS_EACH:-600}
parallel=${PARALLEL:-1}
dir=${DIR:-build/detect}
faultline=$PWD/build/asan/faultline
results=$dir/results.jsonl
for tool in jq sqlite3; do
    command -v "$tool" >/dev/null || { echo "detect.sh: '$tool' is missing, run 'ci/install-deps'" >&2; exit 3; }
done
mkdir -p "$dir" || exit 3
touch "$results"

bugs=("$@")
if [ ${#bugs[@]} -eq 0 ]; then
    mapfile -t bugs < <("$faultline" list bugs | awk '$1 == "refvm" { print $2 }')
fi
# The same ones each time, spread over the table.
sample=()
step=$(((${#bugs[@]} + 11) / 12))
for ((i = 0; i < ${#bugs[@]}; i += step)); do
    sample+=("${bugs[i]}")
done

# trial BUG NUMBER MODE: one campaign; prints its line.
trial() {
    local out start end status row bare=()
    [ "$3" = cases ] || bare=(--bare)
    out=$(mktemp -d) || exit 3
    start=$(date +%s%3N)
    "$faultline" fuzz --vm=refvm --set="bug=$1" --with=libfuzzer --jobs=1 --seed="$2" --time="$seconds_each" \
        --stop-after=1 --json --quiet --out="$out/campaign" ${bare[@]+"${bare[@]}"} >"$out/out" 2>"$out/err"
    status=$?
    end=$(date +%s%3N)
    if [ $status -gt 1 ]; then
        echo "detect.sh: $1: $(tail -n 1 "$out/err")" >&2
    else
        row=$(sqlite3 -separator ' ' "$out/campaign/campaign.db" \
            'SELECT input, signature FROM finding ORDER BY at, id LIMIT 1')
        jq -cn --arg bug "$1" --argjson trial "$2" --arg mode "$3" --argjson found "$status" \
            --argjson seconds "$(((end - start) / 100))" --arg row "$row" --argjson limit "$seconds_each" \
            '{bug: $bug, trial: $trial, mode: $mode, found: ($found == 1), seconds: ($seconds / 10), limit: $limit,
              executions: (if $row == "" then null else ($row | split(" ")[0] | tonumber) end),
              signature: (if $row == "" then null else ($row | split(" ")[1]) end)}'
    fi
    rm -rf "$out"
}

# Those of the sample come first, as three trials and two modes need the most time.
list_trials() {
    local bug number
    for bug in "${sample[@]}"; do
        for number in 1 2 3; do
            echo "$bug $number cases"
            echo "$bug $number bare"
        done
    done
    for bug in "${bugs[@]}"; do
        echo "$bug 1 cases"
    done
}

is_done() {
    jq -es --arg bug "$1" --argjson trial "$2" --arg mode "$3" \
        'any(.[]; .bug == $bug and .trial == $trial and .mode == $mode)' "$results" >/dev/null
}

export -f trial
export faultline seconds_each
list_trials | awk '!seen[$0]++' | while read -r bug number mode; do
    is_done "$bug" "$number" "$mode" || echo "$bug $number $mode"
done | xargs -P "$parallel" -L1 bash -c 'trial "$@"' trial | tee -a "$results" |
    jq -r --unbuffered '"\(.bug) \(.mode) \(.trial): \(if .found then "\(.seconds) s, \(.executions) inputs, \(.signature)"
        else "not within \(.limit) s" end)"'

# ---- the table -----------------------------------------------------------------------------------------------

# A trial without a finding took longer than it was given; as a median that is told with a >.
jq -rs --argjson sample "$(printf '%s\n' "${sample[@]}" | jq -R . | jq -s .)" '
    def median: sort | if length == 0 then null else .[(length - 1) / 2 | floor] end;
    def time: if .found then .seconds else .limit + 1 end;
    def inputs: if .found then .executions else 1e15 end;
    def told($limit): if . == null then "-" elif . > $limit then ">\($limit)" else "\(.)" end;
    def count: if . == null then "-" elif . >= 1e15 then "-" else "\(.)" end;
    (.[0].limit) as $limit | group_by(.bug) | map({bug: .[0].bug,
        cases: map(select(.mode == "cases")), bare: map(select(.mode == "bare"))}) as $bugs |
    ($bugs[] | . as $b | [$b.bug, ($b.cases | map(time) | median | told($limit)), ($b.cases | map(inputs) | median | count),
        (if any($sample[]; . == $b.bug) and ($b.bare | length) > 0
         then ($b.bare | map(time) | median | told($limit)), ($b.bare | map(inputs) | median | count),
              (($b.bare | map(time) | median) / ($b.cases | map(time) | median) * 10 | round / 10 | tostring |
               if ($b.bare | map(time) | median) > $limit then ">" + . else . end)
         else "", "", "" end)] | @tsv),
    "found within \($limit) s: \([$bugs[] | select(any(.cases[]; .found))] | length) of \($bugs | length)",
    "median of those found: \([$bugs[].cases[] | select(.found) | .seconds] | median) s, \([$bugs[].cases[] | select(.found) | .executions] | median) inputs"
' "$results" | column -t -s "$(printf '\t')" -N bug,seconds,inputs,bare-seconds,bare-inputs,ratio
