#!/usr/bin/env bash
# campaign.sh: a campaign loses nothing: not when it is killed, not when an engine is, not when the disk is full;
# and triage says of each finding whether it comes every time.
set -u
. "$(dirname "$0")/lib.bash"
require jq sqlite3

# query DIR SQL: what the database of that campaign says.
query() { sqlite3 "$1/campaign.db" "$2"; }

# cases DIR: how many findings are there as files.
cases() { find "$1" -maxdepth 1 -name '*.case' | wc -l; }

# until_true SECONDS COMMAND...: waits until it is; false when it does not get to be.
until_true() {
    local left=$(($1 * 5))
    shift
    until "$@" 2>/dev/null; do
        left=$((left - 1))
        [ $left -gt 0 ] || return 1
        sleep 0.2
    done
}

has_cases() { [ "$(cases "$1")" -ge "$2" ]; }
found() { [ "$(query "$1" 'SELECT count(*) FROM finding')" -gt 0 ]; }
nobody() { ! pgrep -f "$1" >/dev/null; }
ended() { ! kill -0 "$1"; }
says() { grep -q "$1" "$2"; }

# start DIR [FLAG...]: a campaign in the background, its process in $campaign.
start() {
    local dir=$1
    shift
    env --default-signal=INT "$faultline" fuzz --vm=luajit --time=200 --jobs=2 --out="$dir" "$@" >"$dir.txt" 2>&1 &
    campaign=$!
}

# same_findings DIR TITLE: each file is a row and each row a file, with the signature that the file promises.
same_findings() {
    find "$1" -maxdepth 1 -name '*.case' | while read -r file; do
        printf '%s %s\n' "$(basename "$file")" "$(sed -n 's/^expect: finding //p;/^---$/q' "$file")"
    done | sort >"$work/files"
    query "$1" 'SELECT file, signature FROM finding' | tr '|' ' ' | sort >"$work/rows"
    same "$2" "$work/files" "$work/rows"
}

# ---- killed: the next session finds everything -----------------------------------------------------------

out=$work/killed
start "$out"
holds 'it finds something' until_true 90 has_cases "$out" 2
holds 'and writes it down' until_true 30 found "$out"
expect 'one campaign a folder' 3 "runs in '$out' already, process $campaign" -- \
    "$faultline" fuzz --vm=luajit --time=1 --out="$out" --resume
expect 'status while it runs' 0 "runs as process $campaign, session 1" '^finding: luajit/' -- "$faultline" status "$out"
kill -9 $campaign
wait $campaign 2>/dev/null
holds 'its engines end with it' until_true 30 nobody "faultline-(afl|libfuzzer).*$out|afl-fuzz.*$out"
expect 'status of one that was killed' 0 "ended with 'killed'" -- "$faultline" status "$out"
expect 'it goes on only when asked to' 2 'go on with it by --resume' -- \
    "$faultline" fuzz --vm=luajit --time=1 --out="$out"
expect 'nor with another vm' 2 "is of vm 'luajit', not 'toy'" -- \
    "$faultline" fuzz --vm=toy --time=1 --out="$out" --resume
: >"$out/half.case.123.part"
before=$(cases "$out")
try "$faultline" fuzz --vm=luajit --time=2 --out="$out" --resume --json --quiet
holds 'it goes on' [ "$status" -le 1 ]
same_findings "$out" 'killed: files and rows agree'
holds 'killed: no finding is gone' [ "$(cases "$out")" -ge "$before" ]
holds 'what was half written is gone' [ ! -e "$out/half.case.123.part" ]
holds 'the session is known as killed' [ "$(query "$out" 'SELECT outcome FROM session WHERE id = 1')" = killed ]
holds 'what its engines did is known' [ "$(query "$out" 'SELECT total(inputs) > 0 FROM engine WHERE session = 1')" = 1 ]
holds 'both engines were at work' [ "$(query "$out" 'SELECT count(*) FROM engine WHERE session = 1')" = 2 ]
holds 'old findings are no new ones' [ "$(jq -r 'select(.summary | not) | .signature' "$work/stdout" |
    sort - <(query "$out" 'SELECT signature FROM finding WHERE session = 1') | uniq -d | wc -l)" = 0 ]

# ---- an engine dies, and then somebody has had enough ----------------------------------------------------

out=$work/engine
start "$out"
runs() { pgrep -f "$1" >/dev/null; }
holds 'an engine is at work' until_true 60 runs "faultline-libfuzzer $out"
pkill -9 -f "faultline-libfuzzer $out"
holds 'it is told' until_true 30 says 'engine 0 ended with signal 9, starting it again' "$out.txt"
holds 'and started again' until_true 60 runs "faultline-libfuzzer $out"
kill -INT $campaign
holds 'Ctrl-C ends it' until_true 30 ended $campaign
holds 'in good order' says '^summary: session 1' "$out.txt"
holds 'which is known' [ "$(query "$out" 'SELECT outcome FROM session')" = interrupted ]
holds 'the death is counted' [ "$(query "$out" 'SELECT deaths FROM engine WHERE number = 0')" = 1 ]
same_findings "$out" 'interrupted: files and rows agree'

# ---- a full disk -----------------------------------------------------------------------------------------

full_disk() {
    mkdir "$work/tiny"
    if ! mount -t tmpfs -o size=48m tmpfs "$work/tiny" 2>/dev/null; then
        skip 'a full disk' 'it takes the right to mount one'
        return
    fi
    mounted=$work/tiny
    local out=$work/tiny/full log=$work/full.txt
    env --default-signal=INT "$faultline" fuzz --vm=luajit --time=200 --jobs=2 --out="$out" >"$log" 2>&1 &
    campaign=$!
    holds 'full disk: it starts' until_true 60 [ -e "$out/log/engine-1.stats" ]
    dd if=/dev/zero of="$work/tiny/fill" bs=4k 2>/dev/null
    holds 'full disk: that is told' until_true 60 says 'disk is full; it is tried again' "$log"
    holds 'full disk: findings are kept' until_true 90 says "they are kept in '$out/log'" "$log"
    sleep 2
    kill -9 $campaign
    wait $campaign 2>/dev/null
    until_true 30 nobody "afl-fuzz.*$out|faultline-libfuzzer $out"
    expect 'full disk: it does not go on' 3 "$out" -- "$faultline" fuzz --vm=luajit --time=1 --out="$out" --resume
    rm "$work/tiny/fill"
    try "$faultline" fuzz --vm=luajit --time=2 --out="$out" --resume
    holds 'room again: it goes on' [ "$status" -eq 1 ]
    same_findings "$out" 'full disk: files and rows agree'
    sed -n 's/^finding: //p' "$log" | sort -u >"$work/told"
    query "$out" 'SELECT signature FROM finding' | sort -u >"$work/known"
    holds 'full disk: findings were told' [ -s "$work/told" ]
    comm -23 "$work/told" "$work/known" >"$work/lost"
    holds 'full disk: none that was told is lost' [ ! -s "$work/lost" ]
    umount "$work/tiny" && mounted=
}
full_disk

# ---- triage ----------------------------------------------------------------------------------------------

bug=$(find corpus/bugbank -name 'gh17727-call-opline.case')
sed 's/^set: /set: hotloop=77 /' "$bug" >"$work/more.case"
expect 'a finding is stable' 1 '^  stable: 3 of 3 runs' '^  needs: engine hybrid, settings .*bug=gh17727' \
    '^  text: oracle: opline' '^reproduce: .* run .*more.case' -- "$faultline" triage --repeat=3 --explain "$work/more.case"
quietly() { "$@" >/dev/null; }
holds 'it needs no setting that does nothing' quietly \
    jq -es '.[0] | (.settings | index("hotloop=77") | not) and .reduced and .triage == "stable"' \
    <("$faultline" triage --repeat=1 --json "$work/more.case")
sed 's/bug=gh17727-call-opline//' "$bug" >"$work/gone.case"
expect 'a finding that does not come is gone' 0 '^  gone: 0 of 2 runs' -- "$faultline" triage --repeat=2 "$work/gone.case"
expect 'a program without one' 0 '^triage: no finding' -- "$faultline" triage --repeat=1 corpus/seeds/refvm/array_count.php
expect 'triage needs something' 2 'needs a FILE' -- "$faultline" triage
expect 'a folder that is no campaign' 2 'campaign.db' -- "$faultline" triage "$work"
expect 'status of it' 2 'campaign.db' -- "$faultline" status "$work"
expect 'a flag of triage alone' 2 "is a flag of 'triage'" -- "$faultline" run --explain "$bug"

out=$work/killed
try_seconds=100
try "$faultline" triage --repeat=2 --time=1 --jobs=1 "$out"
holds 'a campaign is triaged' [ "$status" -eq 1 ]
holds 'all of it' [ "$(query "$out" "SELECT count(*) FROM finding WHERE triage = 'new'")" = 0 ]
holds 'most of it is stable' [ "$(query "$out" "SELECT 2 * total(triage = 'stable') > count(*) FROM finding")" = 1 ]
holds 'and got smaller' [ "$(query "$out" "SELECT total(minimized != '') > 0 FROM finding")" = 1 ]
for file in $(query "$out" "SELECT minimized FROM finding WHERE minimized != '' LIMIT 3"); do
    expect "$file shows its finding" 0 '^ok: ' -- "$faultline" run --check "$out/$file"
done
same_findings "$out" 'triaged: files and rows agree'
expect 'status says so' 0 '^findings: .* 0 not triaged' -- "$faultline" status "$out"
holds 'also as JSON' quietly jq -es '(map(select(.signature)) | length) == (last | .findings) and (last | .stable > 0)' \
    <("$faultline" status --json "$out")

finish
