#!/bin/sh
# SPDX-License-Identifier: MIT
# With a file: the smallest input that the harness still fails on, beside it as FILE.min. Without: the
# corpus that was learned, in build-fuzz-work, shrunk to what still reaches everything.
#
# usage: fuzz/minimize.sh HARNESS [FILE]
# shellcheck disable=SC1091,SC2034,SC2154
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/fuzz/common.sh"

if [ $# -lt 1 ] || [ ! -f "$root/fuzz/$1.c" ]; then
    sed -n 's/^# usage: /usage: /p' "$0" >&2
    exit 2
fi
harness=$1
TARGETS=$harness build_libfuzzer
program=$build/fuzz/$harness
work=${KVJWK_FUZZ_DIR:-$root}/build-fuzz-work

if [ $# -gt 1 ]; then
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    "$program" -minimize_crash=1 -runs=20000 -max_total_time=60 -exact_artifact_path="$2.min" "$2" \
        >"$log" 2>&1 || true
    if [ ! -f "$2.min" ]; then
        tail -n 5 "$log" >&2
        echo "minimize: $harness does not fail on $2, or nothing smaller was found" >&2
        exit 1
    fi
    echo "$2.min: $(wc -c <"$2.min") of $(wc -c <"$2") bytes"
    exit 0
fi

small=$work/minimized/$harness
rm -rf "$small"
mkdir -p "$small"
set --
for folder in "$work/libfuzzer/$harness/corpus" "$work"/afl/"$harness"/out/*/queue; do
    [ ! -d "$folder" ] || set -- "$@" "$folder"
done
"$program" -set_cover_merge=1 "$small" "$@" "$(seeds_of "$harness")" >"$small.log" 2>&1
echo "$small: $(find "$small" -type f | wc -l) files"
