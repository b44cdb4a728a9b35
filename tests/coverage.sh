#!/bin/sh
# SPDX-License-Identifier: MIT
# What the tests, the corpus and the vectors reach of lib/: a table by file, and the totals against what
# is wanted of them (95 % of lines, 90 % of branches).
#
# usage: sh tests/coverage.sh [FOLDER]     for the build; build-coverage by default
# Needs clang and llvm (Debian's names). Exit: 0 enough is reached, 1 too little, 2 it could not run.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
build=${1:-$root/build-coverage}
lines_wanted=95
branches_wanted=90

# tool NAME: as Debian calls it, too.
tool() {
    for name in "$1" "$1-14" "$1-15" "$1-16" "$1-19"; do
        if command -v "$name"; then
            return
        fi
    done
    echo "$1 is not installed" >&2
    exit 2
}
profdata=$(tool llvm-profdata)
cov=$(tool llvm-cov)

generator=
if [ ! -f "$build/CMakeCache.txt" ] && command -v ninja >/dev/null; then
    generator=-GNinja
fi
mkdir -p "$build"
# shellcheck disable=SC2086
if ! { CC=clang CFLAGS='-g -O1 -fprofile-instr-generate -fcoverage-mapping' cmake -S "$root" -B "$build" \
    $generator -DCMAKE_BUILD_TYPE=None -DKVJWK_TESTS=ON && cmake --build "$build" --parallel; } \
    >"$build/coverage.log" 2>&1; then
    tail -n 40 "$build/coverage.log" >&2
    exit 2
fi

profiles=$build/profiles
rm -rf "$profiles"
mkdir -p "$profiles"
# Four files that all processes add to. What builds or looks at sources reaches nothing of lib/.
LLVM_PROFILE_FILE=$profiles/%4m.profraw ctest --test-dir "$build" --parallel 2 \
    --exclude-regex '^(build_.*|install|purity|headers|style|ci)$' >"$build/tests.log" 2>&1 ||
    echo 'coverage: some tests fail in this build; see tests.log' >&2
"$profdata" merge -sparse "$profiles"/*.profraw -o "$profiles/all.profdata"

set -- "$build/kvjwk"
for program in "$build"/tests/test_*; do
    if [ -x "$program" ] && [ -f "$program" ]; then
        set -- "$@" -object "$program"
    fi
done
"$cov" report "$@" -instr-profile="$profiles/all.profdata" -use-color=false -show-region-summary=false \
    -ignore-filename-regex='/(fuzz|tests|tools)/' "$root/lib" >"$build/table"
sed "s|$root/||" "$build/table"

# FILENAME, functions missed and %, lines missed and %, branches missed and %
tail -n 1 "$build/table" | tr -d % | awk -v lines=$lines_wanted -v branches=$branches_wanted '{
    printf "\n%.1f %% of lines (%d wanted), %.1f %% of branches (%d wanted)\n", $7, lines, $10, branches
    exit $7 < lines || $10 < branches
}'
