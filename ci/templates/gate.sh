#!/usr/bin/env bash
# gate.sh: Faultline's gate as a step of any CI system. Copy it into your project; what it leaves behind are the JUnit
# file and the findings, as artifacts of the job.
#
# Exit status: 0 nothing new, 1 something new, 2 wrong usage or bad input, 3 it could not run.
#
# Set in the environment, or change here:
#   FAULTLINE    a clone of Faultline, or where one shall be; it is built if it is not
#   FAULTLINE_URL  what to clone, when there is no clone yet
#   VM           the VM under test: faultline list vms
#   LIB          your build of it, where the VM is a shared object; empty for the one that is installed
#   BUDGET       how long all may take: seconds, or 10m
#   REGRESSIONS  a folder of cases in your project, such as `faultline minimize` writes; it may be empty or missing
#   KNOWN        findings that are known, one a line: YYYY-MM-DD PATTERN REASON; it may be missing
#   RESULTS      a folder for the results
set -euo pipefail

FAULTLINE=${FAULTLINE:-faultline}
VM=${VM:-luajit}
LIB=${LIB:-}
BUDGET=${BUDGET:-5m}
REGRESSIONS=${REGRESSIONS:-tests/faultline}
KNOWN=${KNOWN:-tests/faultline/known-failures}
RESULTS=${RESULTS:-faultline-results}

could_not_run() {
    echo "gate.sh: $*" >&2
    exit 3
}

if [ ! -d "$FAULTLINE" ]; then
    [ -n "${FAULTLINE_URL:-}" ] || could_not_run "there is no '$FAULTLINE', and FAULTLINE_URL does not say what to clone"
    git clone --depth=1 "$FAULTLINE_URL" "$FAULTLINE" || could_not_run "'$FAULTLINE_URL' can't be cloned"
fi
if [ ! -x "$FAULTLINE/build/faultline" ]; then
    "$FAULTLINE/ci/install-deps" || could_not_run "packages are missing"
    make -C "$FAULTLINE" build fuzz-build || could_not_run "Faultline does not build"
fi

arguments=(--vm="$VM" --budget="$BUDGET" --out="$RESULTS/findings" --junit="$RESULTS/junit.xml")
[ -z "$LIB" ] || arguments+=(--lib="$LIB")
[ ! -f "$KNOWN" ] || arguments+=(--known="$KNOWN")
if [ -d "$REGRESSIONS" ] && [ -n "$(find "$REGRESSIONS" -name '*.case' -print -quit)" ]; then
    arguments+=("$REGRESSIONS")
fi
mkdir -p "$RESULTS"
exec "$FAULTLINE/build/faultline" gate "${arguments[@]}"
