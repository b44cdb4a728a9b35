#!/bin/sh
# SPDX-License-Identifier: MIT
# The core under MemorySanitizer: it needs no library, so nothing else has to be built for it. Replays
# the seeds, then fuzzes each target that has no foreign library for a number of runs.
#
# usage: fuzz/msan.sh [RUNS]
# shellcheck disable=SC1091,SC2034,SC2154
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/fuzz/common.sh"

runs=${1:-5000}
core='fuzz_check fuzz_order fuzz_places fuzz_memory fuzz_labelled fuzz_text'
TARGETS=$core
CC=clang CXX=clang++ CFLAGS='-g -O1 -fno-omit-frame-pointer -fsanitize=memory -fsanitize-memory-track-origins' \
    CXXFLAGS='-fsanitize=memory' fuzz_build msan -DCMAKE_BUILD_TYPE=None
passed=0
failed=0
for harness in $core; do
    work=$build/work/$harness
    mkdir -p "$work"
    log=$build/$harness.log
    if "$build/fuzz/$harness" -seed=1 -runs="$runs" -max_len=8192 -dict="$root/fuzz/kvjwk.dict" \
        -artifact_prefix="$build/" "$work" "$(seeds_of "$harness")" >"$log" 2>&1; then
        echo "$harness: $(tail -n 1 "$log")"
        passed=$((passed + 1))
    else
        tail -n 30 "$log"
        echo "$harness finds something"
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
