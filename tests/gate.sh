#!/usr/bin/env bash
# gate.sh: the gate is green where nothing is new, red where something is, and says what; its JUnit file is read by
# a consumer that is not ours.
. "$(dirname "$0")/lib.bash"
require jq
python=/usr/bin/python3
if ! $python -c 'import junitparser' 2>/dev/null; then
    echo "python's junitparser is missing, run ci/install-deps" >&2
    exit 1
fi

# junit FILE EXPRESSION: what Python makes of it, with `x` for all suites, `cases(SUITE)` for the names of its
# cases, and `results(SUITE, KIND)` for what is in them.
junit() {
    $python - "$1" "$2" <<'EOF'
import sys
import junitparser

x = junitparser.JUnitXml.fromfile(sys.argv[1])


def cases(name):
    return [c.name for s in x if s.name == name for c in s]


def results(name, kind):
    return [r for s in x if s.name == name for c in s for r in c.result if isinstance(r, getattr(junitparser, kind))]


print(eval(sys.argv[2]))
EOF
}

# in_json EXPRESSION FILE: true of its lines as one list.
in_json() {
    jq -se "$1" "$2" >"$work/json"
}

# In the background, as a campaign takes its time: a gate of the VM without a bank.
"$faultline" gate --vm=toy --budget=26s --jobs=1 --quiet --json --out="$work/toy" --junit="$work/toy.xml" \
    >"$work/toy.out" 2>"$work/toy.err" &
toy=$!

# Nearly all the others are in a tree of their own, with few seeds, no bank, and a program beside which no fuzz
# engines lie.
tree=$work/tree
mkdir -p "$tree/corpus/seeds/refvm" "$tree/bin" "$tree/none"
cp "$faultline" "$tree/bin/faultline"
printf '<?php echo 1;\n' >"$tree/corpus/seeds/refvm/one.php"

# gates TITLE STATUS [PATTERN...] -- FLAG...: what such a gate ends with and prints. It leaves its results there.
gates() {
    local title=$1 status=$2 patterns=()
    shift 2
    while [ "$1" != -- ]; do
        patterns+=("$1")
        shift
    done
    shift
    expect "$title" "$status" ${patterns[@]+"${patterns[@]}"} -- \
        env -C "$tree" bin/faultline gate --quiet --out=findings --junit=junit.xml "$@"
}

# ---- green -------------------------------------------------------------------------------------------

bugs=$("$faultline" list bugs --vm=refvm | wc -l)
mkdir "$work/seeds"
cp corpus/seeds/refvm/{destruct_during_unwinding.php,hot_fib.php,trace_hotloop.case,trace_flush.case} "$work/seeds"
expect 'a clean tree is green' 0 '^regressions: 2 of 2 cases run, 0 with something new' \
    "^bank: [0-9]+ of $bugs seeded bugs tried, 0 no longer" '^sweep: 4 of 4 programs' '^fuzz: skipped: [0-9]+ s are left' \
    '^gate: green: 0 new findings' -- \
    "$faultline" gate --quiet --corpus="$work/seeds" --out="$work/findings" --junit="$work/junit.xml" --budget=12s
holds 'the file has the parts' [ "$(junit "$work/junit.xml" "[s.name for s in x]")" = "['regressions', 'bank', 'sweep', 'fuzz']" ]
holds 'a case for each program, bug and regression' \
    [ "$(junit "$work/junit.xml" "[len(cases(s.name)) for s in x][:3]")" = "[2, $bugs, 4]" ]
holds 'no failure, no error' [ "$(junit "$work/junit.xml" '(x.failures, x.errors)')" = '(0, 0)' ]

# ---- red ---------------------------------------------------------------------------------------------

bug=gh18482-sort-shared
case=$PWD/corpus/bugbank/$bug.case
cp corpus/seeds/refvm/site_arrays_in_place.php "$tree/corpus/seeds/refvm"
gates 'a seeded bug is red' 1 '^regressions: skipped: ' '^bank: skipped: ' '^finding: refvm/immutable/' \
    '^  minimized: [0-9]+ -> [0-9]+ bytes' '^    \| # faultline case v1' "^    \\| set: .*bug=$bug" \
    '^reproduce: bin/faultline run findings/.*\.min\.case$' '^gate: red: ' -- --budget=8s --set=bug=$bug none
small=$tree/$(sed -n 's/^  case: \(.*\.min\.case\)$/\1/p' "$work/stdout" | head -n 1)
line=$(sed -n 's/^reproduce: \(.*\.min\.case\)$/\1/p' "$work/stdout" | head -n 1)
signature=$(sed -n 's/^expect: finding //p' "$small")
env -C "$tree" bash -c "$line" >"$work/again"
holds 'its line finds it again' grep -Fqx "finding: $signature" "$work/again"
expect 'the smaller case shows it' 0 '^ok: ' -- "$faultline" run --check "$small"
holds 'the file has it as a failure' \
    [ "$(junit "$tree/junit.xml" "'$signature' in [r.message for r in results('sweep', 'Failure')]")" = True ]
holds 'with the smaller case and its line' [ "$(junit "$tree/junit.xml" \
    "any('# faultline case v1' in r.text and 'reproduce: ' in r.text and '.min.case' in r.text for r in results('sweep', 'Failure'))")" = True ]
rm "$tree/corpus/seeds/refvm/site_arrays_in_place.php"

# ---- known -------------------------------------------------------------------------------------------

tomorrow=$(date -u -d tomorrow +%F)
sed 's/^expect: .*/expect: clean/' "$case" >"$tree/a&b \"<c>\".case"
printf '# all of it\n%s refvm/immutable/* issue 1\n%s refvm/hang/* nothing of the sort\n' "$tomorrow" "$tomorrow" >"$tree/known"
gates 'what is known is green' 0 '^gate: green: 0 new .* [1-9][0-9]* suppressed' '^known: known:3: matched nothing: refvm/hang' -- \
    --budget=3s --known=known "a&b \"<c>\".case"
holds 'and skipped in the file' \
    [ "$(junit "$tree/junit.xml" "any('known until $tomorrow' in r.message for r in results('regressions', 'Skipped'))")" = True ]
gates 'the same in JSON' 0 -- --budget=3s --known=known --json "a&b \"<c>\".case"
holds 'JSON Lines' json_lines "$work/stdout"
holds 'counted there' in_json '.[-1].summary | .gate == "green" and .suppressed > 0 and .findings == 0 and
    .known_unmatched == ["refvm/hang/*"] and .sweep.done == 1' "$work/stdout"
printf '2020-01-01 refvm/immutable/* issue 1\n' >"$tree/known"
gates 'until it expires' 1 '^known: known:1: expired on 2020-01-01' '^gate: red: ' -- \
    --budget=4s --known=known --json "a&b \"<c>\".case"
holds 'a finding in JSON' in_json 'map(select(.verdict == "finding")) | length > 0 and
    all(.signature and .reproduce and (.text | startswith("# faultline case v1")))' "$work/stdout"

# ---- regressions -------------------------------------------------------------------------------------

gates 'what is not promised is red' 1 '^regressions: .* 1 with something new' '^gate: red' -- --budget=3s "a&b \"<c>\".case"
holds 'whatever its name is' [ "$(junit "$tree/junit.xml" "cases('regressions')")" = "['a&b \"<c>\".case']" ]
mkdir "$tree/cases"
cp "$case" corpus/bugbank/gh9323-gc-opline.case "$tree/cases"
sed '/^set: /d; s/^expect: .*/expect: clean/' "$case" >"$tree/cases/fixed.case"
sed '/^set: /d' "$case" >"$tree/cases/mended.case"
printf '# faultline case v1\nvm: toy\nexpect: clean\n---\nprint 1\n' >"$tree/cases/other.case"
gates 'what is promised is green' 0 '^regressions: 1 cases of other vms' '^regressions: 4 of 4 cases run, 0 with something new, 1 no longer' \
    'mended.case no longer shows' '[1-9][0-9]* expected by regressions' -- --budget=3s cases
printf '# faultline case v1\nvm: refvm\nfault: oom@99999\n---\n<?php echo 1;\n' >"$tree/far.case"
gates 'a fault that is not reached is no pass' 2 'not reached' -- --budget=2s far.case
holds 'but an error' [ "$(junit "$tree/junit.xml" 'x.errors')" -eq 1 ]

# ---- the bank ----------------------------------------------------------------------------------------

mkdir "$tree/corpus/bugbank"
sed 's|^\(expect: .*/\)[0-9a-f]*$|\100000000|' "$case" >"$tree/corpus/bugbank/$bug.case"
gates 'a bug that is missed is red' 1 "^bank: $bug is no longer detected" '1 seeded bugs missed' \
    '^fuzz: skipped: the fuzz engines are not' -- --budget=3s none
holds 'in the file, too' \
    [ "$(junit "$tree/junit.xml" "['$bug' in r.text for r in results('bank', 'Failure')]")" = '[True]' ]
rm -r "$tree/corpus/bugbank"

# ---- it ends -----------------------------------------------------------------------------------------

rm "$tree/junit.xml"
cp corpus/seeds/refvm/hot_*.php "$tree/corpus/seeds/refvm"
command='gate, interrupted'
env -C "$tree" bin/faultline gate --quiet --budget=60s --junit=junit.xml >"$work/stdout" 2>"$work/stderr" &
sleep 1.5
kill -INT $!
wait $!
status=$?
judge 'interrupted' 3 '^gate: .*interrupted'
holds 'with a whole file' [ "$(junit "$tree/junit.xml" 'x.tests > 0')" = True ]

# ---- bad input ---------------------------------------------------------------------------------------

printf '# first\n\n2027-02-30 refvm/leak/* no such day\n' >"$tree/known"
gates 'a malformed list of what is known' 2 "known:3: '2027-02-30' is no day" -- --known=known
gates 'no such list' 2 'No such file' -- --known=nowhere
gates 'no such vm' 2 "unknown vm 'nonsense'" -- --vm=nonsense
gates 'no such regression' 2 'No such file' -- nowhere.case
gates 'standard input' 2 'not standard input' -- -
gates 'no such corpus' 2 'No such file' -- --corpus=nowhere
gates 'a file that can not be written' 3 "can't write" -- --junit=nowhere/junit.xml
gates 'a folder that can not be made' 3 "can't make the folder" -- --out=nowhere/findings
gates 'no budget' 2 "--budget is '0'" -- --budget=0
gates 'a flag of another command' 2 -- --engine=trace
gates 'the budget has another name' 2 "not of 'gate'" -- --time=5
expect 'in another command' 2 "a flag of 'gate'" -- "$faultline" sweep --known=x y

# ---- the campaign ------------------------------------------------------------------------------------

wait $toy
status=$?
command='gate --vm=toy'
cp "$work/toy.out" "$work/stdout"
cp "$work/toy.err" "$work/stderr"
judge 'a campaign in what is left' 0 '^fuzz: [1-9][0-9]* runs, 0 new findings' '^bank: skipped: ' '"gate":"green"'
holds 'its runs are counted' in_json '.[-1].summary.fuzz.runs > 0' "$work/toy.out"
holds 'within the budget' in_json '.[-1].summary.seconds < 31' "$work/toy.out"
holds 'its folder is gone' [ -z "$(find "$work/toy" -mindepth 1)" ]
holds 'its file' [ "$(junit "$work/toy.xml" "cases('fuzz')")" = "['campaign']" ]
finish
