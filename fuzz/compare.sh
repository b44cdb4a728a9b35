#!/bin/sh
# SPDX-License-Identifier: MIT
# Does the structure-aware mutator pay? Both engines, each with it and with its own mutator alone, from
# one seed and from all, for equal CPU time; then the edges that each has reached, counted by one and
# the same program.
#
# usage: fuzz/compare.sh HARNESS CPU_SECONDS
# shellcheck disable=SC1091,SC2034,SC2154
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/fuzz/common.sh"

if [ $# -ne 2 ] || [ ! -f "$root/fuzz/$1.c" ]; then
    sed -n 's/^# usage: /usage: /p' "$0" >&2
    exit 2
fi
harness=$1
seconds=$2
base=${KVJWK_FUZZ_DIR:-$root}
place=$base/build-fuzz-work/compare/$harness
dictionary=$root/fuzz/kvjwk.dict
all=$(seeds_of "$harness")

TARGETS="$harness ${harness}_plain"
build_libfuzzer
lib=$build/fuzz
TARGETS=$harness
build_afl plain
library=$(mutator_library)
afl=$build/fuzz

rm -rf "$place"
mkdir -p "$place/one" "$place/all"
printf '{"kty":"EC","crv":"P-256","x":"%s","y":"%s"}' crDHbZkpPE2FEKPwVICPV27Ifmycvn_6eX0f4RGZq1U \
    5E-c68fbGMzIVwxWgyblEfjv46I1CokCrrUk4OuwVuk >"$place/one/key.json"
find "$all" -type f -size -8192c -exec cp {} "$place/all/" \;

# Edges and features that the files of some folders reach, in this one program.
reached() {
    "$lib/$harness" -runs=0 "$@" 2>&1 |
        sed -n 's/.*INITED cov: \([0-9]*\) ft: \([0-9]*\) .*/\1 edges, \2 features/p'
}

# libfuzzer NAME START PROGRAM
libfuzzer() {
    out=$place/$1
    mkdir -p "$out"
    used=$(python3 "$root/fuzz/cputime.py" "$seconds" "$3" -dict="$dictionary" -max_len=8192 -seed=1 \
        -artifact_prefix="$out." "$out" "$place/$2")
    echo "$1: $(reached "$out" "$place/$2") in $used s of CPU"
}

# afl NAME START [LIBRARY]
afl() {
    out=$place/$1
    if [ $# -gt 2 ]; then
        export AFL_CUSTOM_MUTATOR_LIBRARY="$3"
    else
        unset AFL_CUSTOM_MUTATOR_LIBRARY
    fi
    used=$(python3 "$root/fuzz/cputime.py" "$seconds" afl-fuzz -s 1 -G 8192 -m none -x "$dictionary" \
        -i "$place/$2" -o "$out" -- "$afl/$harness")
    echo "$1: $(reached "$out/default/queue" "$place/$2") in $used s of CPU"
}

for start in one all; do
    echo "start from $start: $(reached "$place/$start")"
    libfuzzer libfuzzer-plain-$start $start "$lib/${harness}_plain"
    libfuzzer libfuzzer-structured-$start $start "$lib/$harness"
    afl afl-plain-$start $start
    afl afl-structured-$start $start "$library"
done
