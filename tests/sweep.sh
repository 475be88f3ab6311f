#!/usr/bin/env bash
# sweep.sh: `faultline sweep` finds the same things each time, however many processes share the work; it
# goes on past what it can't read, and loses no finding for want of space.
set -u
. "$(dirname "$0")/lib.bash"
require jq

# Programs with findings under several oracles, that are swept in a second each.
mkdir -p "$work/programs/inner"
cp $seeds/{recurse-down-side,coro-yield-pcall,pcall-alloc-string,stitch-uncaught-gsub}.lua "$work/programs"
cp $seeds/vararg-hot-loop.lua "$work/programs/inner"
echo 'print("hi")' >"$work/good.lua"
echo 'not a program' >"$work/programs/README"
echo 'print(1)' >"$work/programs/.hidden.lua"
ln -s . "$work/programs/circle"

# sweep NAME FLAG...: into $work/NAME.json, with the findings in $work/NAME.pairs.
sweep() {
    local name=$1
    shift
    try "$faultline" sweep --quiet --json "$@"
    cp "$work/stdout" "$work/$name.json"
    pairs "$work/$name.json" >"$work/$name.pairs"
}

# ---- the same each time ----------------------------------------------------------------------------

sweep first --jobs=2 --out="$work/out" "$work/programs"
judge 'a sweep of a folder' 1
holds 'each line is an object' json_lines "$work/first.json"
holds 'it finds something' [ -s "$work/first.pairs" ]
holds 'it takes the programs of inner folders, nothing hidden, nothing twice' \
    [ "$(jq -s '.[-1].summary.cases' "$work/first.json")" = 5 ]
holds 'the summary counts the findings' jq -se '(length - 1) == .[-1].summary.findings' "$work/first.json" >/dev/null
holds 'the summary counts the signatures' jq -se \
    '(.[:-1] | map(.signature) | unique | length) == .[-1].summary.signatures' "$work/first.json" >/dev/null
holds 'the summary counts by oracle' jq -se \
    '(.[:-1] | group_by(.oracle) | map({(.[0].oracle): length}) | add) == .[-1].summary.by_oracle' \
    "$work/first.json" >/dev/null
holds 'each finding has a name for its fault, or none' jq -se \
    '.[:-1] | all(.fault == null or (.fault | test("^[a-z-]+(:[a-z]+)?@")))' "$work/first.json" >/dev/null
holds 'each signature is saved once' \
    [ "$(find "$work/out" -type f | wc -l)" = "$(jq -s '.[-1].summary.signatures' "$work/first.json")" ]
holds 'saved are cases' [ -z "$(find "$work/out" -type f ! -name '*.case')" ]

check_saved() {
    local file
    for file in "$work"/out/*.case; do
        try "$faultline" run --check "$file"
        [ "$status" -eq 0 ] || fail "run --check of a saved finding" "exit status $status for '$file'"
        [ "$status" -eq 0 ] || show
    done
    pass
}
check_saved

sweep again --jobs=2 "$work/programs"
same 'a second sweep finds the same' "$work/first.pairs" "$work/again.pairs"
sweep single --jobs=1 "$work/programs"
same 'one worker finds what two find' "$work/first.pairs" "$work/single.pairs"

# ---- what is swept ---------------------------------------------------------------------------------

expect 'a clean program' 0 'summary: 1 cases, [0-9]+ runs' 'summary: 0 findings' 'summary: left out: limit' -- \
    "$faultline" sweep --quiet "$work/good.lua"
holds 'nothing on standard error' [ ! -s "$work/stderr" ]
expect 'one kind' 0 'left out: gc interrupt' -- "$faultline" sweep --quiet --vm=luajit --kinds=oom "$work/good.lua"
sweep kinds --kinds=oom,gc "$work/good.lua"
holds 'what is left out is named' jq -e '.summary.kinds_off | index("interrupt") and (index("oom") | not)' \
    "$work/kinds.json" >/dev/null
sweep oom --kinds=oom "$work/good.lua"
sweep persist --kinds=oom --persist "$work/good.lua"
holds '--persist runs more' [ "$(jq .summary.runs "$work/persist.json")" -gt "$(jq .summary.runs "$work/oom.json")" ]
sweep limits --kinds=oom --limits "$work/good.lua"
holds '--limits runs more' [ "$(jq .summary.runs "$work/limits.json")" -gt "$(jq .summary.runs "$work/oom.json")" ]
sweep engine --kinds=oom --engine=interp "$work/programs/pcall-alloc-string.lua"
holds '--engine=interp judges that engine alone' jq -se '.[:-1] | all(.engine == "interp")' "$work/engine.json" >/dev/null

expect 'a file that is missing, and one that is not' 2 'missing\.lua: .*No such file' 'summary: 1 cases' -- \
    "$faultline" sweep --quiet "$work/missing.lua" "$work/good.lua"
try "$faultline" sweep --quiet "$work/missing.lua" $seeds/recurse-down-side.lua
judge 'a file that is missing hides no finding' 2 'missing\.lua: .*No such file' '^finding: ' '^reproduce: '
mkdir "$work/nothing"
expect 'an empty folder' 2 "nothing' holds no case and no program" -- "$faultline" sweep "$work/nothing"

# ---- named sites, safepoints, budgets --------------------------------------------------------------

says() {
    jq -e "$@" >"$work/said"
}
toy=corpus/seeds/toy
sweep toy --vm=toy $toy
judge 'a sweep of a VM with named sites' 0
holds 'each named site failed in each engine' \
    says '.summary.sites_unfailed.toy | length == 2 and all(. == [])' "$work/toy.json"
holds 'a site is known by its name, with what failed there' \
    says '.summary.sites_named.toy.trace["var.text"] == ["oom", "memory-limit"]' "$work/toy.json"
holds 'an interpreter has no sites of the compiler' \
    says '.summary.sites_named.toy.interp | has("jit.trace") | not' "$work/toy.json"
holds 'nothing of a VM without named sites' says -s '.[-1].summary | has("sites_named") | not' "$work/first.json"
expect 'list sites, with what has been failed there' 0 '^toy +var\.text +heap +interp: oom,memory-limit  trace: oom' \
    '^toy +print\.line +.*absorbs: ' -- "$faultline" list sites --vm=toy --from="$work/toy.json"
expect 'the same in the summary' 0 'named sites of toy failed in interp: [0-9]+ of' \
    'named sites of toy failed in trace: ' -- "$faultline" sweep --quiet --vm=toy $toy
sweep none --vm=toy --kinds=none $toy
holds 'what was not failed is listed' says '.summary.sites_unfailed.toy.trace | index("jit.trace")' "$work/none.json"
for kind in oom interrupt memory-limit stack-limit jit-oom exit flush limit; do
    sweep kind --vm=toy --kinds=$kind $toy
    judge "a sweep of $kind" 0
    holds "$kind is injected" says --arg k $kind '.summary | .faults > 0 and .by_kind == {($k): .faults}' "$work/kind.json"
done
sweep law --vm=toy --kinds=jit-oom,limit,exit,flush $toy
judge 'a sweep of the compiler' 0
holds 'each kind counts by itself' \
    says '.summary | (.by_kind | keys == ["exit", "flush", "jit-oom", "limit"]) and (.by_kind | add) == .faults' \
    "$work/law.json"
holds 'what failed in no engine is listed' \
    says '.summary.sites_never.toy | index("var.text") and (index("jit.trace") | not)' "$work/law.json"
sweep all --vm=toy --engine=all $toy
holds '--engine=all is what a sweep does by itself' \
    [ "$(jq .summary.runs "$work/all.json")" = "$(jq .summary.runs "$work/toy.json")" ]
sweep alone --vm=toy --engine=trace $toy
holds '--engine=trace says nothing of the other' says '.summary.sites_named.toy | keys == ["trace"]' "$work/alone.json"

# ---- rounds ----------------------------------------------------------------------------------------

# A case that has its own thresholds is swept as it is, so that both sweeps have the same to do.
sweep whole --vm=toy --set=hotloop=2 $toy
sweep rounds --jobs=2 --vm=toy --set=hotloop=2 --time=1h $toy
judge 'a sweep in rounds' 0
counts='.summary | [.runs, .faults, .not_reached, .by_kind, .sites_failed, .exits_forced, .guards_chosen]'
holds 'uncut it does what a sweep does' [ "$(jq -c "$counts" "$work/rounds.json")" = "$(jq -c "$counts" "$work/whole.json")" ]
holds 'all rounds are done' says '.summary | .cut == false and .rounds_done == .rounds and .stressed == 0' \
    "$work/rounds.json"
holds 'a sweep without a time has none' says '.summary | .cut == false and (has("rounds") | not)' "$work/whole.json"
sweep rounds --jobs=1 --vm=toy --set=hotloop=2 --time=1h --seed=2 $toy
holds 'so it does in another order' [ "$(jq -c "$counts" "$work/rounds.json")" = "$(jq -c "$counts" "$work/whole.json")" ]
sweep stressed --vm=toy --time=1h $toy
holds 'without thresholds of its own a program is compiled sooner, too' \
    says '.summary | .stressed > 0 and .rounds_done == .rounds' "$work/stressed.json"
sweep rounds --jobs=2 --time=1h "$work/programs"
judge 'a sweep with findings in rounds' 1
holds 'it finds what a sweep finds' [ -z "$(LC_ALL=C comm -23 "$work/first.pairs" "$work/rounds.pairs")" ]
holds 'and tells nothing twice' [ -z "$(uniq -d "$work/rounds.pairs")" ]
jq -r 'select(.reproduce) | select(.reproduce | test("hotloop=1")) | .signature + "\t" + .reproduce' \
    "$work/rounds.json" | head -n 8 >"$work/lines"
holds 'some under settings of its own' [ -s "$work/lines" ]
while IFS=$'\t' read -r signature line; do
    try bash -c "$line"
    grep -qF "finding: $signature" "$work/stdout" || fail "a finding of a round comes back" "$signature does not"
done <"$work/lines"
pass

expect 'time is up' 0 '^summary: cut after 1 s in round 1 of [0-9]+, with [0-9]+ of its [0-9]+ cases done' -- \
    "$faultline" sweep --quiet --out=none --time=1 corpus/seeds/refvm
sweep cut --time=1 corpus/seeds/refvm
holds 'which JSON says, too' says '.summary | .cut and .rounds_done < .rounds' "$work/cut.json"
sweep enough --jobs=2 --stop-after=2 "$work/programs"
judge 'a sweep for two findings' 1
holds 'ends with them' [ "$(wc -l <"$work/enough.pairs")" -eq 2 ]
holds 'and says so' says -s '.[-1].summary | .enough and .findings == 2' "$work/enough.json"
sweep enough --time=1h --stop-after=1 "$work/programs"
judge 'the same in rounds' 1
holds 'with one' says -s '.[-1].summary | .enough and .findings == 1 and (.cut | not)' "$work/enough.json"

# ---- pairs -----------------------------------------------------------------------------------------

sweep pairs --jobs=2 --vm=toy --pairs=50 $toy
judge 'pairs of faults' 0
holds 'N pairs in each engine of each case' \
    says '.summary | .pairs == 2 * 50 * .cases and .pairs_both > 0 and .pairs_one > 0' "$work/pairs.json"
holds 'of each kind that happens at an event' \
    says '.summary.by_kind | keys == ["exit", "flush", "interrupt", "jit-oom", "oom"]' "$work/pairs.json"
holds 'budgets are left out, and that is told' says '.summary.kinds_off | index("stack-limit")' "$work/pairs.json"
sweep single --jobs=1 --vm=toy --pairs=50 $toy
counts='.summary | [.pairs_both, .pairs_one, .by_kind]'
holds 'the same ones each time' [ "$(jq -c "$counts" "$work/pairs.json")" = "$(jq -c "$counts" "$work/single.json")" ]
sweep seed --jobs=2 --vm=toy --pairs=50 --seed=2 $toy
holds 'others with another seed' [ "$(jq -c "$counts" "$work/pairs.json")" != "$(jq -c "$counts" "$work/seed.json")" ]
expect 'the summary counts them' 0 '^summary: 100 pairs of faults, both reached in [0-9]+, one in' -- \
    "$faultline" sweep --quiet --vm=toy --pairs=50 --kinds=oom,exit $toy/loop-nested.toy
expect 'no pairs of budgets' 2 "pairs can't be drawn from 'memory-limit'" -- \
    "$faultline" sweep --pairs=5 --vm=toy --kinds=oom,memory-limit $toy
expect 'no pairs of limits' 2 '--pairs does not go with --limits' -- "$faultline" sweep --pairs=5 --limits $toy
expect 'at least one pair' 2 "--pairs is '0', expected a number" -- "$faultline" sweep --pairs=0 $toy

# Each finding of pairs comes back from the line that it ends with.
try "$faultline" sweep --quiet --json --out=none --pairs=100 --engine=trace "$work/programs"
jq -r 'select(.second_fault) | .signature + "\t" + .reproduce' "$work/stdout" >"$work/lines"
holds 'there are findings of pairs' [ -s "$work/lines" ]
while IFS=$'\t' read -r signature line; do
    try bash -c "$line"
    grep -qF "finding: $signature" "$work/stdout" || fail "a pair's finding comes back" "$signature does not"
done <"$work/lines"
pass

# ---- states ----------------------------------------------------------------------------------------

printf '%s\n' '<?php class D { public $s; function __destruct() { $this->s = [1, "d" . strlen($this->s)]; } }' \
    'function f($i) { $d = new D; $d->s = "s" . $i; return $d; }' \
    'for ($i = 0; $i < 5; $i++) { f($i); try { throw new Exception("e$i"); } catch (Exception $e) {} }' \
    >"$work/states.php"
hot="--vm=refvm --engine=trace --set=hotloop=1 --set=hotfunc=1 --set=hotexit=1"
expect 'a VM tells its states' 0 '^refvm +recording +' '^refvm +destructor-native +' -- "$faultline" list states
holds 'another one does not' [ -z "$("$faultline" list --vm=toy states)" ]
# shellcheck disable=SC2086
{
    sweep states $hot --kinds=jit-oom,mcode "$work/states.php"
    judge 'a sweep of the compiler by state' 0
    holds 'each site of the compiler failed in each of its states' says '.summary.sites_states.refvm.trace |
        length > 15 and all(all(.)) and (.["jit.trace"] | has("recording")) and .["code.map"] == {linking: true}' \
        "$work/states.json"
    holds 'which are counted' says '.summary | .sites_states_total.refvm.trace > 20 and
        .sites_states_failed == .sites_states_total' "$work/states.json"
    holds 'and faults by state' says '.summary | ([.states.refvm[][]] | add) == .faults' "$work/states.json"
    expect 'the same in the summary' 0 'states of refvm, faults: .*recording [0-9]' \
        'sites of refvm in each state failed in trace: ([0-9]+) of \1$' -- \
        "$faultline" sweep --quiet $hot --kinds=jit-oom,mcode "$work/states.php"
    expect 'a single run says it too' 0 '^fault jit-oom at jit.recorder .* while recording$' -- \
        "$faultline" run $hot --dump=fault --fault=jit-oom@jit.recorder#1 "$work/states.php"
    sweep chosen $hot --pairs=200 --state=backtrace,destructor-native "$work/states.php"
    judge 'pairs in chosen states' 0
    holds 'all of them are reached there' says '.summary | .pairs > 50 and .pairs_both == .pairs and
        (.pairs_states.refvm | keys == ["backtrace", "destructor-native"]) and
        ([.pairs_states.refvm[][]] | add) == .pairs' "$work/chosen.json"
    expect 'a state of no VM' 2 "unknown state 'asleep' of vm 'refvm', see 'faultline list states'" -- \
        "$faultline" sweep --quiet $hot --pairs=5 --state=backtrace,asleep "$work/states.php"
    expect 'a state without pairs' 2 '--state goes with --pairs only' -- \
        "$faultline" sweep --state=backtrace "$work/states.php"
    holds 'nothing of states in a VM without' says '.summary | has("states") | not' "$work/toy.json"
}

# ---- no space for the findings ---------------------------------------------------------------------

# unsaved TITLE FOLDER REASON: the findings can't be saved there, but all of them are printed.
unsaved() {
    sweep unsaved --jobs=1 --out="$2" "$work/programs"
    judge "$1" 3 "can't save a finding in '$2': $3"
    same "$1: all findings are printed" "$work/first.pairs" "$work/unsaved.pairs"
    holds "$1: each with how to reproduce it" jq -se '.[:-1] | all(.reproduce | test(" run "))' \
        "$work/unsaved.json" >/dev/null
    holds "$1: nothing half-written remains" \
        [ -z "$(find "$2" \( -name '*.part' -o -name '*.case' -size 0 \) 2>/dev/null)" ]
}

# A file system that holds one page. What does not fit is not there; what is there is whole.
full_disk() {
    mkdir "$work/tiny"
    if ! mount -t tmpfs -o size=4k tmpfs "$work/tiny" 2>/dev/null; then
        skip 'a full disk' 'only root can mount one'
        return
    fi
    mounted=$work/tiny
    unsaved 'a full disk' "$work/tiny" 'No space left on device'
    local file
    for file in "$work"/tiny/*.case; do
        [ ! -e "$file" ] || expect 'what fitted is whole' 0 '^ok: ' -- "$faultline" run --check "$file"
    done
    umount "$work/tiny" && mounted=
}
full_disk
: >"$work/occupied"
unsaved 'a file for a folder' "$work/occupied" 'Not a directory'
unsaved 'a folder that can not be made' "$work/nowhere/findings" 'No such file or directory'
expect 'run can not save either' 3 "can't save a finding" '^finding: ' '^reproduce: ' -- \
    "$faultline" run --out="$work/occupied" $seeds/recurse-down-side.lua

finish
