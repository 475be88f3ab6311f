#!/usr/bin/env bash
# standalone.sh: findings of LuaJIT as programs that need no Faultline: they are compiled, run, and show what they
# should; what can't be done is told.
. "$(dirname "$0")/lib.bash"
require jq gcc-12 luajit

# Debian's package of one version of the compiler has no 'cc'.
if ! command -v cc >/dev/null; then
    mkdir "$work/bin"
    ln -s "$(command -v gcc-12)" "$work/bin/cc"
    PATH=$work/bin:$PATH
fi

# faulty NAME ENGINE FAULT: a case, its program on standard input. FAULT may be empty.
faulty() {
    {
        printf '# faultline case v1\nvm: luajit\nengine: %s\n' "$2"
        [ -z "$3" ] || printf 'fault: %s\n' "$3"
        printf -- '---\n'
        cat
    } >"$work/$1.case"
}

# found NAME ENGINE ORACLE: gives the case the first fault with which a sweep finds such a thing.
found() {
    local fault
    sed '1,/^---$/d' "$work/$1.case" >"$work/$1.lua"
    fault=$("$faultline" sweep --vm=luajit --engine="$2" --kinds=oom --json --quiet --out=none "$work/$1.lua" |
        jq -r "select(.oracle == \"$3\" and .engine == \"$2\") | .fault" | head -n 1)
    holds "$1: a sweep finds it" [ -n "$fault" ]
    faulty "$1" "$2" "$fault" <"$work/$1.lua"
}

minimize=("$faultline" minimize --quiet --repeat=2 --time=3 --standalone)

# ---- a crash: upper() raises with a stack top that is too low, and the message overwrites a live frame

faulty crash interp '' <<'END'
local function f(i, b)
    print(i, b:upper())
end
pcall(f, 0, 'b')
END
found crash interp crash
expect 'a crash' 0 '^  stand-alone: .*crash\.c$' 'shown: signal 11' -- "${minimize[@]}" "$work/crash.case"
holds 'its head says so' grep -q '^ \* tried:    shown: signal 11' "$work/crash.c"
expect 'its command line' 0 -- bash -c "cd '$work' && $(sed -n 's/^ \*     \(cc .*\)/\1/p' "$work/crash.c")"
expect 'run by hand' 1 '^shown: signal 11 .Segmentation fault. at libluajit' -- "$work/crash"
expect 'all numbers' 1 '^[0-9]+: signal 11' -- "$work/crash" all
expect 'a number past the end' 0 'is not reached' -- "$work/crash" 999999
expect 'an argument that is no number' 2 "'x', expected a number" -- "$work/crash" x
expect 'for a debugger' 139 -- bash -c "'$work/crash' debug; exit \$?"

# ---- no fault: a program for luajit

cp $seeds/recurse-down-side-pcall.lua "$work/down.lua"
try "${minimize[@]}" --vm=luajit --engine=trace --out="$work" --json "$work/down.lua"
holds 'without a fault it is Lua' \
    jq -e '.standalone_shown and (.standalone | endswith("down.lua")) and .standalone_missing == ""' "$work/stdout"
expect 'luajit runs it' 139 -- bash -c "luajit '$work/down.lua'; exit \$?"

# ---- code memory that fails, a wrong size, a wrong output

faulty mcode trace mcode@2 <<'END'
for i = 1, 5 do end
END
expect 'a panic' 0 'shown: LuaJIT ends the process with status 1: runtime code' -- "${minimize[@]}" "$work/mcode.case"

faulty leak interp '' <<'END'
local x = 1
local f = function() return x end
END
found leak interp leak
expect 'a wrong size' 0 'shown: 0 blocks left, 1 wrong sizes: a block of 48 bytes' -- \
    "${minimize[@]}" "$work/leak.case"

faulty lost trace '' <<'END'
local ups, n, bad, s = 0, 0, 0, nil
local function f(i) ups = ups + 1; s = 's' .. i end
for i = 1, 40 do n = n + 1; if not pcall(f, i) then bad = bad + 1 end end
print(ups, n, bad)
END
found lost trace differential
expect 'a wrong output' 0 'shown: another output' -- "${minimize[@]}" "$work/lost.case"

# ---- what can't be done

mkdir "$work/path"
ln -s "$(command -v timeout)" "$(command -v env)" "$work/path"
program=$(realpath "$faultline")
expect 'no compiler' 3 "no compiler: 'cc' is not in PATH, install one" '^minimized: ' -- \
    env PATH="$work/path" "$program" minimize --quiet --repeat=1 --time=1 --standalone "$work/mcode.case"
holds 'the file is there, and says so' grep -q 'tried:    not tried: no compiler' "$work/mcode.c"
expect 'a VM without such programs' 2 'this VM has no stand-alone reproducers' -- \
    "$faultline" minimize --standalone corpus/bugbank/php18638-callback-leak.case
expect 'another command' 2 "'minimize'" -- "$faultline" run --standalone "$work/mcode.case"
finish
