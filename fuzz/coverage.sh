#!/bin/sh
# SPDX-License-Identifier: MIT
# What the fuzz targets reach of lib/: a table by file, and the functions that none of them reaches. The
# inputs are the seeds, the regressions, and what fuzz/run.sh has learned.
#
# usage: fuzz/coverage.sh [HARNESS...]     all of them by default
# shellcheck disable=SC1091,SC2034,SC2154
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/fuzz/common.sh"

profdata=$(llvm_tool llvm-profdata)
cov=$(llvm_tool llvm-cov)
base=${KVJWK_FUZZ_DIR:-$root}
if [ $# -eq 0 ]; then
    for source in "$root"/fuzz/fuzz_*.c; do
        set -- "$@" "$(basename "$source" .c)"
    done
fi

TARGETS="$*"
CC=clang CXX=clang++ CFLAGS='-g -O1 -fprofile-instr-generate -fcoverage-mapping' \
    fuzz_build coverage -DCMAKE_BUILD_TYPE=None -DKVJWK_FUZZ_ENGINE=replay \
    -DCMAKE_EXE_LINKER_FLAGS=-fprofile-instr-generate
profiles=$build/profiles
rm -rf "$profiles"
mkdir -p "$profiles"
objects=
for harness in "$@"; do
    set -- "$root/corpus/regressions" "$(seeds_of "$harness")"
    for folder in "$base/build-fuzz-work/libfuzzer/$harness/corpus" \
        "$base"/build-fuzz-work/afl/"$harness"/out/*/queue; do
        [ ! -d "$folder" ] || set -- "$@" "$folder"
    done
    echo "$harness: $(LLVM_PROFILE_FILE=$profiles/$harness.profraw "$build/fuzz/$harness" "$@" |
        tail -n 1)" >&2
    # llvm-cov takes the first program without an option
    objects="$objects ${objects:+-object }$build/fuzz/$harness"
done
"$profdata" merge -sparse "$profiles"/*.profraw -o "$profiles/all.profdata"
# shellcheck disable=SC2086
set -- $objects -instr-profile="$profiles/all.profdata"
"$cov" report "$@" -use-color=false -show-region-summary=false "$root/lib" \
    -ignore-filename-regex='/(fuzz|tests|tools)/' | sed "s|$root/||"
echo
echo 'functions that no target reaches:'
"$cov" export "$@" -skip-expansions -ignore-filename-regex='/(fuzz|tests|tools)/' "$root/lib" |
    python3 "$root/fuzz/unreached.py" "$root/lib/"
