#!/bin/sh
# SPDX-License-Identifier: MIT
# Does the engine see at all? Each canary has a fault that was planted; a run must find it.
#
# usage: fuzz/canaries.sh libfuzzer|afl [SECONDS]     at most so many for each; 120 by default
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
engine=${1:?usage: fuzz/canaries.sh libfuzzer|afl [SECONDS]}
seconds=${2:-120}
faults='overflow undefined property'
[ "$engine" != libfuzzer ] || faults="$faults leak" # AFL++ does not look for leaks
export AFL_BENCH_UNTIL_CRASH=1
passed=0
failed=0
for fault in $faults; do
    status=0
    sh "$root/fuzz/run.sh" "$engine" "canary_$fault" "$seconds" || status=$?
    if [ $status -eq 1 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "canaries: $engine does not find \"$fault\""
    fi
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
